import { forward, isForShopify } from "./forward.ts";

/**
 * `node --import ./tests/shop/preload.ts app/start.ts`: the process reaches the simulated shop at SIMULATED_SHOP_URL wherever it means
 * Shopify. Nothing in the app knows. The address is read at each request, so this also serves as a set-up file of tests that start their
 * shop later; it comes before the imports of Shopify's libraries, which hold on to the `fetch` that they find when they load.
 *
 * It replaces `fetch` and nothing else: msw stands between every socket and its owner, the database's too, and adds milliseconds to each
 * call.
 */
const send = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (!isForShopify(url)) return send(input, init);
  const address = process.env.SIMULATED_SHOP_URL;
  if (!address)
    throw new Error("SIMULATED_SHOP_URL must hold the simulated shop's address, such as http://127.0.0.1:4000.");
  return forward(address, new Request(input, init), send);
};
