/**
 * What one discount of the shop (a code, or an automatic discount with a Function) would take off a cart, before it is decided
 * what applies. The shape follows the result types of Shopify's discount Function, with money in minor units of the cart's currency.
 */
export interface Offer {
  discountGid: string;
  kind: "automatic" | "discount_code";
  /** The code as the shopper typed it; null for automatic discounts. */
  code: string | null;
  title: string;
  combinesWith: CombinesWith;
  products: ProductOperation[];
  orders: OrderOperation[];
  shipping: ShippingCandidate[];
}

export type DiscountClass = "PRODUCT" | "ORDER" | "SHIPPING";

export interface CombinesWith {
  productDiscounts: boolean;
  orderDiscounts: boolean;
  shippingDiscounts: boolean;
}

export type OfferValue = { kind: "fixed"; amountMinor: number } | { kind: "percentage"; percent: string };

export interface ProductOperation {
  strategy: "FIRST" | "MAXIMUM" | "ALL";
  candidates: ProductCandidate[];
}

export interface ProductCandidate {
  message: string | null;
  value: OfferValue;
  /** For a fixed amount: taken off each piece, or once across the targets. */
  appliesToEachItem: boolean;
  /** `quantity` null: all pieces of the line. */
  targets: { lineGid: string; quantity: number | null }[];
  prerequisites: { lineGid: string; quantity: number }[];
}

export interface OrderOperation {
  strategy: "FIRST" | "MAXIMUM";
  candidates: OrderCandidate[];
}

export interface OrderCandidate {
  message: string | null;
  value: OfferValue;
  excludedLineGids: string[];
  conditions: OrderCondition[];
}

export type OrderCondition =
  | { kind: "order_subtotal"; excludedLineGids: string[]; minimumMinor: number }
  | { kind: "line_subtotal"; lineGids: string[]; minimumMinor: number }
  | { kind: "line_quantity"; lineGids: string[]; minimum: number };

export interface ShippingCandidate {
  message: string | null;
  value: OfferValue;
  groupGids: string[];
  optionHandles: string[];
}

/** The classes in which an offer really offers something. */
export function classesOf(offer: Offer): DiscountClass[] {
  const classes: DiscountClass[] = [];
  if (offer.products.length > 0) classes.push("PRODUCT");
  if (offer.orders.length > 0) classes.push("ORDER");
  if (offer.shipping.length > 0) classes.push("SHIPPING");
  return classes;
}

const COMBINES: Record<DiscountClass, keyof CombinesWith> = {
  PRODUCT: "productDiscounts",
  ORDER: "orderDiscounts",
  SHIPPING: "shippingDiscounts",
};

/** Whether a discount lets itself be combined with others of a class. */
export function combines(offer: Offer, other: DiscountClass): boolean {
  return offer.combinesWith[COMBINES[other]];
}

/** Whether two discounts may be used on one cart: each must let in every class that the other offers. */
export function areCompatible(one: Offer, other: Offer): boolean {
  return classesOf(other).every((each) => combines(one, each)) && classesOf(one).every((each) => combines(other, each));
}
