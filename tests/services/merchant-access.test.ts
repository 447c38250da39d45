import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import type { Database } from "#app/persistence/database.ts";
import { recordedScopes } from "#app/persistence/offline-sessions.ts";
import { owe } from "#app/persistence/outbox.ts";
import { readMissingAccess } from "#app/queries/access.ts";
import { countAttention, listFailingDeliveries } from "#app/queries/attention.ts";
import { deliverOutbox } from "#app/services/deliver-outbox.ts";
import { installShop } from "#app/services/install-shop.ts";
import { publishProgrammeVersion } from "#app/services/publish-programme-version.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { reviewScopes } from "#app/services/update-shop.ts";
import type { Shop } from "#tests/shop/state.ts";
import { aProcess, aVisitedShop, type ReachableShopify, startShopify } from "#tests/shopify/installed-shop.ts";
import { testDatabase } from "#tests/support/database.ts";

const CHANGE_ORDERS = "write_orders";
let database: Database;
let shopify: ReachableShopify;
let app: AppContext;
let shop: Shop;
let facts: ShopFacts;

beforeAll(async () => {
  database = await testDatabase();
  shopify = await startShopify();
});
beforeEach(async () => {
  shop = await aVisitedShop(database, shopify);
  app = aProcess(database, shopify);
  facts = shopFacts((await installShop(app, shop.domain)).shop) as ShopFacts;
  await deliverOutbox(app, facts);
});
afterAll(() => shopify.close());

const publish = (onOverspend: "leave" | "tag" | "cancel", basedOn = 1) =>
  publishProgrammeVersion(app, facts, { settings: { onOverspend }, basedOn, publishedBy: "Ann" });
const grant = () => shopify.simulated.grantScopes(shop.domain, [CHANGE_ORDERS]);

/** The merchant takes the scope back, or gives it, and the webhook is worked. */
async function review(change: () => { granted: string[] }): Promise<void> {
  const previous = shopify.simulated.scopesOf(shop.domain).granted;
  await reviewScopes(app, facts, { previous, current: change().granted });
}

async function anOverspentOrder(): Promise<string> {
  const { gid } = shopify.simulated.placeOrder(shop.domain, { lines: [{ title: "Shirt", price: "20.00" }] });
  await owe(database.pool, facts.id, "order", [gid], shopify.clock.now());
  return gid;
}

const tagsOf = (gid: string) => shopify.simulated.order(shop.domain, gid).tags;

async function setUpAt(): Promise<Date | null> {
  const { rows } = await database.pool.query("select set_up_at from shop where id = $1", [facts.id]);
  return rows[0]?.set_up_at;
}

describe("a programme that changes orders", () => {
  it("is not published before the merchant has granted that, and says so beside the choice", async () => {
    for (const choice of ["tag", "cancel"] as const) {
      expect(await publish(choice)).toEqual({
        outcome: "refused",
        issues: [{ path: "onOverspend", code: "access", scope: CHANGE_ORDERS }],
      });
    }
    grant();
    expect(await publish("tag")).toMatchObject({ outcome: "published", version: 2 });
  });

  it("needs Shopify's word for it: what is stored beside the token is not enough", async () => {
    await database.pool.query("update session set scope = $2 where shop = $1", [shop.domain, CHANGE_ORDERS]);
    expect(await publish("tag")).toMatchObject({ outcome: "refused" });
    grant();
    shopify.outage("GrantedScopes");
    expect(await publish("tag")).toEqual({
      outcome: "refused",
      issues: [{ path: "onOverspend", code: "accessUnknown" }],
    });
    shopify.outage(null);
  });

  it("that only notes overspent orders asks Shopify nothing", async () => {
    shopify.asked.length = 0;
    expect(await publish("leave")).not.toMatchObject({ outcome: "refused" });
    expect(shopify.asked).toEqual([]);
  });
});

describe("access that the merchant takes back", () => {
  beforeEach(async () => {
    await review(grant);
    await publish("tag");
    await deliverOutbox(app, facts);
    await review(() => shopify.simulated.revokeScopes(shop.domain, [CHANGE_ORDERS]));
  });

  it("shows at home as long as the programme needs it", async () => {
    expect(await readMissingAccess(database, shop.domain, { onOverspend: "tag" })).toBe(CHANGE_ORDERS);
    expect(await readMissingAccess(database, shop.domain, { onOverspend: "leave" })).toBeNull();
    await review(grant);
    expect(await readMissingAccess(database, shop.domain, { onOverspend: "tag" })).toBeNull();
  });

  it("keeps an overspent order with an error that names it, and deals with it once it is granted again", async () => {
    const order = await anOverspentOrder();
    await deliverOutbox(app, facts);
    expect(tagsOf(order)).toEqual([]);
    expect(await listFailingDeliveries(database, facts.id)).toMatchObject([
      { kind: "order", subject: order, attempts: 1, error: "access_missing: write_orders" },
    ]);
    expect((await countAttention(database, facts.id)).deliveries).toBe(1);

    await review(grant);
    await deliverOutbox(app, facts);
    expect(tagsOf(order)).toEqual(["zegel-overspend"]);
    expect((await countAttention(database, facts.id)).deliveries).toBe(0);
  });

  it("is seen at the next set-up too, where the webhook was lost", async () => {
    const order = await anOverspentOrder();
    await deliverOutbox(app, facts);
    grant();
    await installShop(app, shop.domain);
    await deliverOutbox(app, facts);
    expect(tagsOf(order)).toEqual(["zegel-overspend"]);
  });

  it("is what Shopify says now, whatever the order of the webhooks", async () => {
    await reviewScopes(app, facts, { previous: [], current: [...shop.installation!.scopes, CHANGE_ORDERS] });
    expect(await recordedScopes(database.pool, shop.domain)).not.toContain(CHANGE_ORDERS);
  });
});

describe("a webhook about scopes", () => {
  it("of the optional one leaves the set-up alone; of another has the next visit look at it", async () => {
    await review(grant);
    expect(await setUpAt()).not.toBeNull();
    const { granted } = shopify.simulated.scopesOf(shop.domain);
    await reviewScopes(app, facts, {
      previous: granted,
      current: granted.filter((each) => each !== "write_discounts"),
    });
    expect(await setUpAt()).toBeNull();
  });

  it("is believed while Shopify does not answer", async () => {
    await database.pool.query("delete from session where shop = $1", [shop.domain]);
    await expect(reviewScopes(app, facts, { previous: [], current: [] })).resolves.toBeUndefined();
  });
});
