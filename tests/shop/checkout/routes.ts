import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { html, htmlResponse, seeOther } from "../admin-page/html.ts";
import type { Cart } from "../cart/cart.ts";
import { setCartMetafield } from "../cart/change-cart.ts";
import type { PricedCart } from "../cart/price-cart.ts";
import { appIdOf, resolveNamespace } from "../metafields.ts";
import type { Route, Visit } from "../routes.ts";
import type { Order } from "../state.ts";
import { readBody } from "../storefront/request-body.ts";
import { priceNow, type ShopFront, typeEmail } from "../storefront/shop-front.ts";
import { freshCart, visitorOf, withCookies } from "../storefront/visitor.ts";
import { readAsset } from "../theme/render-page.ts";
import { checkoutPage, deliveryOptions, summary, thankYouPage } from "./checkout-page.ts";
import { extensionDocument } from "./extension-document.ts";
import { extensionState } from "./extension-state.ts";
import { payCheckout } from "./pay.ts";
import { type UiExtension, uiExtensionsFor } from "./ui-extension.ts";
import { WORDS } from "./words.ts";

const assets = join(import.meta.dirname, "assets");
const CHECKOUT_TARGET = "purchase.checkout.block.render";
const THANK_YOU_TARGET = "purchase.thank-you.block.render";

/** The checkout and the thank-you page, and what their extensions ask of Shopify. */
export function checkoutRoutes(front: ShopFront): Route[] {
  const withCart = (work: (visit: Visit, cart: Cart) => Promise<Response>) => async (visit: Visit) => {
    const cart = front.state.carts.get(visit.params.token ?? "");
    if (!cart) return new Response("Not Found", { status: 404 });
    // Who has logged in meanwhile pays as himself.
    const visitor = visitorOf(front, visit);
    return withCookies(await work(visit, cart), visitor.cart === cart ? visitor.cookies : []);
  };
  const path = "/checkouts/cn/:token";
  return [
    { method: "GET", path: "/checkouts/assets/:file", handle: ({ params }) => asset(params.file ?? "") },
    { method: "GET", path, handle: withCart((visit, cart) => showCheckout(front, visit, cart, null)) },
    { method: "GET", path: `${path}/state`, handle: withCart((visit, cart) => showState(front, visit, cart)) },
    { method: "POST", path: `${path}/change`, handle: withCart((visit, cart) => change(front, visit, cart)) },
    { method: "POST", path: `${path}/pay`, handle: withCart((visit, cart) => pay(front, visit, cart)) },
    { method: "GET", path: `${path}/thank-you`, handle: withCart((visit, cart) => showThankYou(front, visit, cart)) },
    { method: "GET", path: `${path}/session-token`, handle: withCart((visit, cart) => sessionToken(visit, cart)) },
    {
      method: "GET",
      path: `${path}/extension/:handle`,
      handle: withCart((visit, cart) => showExtension(front, visit, cart)),
    },
    { method: "GET", path: "/checkouts/extensions/:handle/:target", handle: (visit) => bundle(front, visit) },
  ];
}

async function showCheckout(front: ShopFront, visit: Visit, cart: Cart, notice: string | null): Promise<Response> {
  if (front.state.paid.has(cart.token)) return seeOther(`/checkouts/cn/${cart.token}/thank-you`);
  if (cart.lines.length === 0) return seeOther("/cart");
  const priced = await priceNow(front, visit.shop, cart);
  const extensions = uiExtensionsFor(front.extensionsFolder, CHECKOUT_TARGET);
  return htmlResponse(checkoutPage({ shop: visit.shop, priced, extensions, notice }), notice ? 422 : 200);
}

async function showThankYou(front: ShopFront, visit: Visit, cart: Cart): Promise<Response> {
  const paid = paidOrder(front, visit, cart);
  if (!paid) return seeOther(`/checkouts/cn/${cart.token}`);
  const { order, priced } = paid;
  const extensions = uiExtensionsFor(front.extensionsFolder, THANK_YOU_TARGET);
  return htmlResponse(thankYouPage({ shop: visit.shop, priced, extensions, notice: null }, order));
}

/** The order that this checkout became, at the prices of that moment: by now its reward may be used up. */
function paidOrder(front: ShopFront, visit: Visit, cart: Cart): { order: Order; priced: PricedCart } | null {
  const paid = front.state.paid.get(cart.token);
  const order = paid && visit.shop.orders.get(paid.orderGid);
  return paid && order ? { order, priced: paid.priced } : null;
}

/** What the page and its extensions are made of now. */
async function subjectOf(front: ShopFront, visit: Visit, cart: Cart) {
  const paid = paidOrder(front, visit, cart);
  const priced = paid?.priced ?? (await priceNow(front, visit.shop, cart));
  return { shop: visit.shop, priced, apiKey: visit.simulated.app.apiKey, order: paid?.order ?? null };
}

/** Everything that changes when the cart does: the drawn parts of the page, and what the extensions see. */
async function showState(front: ShopFront, visit: Visit, cart: Cart): Promise<Response> {
  const subject = await subjectOf(front, visit, cart);
  const { priced, order } = subject;
  const extensions = uiExtensionsFor(front.extensionsFolder, order ? THANK_YOU_TARGET : CHECKOUT_TARGET);
  return Response.json(
    {
      summary: summary(priced, order === null).text,
      delivery: deliveryOptions(priced).text,
      totalMinor: priced.totalMinor,
      extensions: Object.fromEntries(
        extensions.map((extension) => [extension.handle, extensionState(extension, subject)]),
      ),
    },
    { headers: { "cache-control": "no-store" } },
  );
}

