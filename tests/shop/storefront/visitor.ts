import { randomBytes } from "node:crypto";
import type { Cart } from "../cart/cart.ts";
import type { Visit } from "../routes.ts";
import type { Customer } from "../state.ts";
import { newCart, type ShopFront, signIn, signOut } from "./shop-front.ts";

/** Who is at the other end: one browser, with its cart and, when logged in, its customer. */
export interface Visitor {
  cart: Cart;
  customer: Customer | null;
  /** What the browser must be told to keep. */
  cookies: string[];
}

const CART_COOKIE = "cart";
const SIGN_IN_COOKIE = "customer_sign_in";

/** The visitor of a request by its cookies; a new cart where it has none. */
export function visitorOf(front: ShopFront, visit: Visit): Visitor {
  const cookies = readCookies(visit.request);
  const cookiesToSet: string[] = [];
  let cart = front.state.carts.get(cookies[CART_COOKIE] ?? "");
  if (!cart) {
    cart = newCart(front, visit.shop);
    cookiesToSet.push(cookie(CART_COOKIE, cart.token));
  }
  const gid = front.state.signIns.get(cookies[SIGN_IN_COOKIE] ?? "");
  const customer = gid ? (visit.shop.customers.get(gid) ?? null) : null;
  if (customer && !cart.isAuthenticated) signIn(cart, customer);
  if (!customer && cart.isAuthenticated) signOut(cart);
  return { cart, customer, cookies: cookiesToSet };
}

/** Logs the browser in; the answer is the cookie for it. */
export function openSession(front: ShopFront, visitor: Visitor, customer: Customer): string {
  const token = randomBytes(24).toString("base64url");
  front.state.signIns.set(token, customer.gid);
  signIn(visitor.cart, customer);
  return cookie(SIGN_IN_COOKIE, token);
}

export function closeSession(front: ShopFront, visit: Visit, visitor: Visitor): string {
  front.state.signIns.delete(readCookies(visit.request)[SIGN_IN_COOKIE] ?? "");
  signOut(visitor.cart);
  return `${SIGN_IN_COOKIE}=; Path=/; Max-Age=0`;
}

/** After an order the browser starts with an empty cart that remembers who shops and in which language. */
export function freshCart(front: ShopFront, visit: Visit, before: Cart): string {
  const cart = newCart(front, visit.shop, {
    currency: before.currency,
    rate: before.rate,
    country: before.country,
    locale: before.locale,
  });
  return cookie(CART_COOKIE, cart.token);
}

function cookie(name: string, value: string): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600`;
}

function readCookies(request: Request): Record<string, string> {
  const pairs = (request.headers.get("cookie") ?? "").split(/;\s*/).map((pair) => pair.split("="));
  return Object.fromEntries(pairs.flatMap(([name, ...value]) => (name ? [[name, value.join("=")]] : [])));
}

/** Adds the visitor's new cookies to an answer. */
export function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const each of cookies) response.headers.append("set-cookie", each);
  return response;
}
