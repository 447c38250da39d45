/** A product of the shop, as rules, offers and savings goals need it. Its facts are those of now; an award keeps those of its order. */
export interface ProductFacts {
  /** gid://shopify/Product/… */
  gid: string;
  handle: string | null;
  title: string | null;
  vendor: string | null;
  type: string | null;
  tags: string[];
  /** Global ids and handles of the collections that it is in. */
  collections: string[];
  /** The cheapest variant's price, in the shop's minor units. */
  priceMinor: number | null;
  imageUrl: string | null;
  isGiftCard: boolean;
  /** Whether it can be bought by a selling plan. */
  hasSellingPlans: boolean;
  status: ProductStatus;
  /** Gone at Shopify; the rest is what was known last. */
  isDeleted: boolean;
}

export type ProductStatus = "active" | "draft" | "archived" | "unlisted";

/** What a webhook tells of a product: everything but what only a read knows. */
export interface ToldProduct {
  gid: string;
  handle: string | null;
  title: string | null;
  vendor: string | null;
  type: string | null;
  tags: string[];
  priceMinor: number | null;
  imageUrl: string | null;
  status: ProductStatus;
  /** Shopify's `updated_at` in epoch milliseconds. */
  version: number;
}

/** A product as the Admin API tells of it. */
export interface ReadProduct extends ToldProduct {
  isGiftCard: boolean;
  hasSellingPlans: boolean;
  collections: ToldCollection[];
}

export interface ToldCollection {
  /** gid://shopify/Collection/… */
  gid: string;
  handle: string | null;
  title: string | null;
  /** As of products. */
  version: number;
}
