import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { OrderState } from "#app/contracts/order-state.ts";
import { discountMessage } from "#app/contracts/wallet.ts";
import { orderPayload, parsePayload } from "#app/contracts/webhooks.ts";
import { orderFromPayload } from "#app/domain/orders/order-from-payload.ts";
import { installShop } from "#app/services/install-shop.ts";
import { readOrder } from "#app/shopify/read-orders.ts";
import type { PlaceOrder } from "#tests/shop/order-requests.ts";
import type { NewShop } from "#tests/shop/shops.ts";
import type { Shop } from "#tests/shop/state.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aProcess, aVisitedShop, type ReachableShopify, startShopify } from "./installed-shop.ts";

let shopify: ReachableShopify;
let app: AppContext;
const shops = new Map<string, Shop>();

beforeAll(async () => {
  const database = await testDatabase();
  shopify = await startShopify();
  app = aProcess(database, shopify);
  for (const [name, settings] of Object.entries({
    euros: { currency: "EUR", taxesIncluded: true },
    dollars: { currency: "USD", taxesIncluded: false },
    yen: { currency: "JPY", taxesIncluded: true },
  } satisfies Record<string, NewShop>)) {
    const shop = await aVisitedShop(database, shopify, settings);
    await installShop(app, shop.domain);
    for (const title of ["Mug", "Lamp"])
      shopify.simulated.addProduct(shop.domain, { title, price: "9", sku: slug(title) });
    shops.set(name, shop);
  }
});
afterAll(() => shopify.close());

const slug = (title: string) => title.toLowerCase();
const lines = [
  { title: "Shirt", price: "19.99", quantity: 3 },
  { title: "Socks", price: "4.95", quantity: 1 },
];
const ours = {
  kind: "automatic",
  title: discountMessage("Club", "7K3M9QXA"),
  class: "order",
  value: { amount: "5.00" },
} as const;

/** The state that the last orders/updated or orders/create webhook of this order carried. */
function heard(shop: Shop, gid: string): OrderState {
  const sent = shopify.simulated.sent.filter(
    ({ shop: domain, topic, body }) =>
      domain === shop.domain && topic.startsWith("orders/") && topic !== "orders/edited" && body.includes(gid),
  );
  const last = sent.at(-1);
  if (!last) throw new Error(`no webhook told of ${gid}`);
  return orderFromPayload(orderPayload.parse(parsePayload(last.body)), false);
}

/** Webhooks name the means of payment without amounts, and no selling plans. */
function withoutWhatWebhooksLack(state: OrderState) {
  const { arePlansKnown, giftCardPaidMinor, storeCreditPaidMinor, lines, ...told } = state;
  return { ...told, lines: lines.map(({ sellingPlan, ...line }) => line) };
}

interface Story {
  shop: "euros" | "dollars" | "yen";
  order: PlaceOrder;
  afterwards?: (shop: string, gid: string) => void;
}

