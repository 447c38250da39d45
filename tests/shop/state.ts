import type { Rate } from "./money.ts";

/**
 * What the simulated Shopify remembers. Plain data: records, Maps and Dates, so that a demo can keep it on disk between two starts.
 * Money is integer minor units; ids are global ids; times are Dates in UTC.
 */
export interface ShopifyState {
  /** By domain, such as "zegel-demo.myshopify.com". */
  shops: Map<string, Shop>;
  /** The next number for an id. Starts above 2^53, as real ids may be, so that whoever reads them as a double is found out. */
  nextId: bigint;
}

export interface Shop {
  gid: string;
  domain: string;
  name: string;
  email: string;
  /** ISO 4217. */
  currency: string;
  taxesIncluded: boolean;
  /** IANA name, such as "Europe/Amsterdam". */
  timezone: string;
  country: string;
  /** Language of the storefront unless the shopper chooses another. */
  locale: string;
  plan: "basic" | "grow" | "advanced" | "plus" | "development";
  /** Currencies beside the shop's own, by how many of them one unit of the shop's currency is, as decimal text: `{ USD: "1.0842" }`. */
  rates: Record<string, string>;
  products: Map<string, Product>;
  collections: Map<string, Collection>;
  customers: Map<string, Customer>;
  orders: Map<string, Order>;
  /** By owner's gid, then by `namespace.key` with `$app` resolved to `app--<id>`. */
  metafields: Map<string, Map<string, Metafield>>;
  definitions: Map<string, MetafieldDefinition>;
  discounts: Map<string, AutomaticDiscount>;
  /** By gid. Missing in a state that a demo kept from before there were any. */
  giftCards?: Map<string, GiftCard>;
  installation: Installation | null;
  /** Order numbers as merchants see them: "#1001". */
  nextOrderNumber: number;
  createdAt: Date;
}

export interface Product {
  gid: string;
  handle: string;
  title: string;
  descriptionHtml: string;
  vendor: string;
  type: string;
  tags: string[];
  collectionGids: string[];
  isGiftCard: boolean;
  /** Whether it can be bought by selling plans. */
  hasSellingPlans: boolean;
  imageUrl: string | null;
  status: "active" | "draft" | "archived" | "unlisted";
  variants: Variant[];
  createdAt: Date;
  updatedAt: Date;
}

export interface Variant {
  gid: string;
  productGid: string;
  title: string;
  sku: string;
  priceMinor: number;
  compareAtPriceMinor: number | null;
  taxable: boolean;
  requiresShipping: boolean;
  grams: number;
}

export interface Collection {
  gid: string;
  handle: string;
  title: string;
  updatedAt: Date;
}

export interface Address {
  address1: string;
  zip: string;
  city: string;
}

/** The card that an order was paid with, as far as Shopify tells of it. */
export interface PaymentCard {
  company: string;
  lastFour: string;
  bin: string;
  expirationMonth: number;
  expirationYear: number;
}

export interface Customer {
  gid: string;
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  tags: string[];
  locale: string;
  country: string | null;
  /** Where goods are sent to; absent where the customer gave none. */
  address?: Address;
  note: string | null;
  /** Whether an account exists that can sign in. */
  state: "enabled" | "disabled" | "invited" | "declined";
  acceptsMarketing: boolean;
  consentUpdatedAt: Date | null;
  verifiedEmail: boolean;
  storeCreditMinor: number;
  /** Missing until the first one. */
  storeCreditTransactions?: StoreCreditTransaction[];
  createdAt: Date;
  updatedAt: Date;
}

export type StoreCreditEvent = "ADJUSTMENT" | "ORDER_CANCELLATION" | "ORDER_PAYMENT" | "ORDER_REFUND";

/** What came to a customer's store credit, or went of it. */
export interface StoreCreditTransaction {
  gid: string;
  kind: "credit" | "debit";
  amountMinor: number;
  balanceAfterMinor: number;
  /** What of a credit has not been spent or expired. */
  remainingMinor: number;
  event: StoreCreditEvent;
  expiresAt: Date | null;
  createdAt: Date;
}

