import { currencyExponent, toPresentment } from "../money.ts";
import type { Shop } from "../state.ts";
import type { Cart } from "./cart.ts";
import { type Goods, rateOf } from "./goods.ts";

/** A way of sending that the shop offers, in minor units of its own currency. */
export interface ShippingRate {
  handle: string;
  title: string;
  priceMinor: number;
}

export interface DeliveryOption {
  handle: string;
  title: string;
  /** In minor units of the cart's currency, before discounts. */
  costMinor: number;
}

export interface DeliveryGroup {
  gid: string;
  options: DeliveryOption[];
  selected: DeliveryOption;
}

/** What the shop asks for sending unless a test says otherwise: €4.95 and €9.95, or as much in another currency's units. */
export function standardRates(shop: Shop): ShippingRate[] {
  const scale = 10 ** currencyExponent(shop.currency);
  const whole = scale === 1 ? 100 : 1;
  return [
    { handle: "standard", title: "Standard", priceMinor: Math.round(4.95 * scale * whole) },
    { handle: "express", title: "Express", priceMinor: Math.round(9.95 * scale * whole) },
  ];
}

/** The one delivery group of a cart with goods to send; null when nothing needs sending. */
export function deliveryOf(shop: Shop, cart: Cart, goods: readonly Goods[]): DeliveryGroup | null {
  if (!goods.some((each) => each.variant.requiresShipping)) return null;
  const rate = rateOf(shop, cart);
  const rates = cart.shippingRates ?? standardRates(shop);
  const options = rates.map((each) => ({
    handle: each.handle,
    title: each.title,
    costMinor: toPresentment(each.priceMinor, rate),
  }));
  const selected = options.find((option) => option.handle === cart.shippingHandle) ?? options[0];
  if (!selected) return null;
  return { gid: `gid://shopify/CartDeliveryGroup/${cart.token}`, options, selected };
}