const stories: Record<string, Story> = {
  paid: { shop: "euros", order: { lines, shipping: { price: "4.95" }, email: "guest@example.com" } },
  "not paid yet": { shop: "euros", order: { lines, isPaid: false } },
  "with tax on top": { shop: "dollars", order: { lines, taxRate: "0.0825", shipping: { price: "7.00" } } },
  "with our discount": { shop: "euros", order: { lines, discounts: [ours] } },
  "with our discount and a code": {
    shop: "euros",
    order: {
      lines,
      discounts: [
        ours,
        { kind: "discount_code", title: "SALE", code: "SALE", class: "order", value: { percentage: "10" } },
      ],
    },
  },
  "with free shipping from us": {
    shop: "euros",
    order: {
      lines,
      shipping: { price: "4.95" },
      discounts: [{ ...ours, class: "shipping", value: { percentage: "100" } }],
    },
  },
  "shown in another currency": {
    shop: "euros",
    order: { lines, discounts: [ours], presentment: { currency: "USD", rate: "1.1" } },
  },
  "in a currency without decimals": { shop: "yen", order: { lines: [{ title: "Shirt", price: "1980", quantity: 2 }] } },
  "with a gift card among the goods": {
    shop: "euros",
    order: { lines: [...lines, { title: "Gift card", price: "25.00", isGiftCard: true }] },
  },
  "at a till": { shop: "euros", order: { lines, channel: "pos", location: "gid://shopify/Location/77" } },
  "by a company": { shop: "euros", order: { lines, channel: "b2b", company: "gid://shopify/Company/88" } },
  "of products": { shop: "euros", order: { lines: [{ variant: "mug", quantity: 2 }, ...lines], taxRate: "0.21" } },
  "of a product that is gone": {
    shop: "euros",
    order: { lines: [{ variant: "lamp" }] },
    afterwards: (shop, order) => {
      const gone = [...shopify.simulated.shop(shop).products.values()].find(({ handle }) => handle === "lamp");
      for (const line of shopify.simulated.shop(shop).orders.get(order)?.lines ?? []) {
        line.productGid = null;
        line.variantGid = null;
      }
      if (gone) shopify.simulated.shop(shop).products.delete(gone.gid);
      shopify.simulated.fulfilOrder(shop, order);
    },
  },
  "as a subscription": { shop: "euros", order: { lines: [{ variant: "mug", sellingPlan: "Every month" }] } },
  "with a tip": { shop: "euros", order: { lines: [...lines, { isTip: true, price: "2.50" }], channel: "pos" } },
  "with attributes, of which only ours are kept": {
    shop: "euros",
    order: { lines, noteAttributes: { _zegel_ref: "ANN-1", "Gift message": "For Ann" } },
  },
  "sent in full": {
    shop: "euros",
    order: { lines },
    afterwards: (shop, order) => void shopify.simulated.fulfilOrder(shop, order),
  },
  "sent, and then added to": {
    shop: "euros",
    order: { lines },
    afterwards: (shop, order) => {
      shopify.simulated.fulfilOrder(shop, order);
      shopify.simulated.editOrder(shop, { order, add: [{ title: "Hat", price: "12.00" }] });
    },
  },
  "with a discount on taxed shipping": {
    shop: "dollars",
    order: {
      lines,
      taxRate: "0.0825",
      shipping: { price: "7.00" },
      discounts: [{ ...ours, class: "shipping", value: { amount: "2.00" } }],
    },
    afterwards: (shop, order) => void shopify.simulated.refundOrder(shop, { order, shipping: "1.00" }),
  },
  "as a test": { shop: "euros", order: { lines, isTest: true } },
  "refunded by line": {
    shop: "euros",
    order: { lines },
    afterwards: (shop, order) => void shopify.simulated.refundOrder(shop, { order, lines: [{ line: 0, quantity: 1 }] }),
  },
  "refunded by amount": {
    shop: "euros",
    order: { lines },
    afterwards: (shop, order) => void shopify.simulated.refundOrder(shop, { order, amount: "7.50" }),
  },
  "refunded in several parts": {
    shop: "dollars",
    order: { lines, taxRate: "0.0825", shipping: { price: "7.00" } },
    afterwards: (shop, order) => {
      shopify.simulated.refundOrder(shop, { order, lines: [{ line: 0, quantity: 1 }] });
      shopify.clock.advance(60_000);
      shopify.simulated.refundOrder(shop, { order, lines: [{ line: 1 }], shipping: true });
      shopify.clock.advance(60_000);
      shopify.simulated.refundOrder(shop, { order, amount: "3.00" });
    },
  },
  "refunded by line, with tax within the prices": {
    shop: "euros",
    order: { lines, taxRate: "0.21", shipping: { price: "4.95" } },
    afterwards: (shop, order) =>
      void shopify.simulated.refundOrder(shop, { order, lines: [{ line: 0, quantity: 2 }], shipping: true }),
  },
  "returned without money": {
    shop: "euros",
    order: { lines },
    afterwards: (shop, order) =>
      void shopify.simulated.refundOrder(shop, { order, lines: [{ line: 0, quantity: 1 }], amount: "0.00" }),
  },
  "refunded in another currency": {
    shop: "euros",
    order: { lines, presentment: { currency: "USD", rate: "1.1" } },
    afterwards: (shop, order) => {
      shopify.simulated.refundOrder(shop, { order, lines: [{ line: 0, quantity: 1 }] });
      shopify.simulated.refundOrder(shop, { order, amount: "3.30" });
    },
  },
  "refunded shipping alone": {
    shop: "euros",
    order: { lines, shipping: { price: "4.95" } },
    afterwards: (shop, order) => void shopify.simulated.refundOrder(shop, { order, shipping: true }),
  },
  "refunded for store credit": {
    shop: "euros",
    order: { lines },
    afterwards: (shop, order) =>
      void shopify.simulated.refundOrder(shop, { order, lines: [{ line: 1 }], to: "store_credit" }),
  },
  cancelled: {
    shop: "euros",
    order: { lines, discounts: [ours] },
    afterwards: (shop, order) => void shopify.simulated.cancelOrder(shop, { order }),
  },
  edited: {
    shop: "euros",
    order: { lines },
    afterwards: (shop, order) =>
      void shopify.simulated.editOrder(shop, {
        order,
        add: [{ title: "Hat", price: "12.00" }],
        remove: [{ line: 0, quantity: 1 }],
      }),
  },
  "edited and then refunded": {
    shop: "dollars",
    order: { lines, taxRate: "0.0825", discounts: [ours] },
    afterwards: (shop, order) => {
      shopify.simulated.editOrder(shop, { order, add: [{ title: "Hat", price: "12.00" }], remove: [{ line: 0 }] });
      shopify.clock.advance(60_000);
      shopify.simulated.payOrder(shop, order);
      shopify.clock.advance(60_000);
      shopify.simulated.refundOrder(shop, { order, lines: [{ line: 1 }] });
    },
  },
  "cancelled before it was paid": {
    shop: "euros",
    order: { lines, isPaid: false },
    afterwards: (shop, order) => void shopify.simulated.cancelOrder(shop, { order }),
  },
  "cancelled without money back": {
    shop: "euros",
    order: { lines },
    afterwards: (shop, order) => void shopify.simulated.cancelOrder(shop, { order, refund: false }),
  },
  "paid in part with a gift card": {
    shop: "euros",
    order: { lines, tenders: [{ gateway: "gift_card", amount: "20.00" }] },
    afterwards: (shop, order) => void shopify.simulated.refundOrder(shop, { order, lines: [{ line: 0 }] }),
  },
  "of many lines": {
    shop: "euros",
    order: { lines: Array.from({ length: 60 }, (_, index) => ({ title: `No ${index}`, price: "1.00" })) },
    afterwards: (shop, order) =>
      void shopify.simulated.refundOrder(shop, {
        order,
        lines: Array.from({ length: 55 }, (_, line) => ({ line })),
      }),
  },
};