const changeRequest = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("updateCartMetafield"),
    metafield: z.object({
      namespace: z.string().optional(),
      key: z.string().min(1),
      type: z.string().min(1),
      value: z.string(),
    }),
  }),
  z.object({ type: z.literal("removeCartMetafield"), namespace: z.string().optional(), key: z.string() }),
  z.object({ type: z.literal("updateAttribute"), key: z.string(), value: z.string() }),
  z.object({ type: z.literal("removeAttribute"), key: z.string() }),
  z.object({ type: z.literal("addDiscountCode"), code: z.string().min(1) }),
  z.object({ type: z.literal("removeDiscountCode"), code: z.string() }),
  z.object({ type: z.literal("updateNote"), note: z.string() }),
  z.object({ type: z.literal("email"), email: z.string() }),
  z.object({ type: z.literal("shipping"), handle: z.string() }),
]);

/** One change to the cart, of an extension or of the page itself. Shopify answers with a result, never with an exception. */
async function change(front: ShopFront, visit: Visit, cart: Cart): Promise<Response> {
  const parsed = changeRequest.safeParse(await readBody(visit.request));
  if (!parsed.success) return Response.json({ type: "error", message: z.prettifyError(parsed.error) });
  if (front.state.paid.has(cart.token)) return Response.json({ type: "error", message: "The checkout is completed." });
  apply(visit, cart, parsed.data);
  return Response.json({ type: "success" });
}

function apply(visit: Visit, cart: Cart, request: z.infer<typeof changeRequest>): void {
  const resolve = (namespace: string | undefined) => resolveNamespace(namespace, appIdOf(visit.simulated.app.apiKey));
  switch (request.type) {
    case "updateCartMetafield": {
      const { namespace, key, type, value } = request.metafield;
      setCartMetafield(cart, { namespace: resolve(namespace), key }, { type, value });
      return;
    }
    case "removeCartMetafield":
      setCartMetafield(cart, { namespace: resolve(request.namespace), key: request.key }, null);
      return;
    case "updateAttribute":
      cart.attributes[request.key] = request.value;
      return;
    case "removeAttribute":
      delete cart.attributes[request.key];
      return;
    case "addDiscountCode":
      if (!cart.codes.some((code) => code.toUpperCase() === request.code.toUpperCase()))
        cart.codes.push(request.code.trim());
      return;
    case "removeDiscountCode":
      cart.codes = cart.codes.filter((code) => code !== request.code);
      return;
    case "updateNote":
      cart.note = request.note;
      return;
    case "email":
      typeEmail(visit.shop, cart, request.email);
      return;
    case "shipping":
      cart.shippingHandle = request.handle;
  }
}

async function pay(front: ShopFront, visit: Visit, cart: Cart): Promise<Response> {
  const words = WORDS[cart.locale];
  const body = await readBody(visit.request);
  if (front.state.paid.has(cart.token)) return seeOther(`/checkouts/cn/${cart.token}/thank-you`);
  if (cart.lines.length === 0) return seeOther("/cart");
  if (typeof body.email === "string") typeEmail(visit.shop, cart, body.email);
  if (typeof body.shipping === "string") cart.shippingHandle = body.shipping;
  if (!cart.email) return showCheckout(front, visit, cart, words.needEmail);
  const { totalMinor } = await priceNow(front, visit.shop, cart);
  // What the shopper agreed to is what he saw: a discount that is gone by now must be seen to be gone.
  if (Number(body.total) !== totalMinor) return showCheckout(front, visit, cart, words.changed);
  const { order, priced } = await payCheckout(front, visit.shop, cart);
  front.state.paid.set(cart.token, { orderGid: order.gid, priced: structuredClone(priced) });
  return withCookies(seeOther(`/checkouts/cn/${cart.token}/thank-you`), [freshCart(front, visit, cart)]);
}

async function sessionToken(visit: Visit, cart: Cart): Promise<Response> {
  const customer =
    cart.isAuthenticated && cart.customerGid ? (visit.shop.customers.get(cart.customerGid) ?? null) : null;
  return Response.json(
    { token: visit.simulated.tokens.forCheckout(visit.shop, customer) },
    { headers: { "cache-control": "no-store" } },
  );
}

function findExtension(front: ShopFront, handle: string | undefined, target: string): UiExtension | undefined {
  return uiExtensionsFor(front.extensionsFolder, target).find((each) => each.handle === handle);
}

async function showExtension(front: ShopFront, visit: Visit, cart: Cart): Promise<Response> {
  const target = visit.url.searchParams.get("target") ?? "";
  const extension = findExtension(front, visit.params.handle, target);
  if (!extension) return new Response("Not Found", { status: 404 });
  const state = extensionState(extension, await subjectOf(front, visit, cart));
  return htmlResponse(extensionDocument(extension, state, cart.locale, visit.simulated.app.appUrl));
}

function bundle(front: ShopFront, visit: Visit): Response {
  const extension = findExtension(front, visit.params.handle, visit.params.target ?? "");
  if (!extension) return new Response("Not Found", { status: 404 });
  // The frame has an origin of its own, as an extension's worker has.
  return new Response(readFileSync(extension.bundleFile, "utf8"), {
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "access-control-allow-origin": "*",
      "cache-control": "no-cache",
    },
  });
}

function asset(file: string): Response {
  const found = readAsset(assets, file);
  if (!found) return htmlResponse(html`Not Found`, 404);
  return new Response(new Uint8Array(found.body), {
    headers: { "content-type": found.type, "access-control-allow-origin": "*", "cache-control": "no-cache" },
  });
}
