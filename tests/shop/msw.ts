import { bypass, http } from "msw";
import { forward } from "./forward.ts";

/**
 * Handlers for msw with which everything that a process sends to `https://*.myshopify.com` reaches a simulated shop instead. Where the
 * address is a function it is asked at each request, so that tests can start their shop after msw.
 */
export function forwardToSimulatedShop(simulated: string | { url: string } | (() => string)) {
  const address = () =>
    typeof simulated === "function" ? simulated() : typeof simulated === "string" ? simulated : simulated.url;
  return [
    http.all("https://*.myshopify.com/*", ({ request }) =>
      forward(address(), request, (input, init) =>
        fetch(bypass(input instanceof Request ? input : String(input), init)),
      ),
    ),
  ];
}
