import type { ValidateFunction } from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { allTopicsForVersion, schemaForWebhook } from "shopify-webhook-schemas";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askAdmin, exchangeToken } from "../admin-client.ts";
import { legacyId } from "../gid.ts";
import { startShopForTest } from "../listening-app.ts";
import type { Order } from "../state.ts";

/** The newest version of which the package has samples; the payloads of 2026-10 are the same. */
const version = "2026-07";

const validator = addFormats(new Ajv2020({ strict: false, allErrors: true }));

let running: Awaited<ReturnType<typeof startShopForTest>>;
let orders: Record<string, Order>;
beforeAll(async () => {
  running = await startShopForTest();
  await runBulkOperation();
  orders = liveThroughEverything();
  await running.simulated.settled();
});
afterAll(() => running.close());

async function runBulkOperation(): Promise<void> {
  const { simulated, shop } = running;
  const { access_token } = await exchangeToken(simulated, shop);
  const run =
    'mutation { bulkOperationRunQuery(query: "{ products { edges { node { id } } } }") { bulkOperation { id } } }';
  await askAdmin(simulated, shop, access_token, run);
  while (!simulated.sent.some(({ topic }) => topic === "bulk_operations/finish"))
    await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A shop in which everything happens that sends a webhook. */
function liveThroughEverything(): Record<string, Order> {
  const { simulated, shop } = running;
  simulated.addProduct("acme", {
    title: "Shirt",
    price: "19.95",
    variants: [
      { title: "M", sku: "shirt-m", price: "19.95" },
      { title: "L", price: "19.95" },
    ],
  });
  simulated.addProduct("acme", { title: "Gift card", price: "50.00", isGiftCard: true });
  simulated.addProduct("acme", { title: "Lamp", price: "50.00", collections: ["light", "old"] });
  simulated.updateProduct("acme", "lamp", { tags: ["sale"], collections: ["light"] });
  simulated.deleteCollection("acme", "light");
  simulated.deleteProduct("acme", "lamp");
  const ann = simulated.addCustomer("acme", {
    email: "ann@example.com",
    firstName: "Ann",
    lastName: "Boek",
    birthday: "1990-02-28",
    storeCreditMinor: 500,
  });
  const bob = simulated.addCustomer("acme", { email: "bob@example.com", firstName: "Bob", lastName: "Boek" });
  const full = simulated.placeOrder("acme", {
    customer: ann.gid,
    lines: [
      { variant: "shirt-m", quantity: 3, properties: { engraving: "Ann" } },
      { variant: "gift-card" },
      { title: "Repair", price: "12.50" },
    ],
    shipping: { price: "4.95" },
    taxRate: "0.21",
    tenders: [
      { gateway: "gift_card", amount: "10.00" },
      { gateway: "shopify_store_credit", amount: "5.00" },
    ],
    presentment: { currency: "USD", rate: "1.0842" },
    noteAttributes: { _zegel: "AB12CD34" },
    discounts: [
      { kind: "automatic", title: "Points (AB12CD34)", class: "order", value: { amount: "5.00" } },
      { kind: "discount_code", title: "SUMMER", class: "product", value: { percentage: "10" }, lines: [0] },
      { kind: "manual", title: "Goodwill", class: "order", value: { amount: "1.00" } },
      { kind: "automatic", title: "Free shipping", class: "shipping", value: { percentage: "100" } },
    ],
  });
  simulated.refundOrder("acme", { order: full.gid, lines: [{ line: 0, quantity: 1 }], amount: "10.00" });
  const guest = simulated.placeOrder("acme", {
    email: "guest@example.com",
    lines: [{ variant: "shirt-m" }],
    shipping: { price: "4.95" },
  });
  simulated.refundOrder("acme", { order: guest.gid, shipping: "2.00" });
  simulated.fulfilOrder("acme", guest.gid);
  const single = simulated.placeOrder("acme", {
    customer: bob.gid,
    lines: [{ variant: "shirt-m" }],
    shipping: { price: "4.95" },
    taxRate: "0.21",
  });
  const edited = simulated.placeOrder("acme", { customer: bob.gid, lines: [{ variant: "shirt-m", quantity: 2 }] });
  simulated.editOrder("acme", {
    order: edited.gid,
    add: [{ title: "Box", price: "3.00" }],
    remove: [{ line: 0, quantity: 1 }],
  });
  simulated.cancelOrder("acme", { order: edited.gid });
  simulated.updateCustomer("acme", bob.gid, { tags: ["gold"], acceptsMarketing: true });
  simulated.updateCustomer("acme", bob.gid, { tags: [] });
  simulated.requestCustomerData("acme", bob.gid);
  simulated.mergeCustomers("acme", { from: bob.gid, into: ann.gid });
  simulated.eraseCustomer("acme", ann.gid);
  simulated.updateShop("acme", { name: "Acme & Co" });
  const carol = simulated.addCustomer("acme", { email: "carol@example.com", firstName: "Carol", lastName: "Boek" });
  simulated.deleteCustomer("acme", carol.gid);
  simulated.changeScopes("acme", shop.installation?.scopes ?? []);
  simulated.uninstallApp("acme");
  simulated.redactShop("acme");
  return { full, guest, single, edited };
}

/**
 * The package infers its schemas from samples and so forbids any item where the samples have none, as in an order's `refunds`, and null or
 * an object where the samples show only the other. Those guesses are taken out; all others stay.
 */
function withoutEmptyGuesses(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutEmptyGuesses);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([name, value]) =>
      name === "items" && value === false ? [] : [[name, withoutEmptyGuesses(value)]],
    ),
  );
}

