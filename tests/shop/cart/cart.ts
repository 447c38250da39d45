import type { ShippingRate } from "./delivery.ts";

/** A shopper's cart as the simulated shop keeps it: what was put in, and nothing that is computed. */
export interface Cart {
  token: string;
  /** What the shopper pays in. */
  currency: string;
  /** Units of the cart's currency for one of the shop's, as decimal text; "1" where they are one. */
  rate: string;
  /** ISO 3166 code and language of the storefront that the cart is shown in. */
  country: string;
  locale: "en" | "nl";
  customerGid: string | null;
  /** Whether the customer logged in. Typing a known e-mail address attaches the customer without this. */
  isAuthenticated: boolean;
  email: string | null;
  /** Set for a sale at a till. */
  retailLocationGid: string | null;
  lines: CartLine[];
  attributes: Record<string, string>;
  /** Cart metafields by namespace and key, namespaces resolved. */
  metafields: CartMetafield[];
  note: string;
  codes: string[];
  shippingHandle: string | null;
  /** What sending costs, where it is not what the shop asks of everyone. An empty list: nothing is sent. */
  shippingRates: ShippingRate[] | null;
}

export interface CartLine {
  key: string;
  gid: string;
  variantGid: string;
  quantity: number;
  properties: Record<string, string>;
  /** The plan of a subscription, by its name; absent for a purchase once. */
  sellingPlan?: string;
  /** For goods that the catalogue does not carry, or carries at another price; made by tests and scenarios only. */
  own: OwnGoods | null;
}

export interface OwnGoods {
  title: string;
  sku: string | null;
  /** In minor units of the shop's currency. */
  priceMinor: number;
  isGiftCard: boolean;
}

export interface CartMetafield {
  namespace: string;
  key: string;
  type: string;
  value: string;
}
