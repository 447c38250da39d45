import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Cart } from "../cart/cart.ts";
import type { CodeDiscount } from "../cart/code-discount.ts";
import { type PricedCart, priceCart } from "../cart/price-cart.ts";
import type { FunctionRun } from "../function/run-function.ts";
import { appIdOf, resolveNamespace } from "../metafields.ts";
import type { SimulatedShop } from "../simulated-shop.ts";
import type { Customer, Shop } from "../state.ts";

/** What the shop's pages remember beside what Shopify's Admin knows: carts, sign-ins, the merchant's plain discount codes. */
export interface FrontState {
  /** By token. */
  carts: Map<string, Cart>;
  /** Customer's gid by the token of the sign-in cookie. */
  signIns: Map<string, string>;
  /** By shop's domain, then by code in capitals. */
  codes: Map<string, Map<string, CodeDiscount>>;
  /** By the token of the cart, where the checkout page took the payment: the order, and the prices at which it was made. */
  paid: Map<string, { orderGid: string; priced: PricedCart }>;
}

export interface ShopFront {
  simulated: SimulatedShop;
  state: FrontState;
  extensionsFolder: string;
  /** The last runs of Functions, the newest last. */
  runs: FunctionRun[];
}

export interface NewCart {
  /** Presentment currency; the shop's own when left out. */
  currency?: string;
  rate?: string;
  country?: string;
  locale?: "en" | "nl";
}

const RUNS_KEPT = 500;

export function createShopFront(
  simulated: SimulatedShop,
  options: { state?: FrontState; extensionsFolder?: string } = {},
): ShopFront {
  return {
    simulated,
    state: options.state ?? { carts: new Map(), signIns: new Map(), codes: new Map(), paid: new Map() },
    extensionsFolder: options.extensionsFolder ?? join(import.meta.dirname, "../../../extensions"),
    runs: [],
  };
}

/** An empty cart, kept until the shop is gone. Throws for a currency that the shop has no rate for. */
export function newCart(front: ShopFront, shop: Shop, options: NewCart = {}): Cart {
  const currency = options.currency ?? shop.currency;
  const rate = currency === shop.currency ? "1" : (options.rate ?? shop.rates[currency]);
  if (!rate) throw new RangeError(`${shop.domain} has no rate for ${currency}.`);
  const cart: Cart = {
    token: `hWN${randomBytes(12).toString("base64url")}`,
    currency,
    rate,
    country: options.country ?? shop.country,
    locale: options.locale ?? (shop.locale === "nl" ? "nl" : "en"),
    customerGid: null,
    isAuthenticated: false,
    email: null,
    retailLocationGid: null,
    lines: [],
    attributes: {},
    metafields: [],
    note: "",
    codes: [],
    shippingHandle: null,
    shippingRates: null,
  };
  front.state.carts.set(cart.token, cart);
  return cart;
}

/** The cart with today's prices, today's wallet and today's discounts: nothing of it is kept. */
export function priceNow(front: ShopFront, shop: Shop, cart: Cart): Promise<PricedCart> {
  const record = (run: FunctionRun) => {
    front.runs.push(run);
    if (front.runs.length > RUNS_KEPT) front.runs.shift();
  };
  return priceCart(
    {
      runner: { extensionsFolder: front.extensionsFolder, record },
      codes: front.state.codes.get(shop.domain) ?? new Map(),
      appId: appIdOf(front.simulated.app.apiKey),
      now: front.simulated.clock.now(),
    },
    shop,
    cart,
  );
}

/** `$app` as the simulated shop resolves it. */
export function appNamespace(simulated: SimulatedShop): string {
  return resolveNamespace("$app", appIdOf(simulated.app.apiKey));
}

/** A plain discount code that the merchant made. Combines with everything unless told otherwise. */
export function addCode(
  front: ShopFront,
  shop: Shop,
  discount: Partial<CodeDiscount> & Pick<CodeDiscount, "code" | "value">,
): CodeDiscount {
  const made: CodeDiscount = {
    gid: front.simulated.newGid("DiscountCodeNode"),
    discountClass: "ORDER",
    combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true },
    productGids: null,
    ...discount,
  };
  const codes = front.state.codes.get(shop.domain) ?? new Map<string, CodeDiscount>();
  front.state.codes.set(shop.domain, codes.set(made.code.toUpperCase(), made));
  return made;
}

/** Makes a customer the cart's, as logging in does. */
export function signIn(cart: Cart, customer: Customer): void {
  cart.customerGid = customer.gid;
  cart.email = customer.email;
  cart.isAuthenticated = true;
}

export function signOut(cart: Cart): void {
  cart.customerGid = null;
  cart.email = null;
  cart.isAuthenticated = false;
}

/** What typing an e-mail address at checkout does: a known one attaches its customer, who is not thereby logged in. */
export function typeEmail(shop: Shop, cart: Cart, email: string): void {
  if (cart.isAuthenticated) return;
  const known = [...shop.customers.values()].find((each) => each.email?.toLowerCase() === email.trim().toLowerCase());
  cart.email = email.trim();
  cart.customerGid = known?.gid ?? null;
}