describe("an order read through the Admin API", () => {
  it.each(Object.entries(stories))("is the one that its webhook told of: %s", async (_name, story) => {
    const shop = shops.get(story.shop)!;
    const customer = shopify.simulated.addCustomer(shop.domain, { email: `${crypto.randomUUID()}@example.com` });
    const guest = story.order.email !== undefined;
    const order = shopify.simulated.placeOrder(shop.domain, {
      ...(guest ? {} : { customer: customer.gid }),
      ...story.order,
    });
    shopify.clock.advance(60_000);
    story.afterwards?.(shop.domain, order.gid);
    const read = await readOrder(app.gateway, shop.domain, order.gid);
    const told = heard(shop, order.gid);
    expect(read && withoutWhatWebhooksLack(read)).toEqual(withoutWhatWebhooksLack(told));
    expect(read?.arePlansKnown).toBe(true);
    const tenders = [told.giftCardPaidMinor, told.storeCreditPaidMinor];
    expect([read?.giftCardPaidMinor, read?.storeCreditPaidMinor].map((paid) => (paid === 0 ? 0 : null))).toEqual(
      tenders,
    );
  });

  it("is nothing where the shop has no such order", async () => {
    const shop = shops.get("euros")!;
    expect(await readOrder(app.gateway, shop.domain, "gid://shopify/Order/1")).toBeNull();
  });
});
