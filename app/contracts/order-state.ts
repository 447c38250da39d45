/**
 * An order as far as points need it: what webhooks and reconciliation parse into and what is stored. Money is integer
 * minor units of the shop's currency; ids are Shopify's global ids.
 */
export interface OrderState {
  gid: string;
  name: string;
  /** Shopify's `updated_at` in epoch milliseconds: of two states the one with the higher version is the newer. */
  version: number;
  placedAt: number;
  cancelledAt: number | null;
  isTest: boolean;
  /** Whether everything owed has been paid; stays true after refunds, false again while an edit's addition is owed. */
  isPaid: boolean;
  /** When Shopify told that it was paid (`orders/paid`); null when a state only shows it. */
  paidAt: number | null;
  channel: "web" | "pos" | "b2b";
  /** gid://shopify/Location/… of the till that it was bought at; null for orders of no till. */
  locationGid: string | null;
  /** gid://shopify/Company/… of a B2B order; null for others. */
  companyGid: string | null;
  currency: string;
  /**
   * What the order comes to after discounts, without shipping and tax on top, in the currency that it was shown and paid in and in the shop's;
   * absent where both are one.
   */
  presentment?: { currency: string; subtotalMinor: number; shopSubtotalMinor: number };
  /** Whether prices and shipping include their tax; else `taxMinor` and `shippingTaxMinor` came on top. */
  taxesIncluded: boolean;
  /** Tax on goods (no gift cards, no tips), for all lines as ordered, in the prices or on top; the sum of what its lines say. */
  taxMinor: number;
  /** Of that, what was charged on top of the prices; 0 where prices include it. */
  addedTaxMinor: number;
  /** What shipping costs after its discounts, as ordered. A refund says of itself what it paid back of it. */
  shippingMinor: number;
  /** Every discount on shipping, ours included. */
  shippingDiscountMinor: number;
  /** Of that, what our own rewards took off. */
  shippingLoyaltyDiscountMinor: number;
  /** Tax on shipping, in `shippingMinor` or on top. */
  shippingTaxMinor: number;
  /**
   * Paid with gift cards, ever, in the shop's currency. Null until all is paid, and while only a webhook told of it, which names the means of
   * payment and not how much; a rule that asks has it read before it is worked (`services/missing-facts`).
   */
  giftCardPaidMinor: number | null;
  /** The same of store credit. */
  storeCreditPaidMinor: number | null;
  /** When the last of the goods was sent; null while something is still to be sent, and where nothing ever was. */
  fulfilledAt: number | null;
  /** Attributes of the cart that are ours: names that begin with `_zegel`, such as a referral's code. Others may hold personal data. */
  attributes: OrderAttribute[];
  customerGid: string | null;
  email: string | null;
  /** Whether `sellingPlan` of the lines was read: webhooks do not carry it. */
  arePlansKnown: boolean;
  lines: OrderLine[];
  refunds: OrderRefund[];
  /** Discounts whose line carries our references. */
  redemptions: OrderRedemption[];
}

export interface OrderLine {
  gid: string;
  /** What was ordered, before edits and refunds. */
  quantity: number;
  /** What is still with the customer, by the refunds that this state knows. */
  currentQuantity: number;
  /** For `quantity` pieces, before any discount. */
  priceMinor: number;
  /** Every discount on the line, order-level shares and ours included. */
  discountMinor: number;
  /** Of `discountMinor`, what our own rewards took off: the shares of discounts that carry our references. */
  loyaltyDiscountMinor: number;
  /** Tax for `quantity` pieces after discounts, in the price or on top as the order says; 0 on gift cards and tips. */
  taxMinor: number;
  /** A gift card, or a tip: no goods. */
  isGiftCard: boolean;
  /** gid://shopify/Product/…; null where the product is gone, and on lines that never had one. */
  productGid: string | null;
  /** gid://shopify/ProductVariant/…; null as above. */
  variantGid: string | null;
  /** As it was when the order was placed; null for none. */
  sku: string | null;
  /** Null where the product is gone. */
  vendor: string | null;
  /** The plan that a subscription was bought by. Null for none, and while only a webhook told of the order (`arePlansKnown`). */
  sellingPlan: SellingPlan | null;
}

export interface SellingPlan {
  /** gid://shopify/SellingPlan/…; null where Shopify no longer knows it. */
  gid: string | null;
  name: string;
}

export interface OrderAttribute {
  name: string;
  value: string;
}

export interface OrderRefund {
  gid: string;
  createdAt: number;
  lines: { lineGid: string; quantity: number }[];
  /**
   * Refunded beyond lines and shipping, without naming a line; with its tax. Below zero where lines went back and no money did, as an edit
   * that takes goods off does: minus what these lines came to.
   */
  amountMinor: number;
  /** Paid back of shipping, with its tax where prices include it. */
  shippingMinor: number;
  /** Tax on that, in it or on top. */
  shippingTaxMinor: number;
}

export interface OrderRedemption {
  /** The references in the discount's line, in its order; mostly one. */
  refs: string[];
  /** What was taken off goods and shipping together, in the shop's minor units. */
  discountMinor: number;
  /** Smallest step by which a conversion from the presentment currency may have lowered `discountMinor`; 0 where both are one. */
  toleranceMinor: number;
}
