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
  currency: string;
  /** Tax on goods that was charged on top of the prices, for all lines as ordered; 0 where prices include it. */
  addedTaxMinor: number;
  customerGid: string | null;
  email: string | null;
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
  isGiftCard: boolean;
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
}

export interface OrderRedemption {
  /** The references in the discount's line, in its order; mostly one. */
  refs: string[];
  /** What was taken off goods and shipping together, in the shop's minor units. */
  discountMinor: number;
  /** Smallest step by which a conversion from the presentment currency may have lowered `discountMinor`; 0 where both are one. */
  toleranceMinor: number;
}