/** A gift card in the shop's currency, as merchants and apps issue them. */
export interface GiftCard {
  gid: string;
  /** Small letters and digits. */
  code: string;
  initialMinor: number;
  balanceMinor: number;
  customerGid: string | null;
  note: string | null;
  /** YYYY-MM-DD */
  expiresOn: string | null;
  deactivatedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** One amount in both currencies of an order. */
export interface MoneyBag {
  shop: number;
  presentment: number;
}

export interface Order {
  gid: string;
  /** "#1001". */
  name: string;
  number: number;
  token: string;
  checkoutToken: string;
  customerGid: string | null;
  email: string | null;
  locale: string;
  isTest: boolean;
  taxesIncluded: boolean;
  currency: string;
  presentmentCurrency: string;
  rate: Rate;
  channel: "web" | "pos" | "b2b";
  /** A subscription's next order. */
  isRenewal: boolean;
  /** Of a till; null for others. */
  locationGid: string | null;
  /** Of a B2B order; null for others. */
  companyGid: string | null;
  tags: string[];
  note: string | null;
  noteAttributes: { name: string; value: string }[];
  /** The address on the internet from which it was ordered; absent where none is told. */
  clientIp?: string;
  card?: PaymentCard;
  lines: OrderLine[];
  shippingLines: OrderShippingLine[];
  discounts: DiscountApplication[];
  transactions: Transaction[];
  refunds: Refund[];
  fulfilments: Fulfilment[];
  cancelledAt: Date | null;
  cancelReason: "customer" | "declined" | "fraud" | "inventory" | "other" | "staff" | null;
  closedAt: Date | null;
  createdAt: Date;
  processedAt: Date;
  /** Rises with each change, by at least a millisecond. */
  updatedAt: Date;
}

export interface OrderLine {
  gid: string;
  variantGid: string | null;
  productGid: string | null;
  title: string;
  variantTitle: string | null;
  sku: string | null;
  vendor: string | null;
  /** As ordered. A removal or refund leaves it. */
  quantity: number;
  /** What is left after removals and refunds. */
  currentQuantity: number;
  /** Taken off by an edit, which is no refund. */
  removedQuantity: number;
  unitPrice: MoneyBag;
  isGiftCard: boolean;
  /** A gratuity, which Shopify keeps as a line. */
  isTip: boolean;
  taxable: boolean;
  requiresShipping: boolean;
  grams: number;
  properties: { name: string; value: string }[];
  allocations: DiscountAllocation[];
  taxLines: TaxLine[];
  fulfilledQuantity: number;
  /** Of a line that was bought as a subscription. Webhooks do not tell it, the Admin API does. */
  sellingPlan: { gid: string; name: string } | null;
}

export interface OrderShippingLine {
  gid: string;
  title: string;
  code: string;
  price: MoneyBag;
  allocations: DiscountAllocation[];
  taxLines: TaxLine[];
}

export interface DiscountAllocation {
  /** Index into the order's `discounts`. */
  application: number;
  amount: MoneyBag;
}

export interface TaxLine {
  title: string;
  /** 0.21 for 21 %, as decimal text. */
  rate: string;
  /** For the line's whole quantity. */
  amount: MoneyBag;
}

export interface DiscountApplication {
  kind: "automatic" | "manual" | "discount_code";
  title: string;
  code: string | null;
  valueType: "fixed_amount" | "percentage";
  /** Decimal text in the presentment currency, or a percentage such as "10.0". */
  value: string;
  targetType: "line_item" | "shipping_line";
  targetSelection: "all" | "entitled" | "explicit";
  allocationMethod: "across" | "each" | "one";
}

export interface Transaction {
  gid: string;
  parentGid: string | null;
  kind: "sale" | "refund";
  gateway: "bogus" | "gift_card" | "shopify_store_credit" | "manual" | "cash";
  status: "success";
  amount: MoneyBag;
  createdAt: Date;
}

export interface Refund {
  gid: string;
  note: string | null;
  lines: RefundLine[];
  adjustments: OrderAdjustment[];
  transactionGids: string[];
  createdAt: Date;
}

export interface RefundLine {
  gid: string;
  lineGid: string;
  quantity: number;
  restock: "return" | "cancel" | "no_restock";
  /** After every discount; with tax where prices include it. */
  subtotal: MoneyBag;
  totalTax: MoneyBag;
}

/** What a refund moved beside its lines. Shopify writes money given back as a negative amount. */
export interface OrderAdjustment {
  gid: string;
  kind: "shipping_refund" | "refund_discrepancy";
  reason: string;
  amount: MoneyBag;
  taxAmount: MoneyBag;
}

export interface Fulfilment {
  gid: string;
  lines: { lineGid: string; quantity: number }[];
  createdAt: Date;
}

export interface Metafield {
  gid: string;
  ownerGid: string;
  /** With `$app` resolved. */
  namespace: string;
  key: string;
  type: string;
  value: string;
  compareDigest: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface MetafieldDefinition {
  gid: string;
  /** Such as "CUSTOMER". */
  ownerType: string;
  namespace: string;
  key: string;
  name: string;
  description: string | null;
  type: string;
  access: { admin: string; storefront: string; customerAccount: string };
  capabilities: {
    adminFilterable: boolean;
    smartCollectionCondition: boolean;
    uniqueValues: boolean;
    cartToOrderCopyable: boolean;
  };
}

export interface AutomaticDiscount {
  gid: string;
  title: string;
  functionHandle: string;
  discountClasses: ("ORDER" | "PRODUCT" | "SHIPPING")[];
  combinesWith: { orderDiscounts: boolean; productDiscounts: boolean; shippingDiscounts: boolean };
  appliesOnOneTimePurchase: boolean;
  appliesOnSubscription: boolean;
  recurringCycleLimit: number | null;
  tags: string[];
  startsAt: Date;
  endsAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** What one shop has granted to the app. Tokens die with it. */
export interface Installation {
  gid: string;
  scopes: string[];
  installedAt: Date;
  tokens: AccessToken[];
  refreshTokens: RefreshToken[];
}

export interface AccessToken {
  token: string;
  mode: "offline" | "online";
  scopes: string[];
  /** Null for a token that does not expire. */
  expiresAt: Date | null;
  isRevoked: boolean;
}

export interface RefreshToken {
  token: string;
  accessToken: string;
  expiresAt: Date;
  isUsed: boolean;
}

/** Zero in both currencies. */
export const noMoney: MoneyBag = { shop: 0, presentment: 0 };

export function addMoney(...bags: MoneyBag[]): MoneyBag {
  const sum = { shop: 0, presentment: 0 };
  for (const bag of bags) {
    sum.shop += bag.shop;
    sum.presentment += bag.presentment;
  }
  return sum;
}

export function subtractMoney(from: MoneyBag, what: MoneyBag): MoneyBag {
  return { shop: from.shop - what.shop, presentment: from.presentment - what.presentment };
}

export function negateMoney(bag: MoneyBag): MoneyBag {
  return subtractMoney(noMoney, bag);
}
