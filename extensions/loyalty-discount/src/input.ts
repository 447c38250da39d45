/** What the two input queries answer, under the queries' short names. `j` is the only part whose shape Shopify does not promise. */
export interface CartInput {
  cart: {
    /** The cart attribute `_zegel`: the storefront's wish. */
    a: { v: string | null } | null;
    /** The cart metafield `$app:wish`: the checkout's wish. */
    m: { v: string } | null;
    /** The buyer, whether signed in, and the customer with the metafield `$app:wallet`. */
    b: { i: boolean; c: { w: { j: unknown } | null } | null } | null;
    /** The retail location, where the cart stands at a till. */
    r: { id: string } | null;
    /** The cart's currency. */
    c: { s: { c: string } };
  };
  /** Shopify's rate from the shop's currency to the cart's, decimal text. */
  r: string;
}

/** A line's product and whether that is a gift card; empty for a custom product, which is goods like any other. */
export interface LineInput {
  m: { p?: { g: boolean } };
}

/**
 * cart-lines.graphql: also the subtotal before discounts and the lines by their ids. The rest is there where the shop's programme has rewards
 * for some goods: a line's pieces and what it comes to, its variant and product, whether it is in the first or the second set of
 * collections or carries one of the tags, and on the discount which goods each key means.
 */
export type CartLinesInput = CartInput & {
  cart: { c: { s: { a: string } }; l: GoodsLineInput[] };
  d?: { m: { j: unknown } | null };
};

export interface GoodsLineInput {
  id: string;
  q?: number;
  c?: { s: { a: string } };
  m: { i?: string; p?: { g: boolean; i?: string; x?: boolean; y?: boolean; t?: boolean } };
}

/** delivery-options.graphql: also the deliveries with the cost of the option chosen, and what each line comes to before discounts. */
export type DeliveryOptionsInput = CartInput & {
  cart: { g: DeliveryInput[]; l: (LineInput & { c: { s: { a: string } } })[] };
};

export interface DeliveryInput {
  id: string;
  o: { c: { a: string } } | null;
}
