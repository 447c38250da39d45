import type { Order } from "./state.ts";

/**
 * What one asks of the simulated shop about an order. Amounts are decimal text, as Shopify writes them: prices and shipping in the shop's
 * currency, discounts, tenders and refunds in the currency that the customer sees (the same unless `presentment` says otherwise).
 */
export interface PlaceOrder {
  /** Customer's gid; nobody for a guest. */
  customer?: string | null;
  /** Left out: the customer's. */
  email?: string | null;
  lines: PlaceLine[];
  shipping?: { title?: string; price: string } | null;
  /** What the checkout computed, in the order in which it applies. */
  discounts?: PlaceDiscount[];
  /** Cart attributes. */
  noteAttributes?: Record<string, string>;
  channel?: Order["channel"];
  /** A subscription's next order, placed by the app that bills it and not through a checkout. */
  isRenewal?: boolean;
  /** From where on the internet it was ordered. */
  clientIp?: string;
  /** The last four digits of the card that it is paid with. */
  card?: string;
  /** Of an order at a till: the location's gid; that of the shop's only till when left out. */
  location?: string;
  /** Of a B2B order: the company's gid; that of the only company when left out. */
  company?: string;
  /** Decimal text, "0.21" for 21 %; none by default. Whether prices include it is the shop's setting. */
  taxRate?: string;
  /** Paid otherwise than by card; the card pays the rest. */
  tenders?: { gateway: "gift_card" | "shopify_store_credit" | "manual" | "cash"; amount: string }[];
  /** False: the order is placed and waits for `payOrder`. */
  isPaid?: boolean;
  /** The shop's own rate for the currency when `rate` is left out. */
  presentment?: { currency: string; rate?: string };
  isTest?: boolean;
  note?: string;
  tags?: string[];
  locale?: string;
  checkoutToken?: string;
}

export interface PlaceLine {
  /** A variant's gid or SKU that the shop has; without it the line is a custom one with its own price. */
  variant?: string;
  title?: string;
  sku?: string;
  /** Of one piece. Left out: the variant's. */
  price?: string;
  quantity?: number;
  isGiftCard?: boolean;
  /** A gratuity of this price: a line without tax or shipping. */
  isTip?: boolean;
  taxable?: boolean;
  properties?: Record<string, string>;
  /** The plan of a subscription, by its name; one name is one plan. */
  sellingPlan?: string;
}

export interface PlaceDiscount {
  kind: "automatic" | "manual" | "discount_code";
  /** What the customer reads: a Function's message, or the code. */
  title: string;
  code?: string;
  /** What it takes off: some lines, the order's goods, or shipping. */
  class: "product" | "order" | "shipping";
  /** "10" of 100, or an amount. */
  value: { percentage: string } | { amount: string };
  /** Indexes of the lines it may touch; all (but gift cards' purchase is the checkout's affair) when left out. */
  lines?: number[];
  /** Exactly what it took off each line, where the checkout has computed that; otherwise it is spread in proportion. */
  allocations?: { line: number; amount: string }[];
}

export interface EditOrder {
  order: string;
  add?: PlaceLine[];
  /** By line's gid, SKU or index. */
  remove?: { line: string | number; quantity?: number }[];
  /**
   * Whether the removed goods also stand in a refund of their own, without a transaction. Merchants' orders show both; an app must read
   * either. Off unless asked for.
   */
  removalIsRefund?: boolean;
}

export interface RefundOrder {
  order: string;
  /** By line's gid, SKU or index; all that is left of it unless a quantity is given. */
  lines?: { line: string | number; quantity?: number }[];
  /** What is paid back. Left out: what the lines and shipping come to. Without lines: an amount for nothing in particular. */
  amount?: string;
  /** Shipping paid back: an amount, or true for all that is left. */
  shipping?: string | true;
  to?: "original" | "store_credit";
  restock?: boolean;
  note?: string;
}

export interface CancelOrder {
  order: string;
  /** Whether everything still paid is paid back; true unless told otherwise. */
  refund?: boolean;
  to?: "original" | "store_credit";
  reason?: NonNullable<Order["cancelReason"]>;
}

/** What Shopify would answer with a user error: the order stays as it was. */
export class OrderRefused extends Error {
  override name = "OrderRefused";
}