/** A guest's order has no customer at all; the samples never show one. */
function withNullableCustomer(schema: Record<string, unknown>): Record<string, unknown> {
  const properties = schema.properties as Record<string, { type: unknown }> | undefined;
  if (properties?.customer) properties.customer.type = ["object", "null"];
  return schema;
}

const validators = new Map<string, ValidateFunction>();

function validatorOf(topic: string): ValidateFunction {
  let validate = validators.get(topic);
  if (!validate) {
    const schema = withoutEmptyGuesses(schemaForWebhook(version, topic)) as Record<string, unknown>;
    validate = validator.compile(withNullableCustomer(schema));
    validators.set(topic, validate);
  }
  return validate;
}

describe("Every webhook that the simulated shop sends", () => {
  it("has the shape of Shopify's own samples", () => {
    const known = new Set(allTopicsForVersion(version));
    const wrong: string[] = [];
    let checked = 0;
    for (const { topic, body } of running.simulated.sent) {
      if (!known.has(topic)) {
        wrong.push(`${topic} is no topic`);
        continue;
      }
      const validate = validatorOf(topic);
      checked += 1;
      if (!validate(JSON.parse(body))) wrong.push(`${topic}: ${validator.errorsText(validate.errors)}`);
    }
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(25);
  });

  it("leaves out no topic that the configuration subscribes to", () => {
    const sent = new Set(running.simulated.sent.map((each) => each.topic));
    expect(running.simulated.configuration.webhooks.filter((each) => !sent.has(each.topic))).toEqual([]);
  });
});

const payloadOf = (topic: string, gid: string): string =>
  running.simulated.sent.find((each) => each.topic === topic && each.body.includes(`"${gid}"`))?.body ?? "";

describe("An order's payload", () => {
  it("is as large as real ones, even with a single line", () => {
    expect(Buffer.byteLength(payloadOf("orders/paid", orders.single?.gid ?? ""))).toBeGreaterThan(8000);
  });

  it("writes ids beyond 2^53 with all their digits, as plain numbers", () => {
    const { gid } = orders.guest ?? { gid: "" };
    expect(legacyId(gid)).toBeGreaterThan(2n ** 53n);
    expect(payloadOf("orders/paid", gid)).toContain(`{"id":${legacyId(gid)},"admin_graphql_api_id":"${gid}"`);
  });

  it("has money as decimal text in both currencies, and allocations that sum to each discount", () => {
    const payload = JSON.parse(payloadOf("orders/paid", orders.full?.gid ?? ""));
    expect(payload).toMatchObject({
      currency: "EUR",
      presentment_currency: "USD",
      payment_gateway_names: ["gift_card", "shopify_store_credit", "bogus"],
    });
    expect(payload.discount_applications).toMatchObject([
      {
        type: "automatic",
        title: "Points (AB12CD34)",
        value: "5.00",
        value_type: "fixed_amount",
        target_type: "line_item",
      },
      { type: "discount_code", code: "SUMMER", value: "10", value_type: "percentage", target_selection: "entitled" },
      { type: "manual", title: "Goodwill", description: "Goodwill" },
      { type: "automatic", title: "Free shipping", target_type: "shipping_line" },
    ]);
    const allocations = payload.line_items.flatMap(
      (line: { discount_allocations: unknown[] }) => line.discount_allocations,
    );
    const points = allocations.filter(
      (each: { discount_application_index: number }) => each.discount_application_index === 0,
    );
    const sum = points.reduce(
      (total: number, each: { amount_set: { presentment_money: { amount: string } } }) =>
        total + Number(each.amount_set.presentment_money.amount.replace(".", "")),
      0,
    );
    expect(sum).toBe(500);
    expect(payload.note_attributes).toEqual([{ name: "_zegel", value: "AB12CD34" }]);
  });

  it("of a guest has no customer", () => {
    expect(JSON.parse(payloadOf("orders/paid", orders.guest?.gid ?? ""))).toMatchObject({
      customer: null,
      email: "guest@example.com",
    });
  });
});

describe("A refund's payload", () => {
  it("says what was paid back for goods and what for nothing in particular", () => {
    const gid = orders.full?.refunds[0]?.gid ?? "";
    const payload = JSON.parse(payloadOf("refunds/create", gid));
    expect(payload.refund_line_items).toMatchObject([
      { quantity: 1, restock_type: "cancel", subtotal: expect.any(Number), total_tax: expect.any(Number) },
    ]);
    expect(payload.order_adjustments).toMatchObject([{ kind: "refund_discrepancy" }]);
    expect(payload.transactions.map((each: { kind: string; amount: string }) => [each.kind, each.amount])).toEqual([
      ["refund", "10.00"],
    ]);
  });

  it("of shipping is a shipping line, and no adjustment since 2024-10", () => {
    const payload = JSON.parse(payloadOf("refunds/create", orders.guest?.refunds[0]?.gid ?? ""));
    expect(payload).toMatchObject({
      refund_line_items: [],
      order_adjustments: [],
      refund_shipping_lines: [{ subtotal_amount_set: { shop_money: { amount: "2.00" } } }],
    });
  });
});
