import { afterAll, beforeAll, expect, it } from "vitest";
import { programmeSettings } from "#app/contracts/programme.ts";
import { readProgramme } from "#app/queries/programme.ts";
import { type ReachableShopify, startShopify, visit } from "#tests/shopify/installed-shop.ts";
import { type Merchant, type MerchantSite, merchantSite } from "./merchant-site.ts";

const route = "routes/app.programme";
const standard = programmeSettings.parse({});
let site: MerchantSite;
let shopify: ReachableShopify;
beforeAll(async () => {
  site = await merchantSite();
  shopify = await startShopify();
});
afterAll(() => shopify.close());

/** A merchant whose shop Shopify knows too, with a token that it takes. */
async function merchantAtShopify(): Promise<Merchant> {
  const merchant = await site.merchant();
  const shop = shopify.simulated.addShop({ domain: merchant.domain });
  shopify.simulated.installApp(shop.domain);
  await visit(site.app.database, shopify, shop);
  return merchant;
}

async function send(merchant: Merchant, fields: Record<string, string>): Promise<Record<string, unknown>> {
  return (await merchant.post(route, "/app/programme", { basedOn: "1", ...fields })).json();
}

const asForm = (onOverspend: string) => ({
  intent: "publish",
  settings: JSON.stringify({ ...standard, onOverspend }),
});
const asText = (onOverspend: string) => ({
  intent: "publish_text",
  text: `name: Stars\nonOverspend: ${onOverspend}\n`,
});

it("a choice that changes orders is refused beside its field without the merchant's leave, whatever a page says", async () => {
  const merchant = await merchantAtShopify();
  for (const choice of ["tag", "cancel"]) {
    expect(await send(merchant, { ...asForm(choice), granted: "write_orders" })).toMatchObject({
      outcome: "refused",
      issues: [{ path: "onOverspend", code: "access", scope: "write_orders" }],
    });
    expect(await send(merchant, asText(choice))).toMatchObject({
      outcome: "text_refused",
      issues: [{ line: 2, path: "onOverspend", code: "access", scope: "write_orders" }],
    });
  }
  expect((await readProgramme(site.app.database, merchant.shopId))?.version).toBe(1);
});

it("the same is published once it was granted", async () => {
  const merchant = await merchantAtShopify();
  shopify.simulated.grantScopes(merchant.domain, ["write_orders"]);
  expect(await send(merchant, asForm("cancel"))).toMatchObject({ outcome: "published", version: 2 });
  expect(await send(merchant, { ...asText("tag"), basedOn: "2" })).toMatchObject({ outcome: "published", version: 3 });
});

it("home says what was taken back while the programme needs it, and why an order waits", async () => {
  const merchant = await merchantAtShopify();
  const taken = "Zegel may no longer change orders";
  shopify.simulated.grantScopes(merchant.domain, ["write_orders"]);
  expect(await send(merchant, asForm("tag"))).toMatchObject({ outcome: "published" });
  const { pool } = site.app.database;
  await pool.query("UPDATE session SET scope = 'read_orders,write_orders' WHERE shop = $1", [merchant.domain]);
  expect(await (await merchant.page("/app")).text()).not.toContain(taken);
  await pool.query("UPDATE session SET scope = 'read_orders' WHERE shop = $1", [merchant.domain]);
  expect(await (await merchant.page("/app")).text()).toContain(taken);
  expect(await (await merchant.page("/app", "nl")).text()).toContain("Zegel mag geen bestellingen meer wijzigen");

  await pool.query(
    "INSERT INTO outbox (shop_id, kind, subject, due_at, attempts, error) VALUES ($1, 'order', 'gid://shopify/Order/9', now(), 1, 'access_missing: write_orders')",
    [merchant.shopId],
  );
  const activity = await (await merchant.page("/app/activity")).text();
  expect(activity).toContain("Zegel may not change orders; allow it on the home page");
});
