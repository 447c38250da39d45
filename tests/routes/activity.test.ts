import { beforeAll, describe, expect, it } from "vitest";
import { aMember, anEntry } from "./a-member.ts";
import { type Merchant, type MerchantSite, merchantSite } from "./merchant-site.ts";

const route = "routes/app.activity";
let site: MerchantSite;
let merchant: Merchant;
beforeAll(async () => {
  site = await merchantSite();
  merchant = await site.merchant();
});

async function parkEvent(shopId: number, error: string): Promise<string> {
  const { rows } = await site.app.database.pool.query<{ id: string }>(
    `INSERT INTO inbox (shop_id, webhook_id, topic, received_at, payload, status, attempts, error)
     VALUES ($1, gen_random_uuid()::text, 'orders/paid', now(), '{}', 'parked', 9, $2) RETURNING id`,
    [shopId, error],
  );
  return rows[0]?.id ?? "";
}

async function statusOf(shopId: number, id: string): Promise<string> {
  const { rows } = await site.app.database.pool.query("SELECT status FROM inbox WHERE shop_id = $1 AND id = $2", [
    shopId,
    id,
  ]);
  return rows[0]?.status;
}

describe("activity", () => {
  it("shows movements of this shop only", async () => {
    const other = await site.merchant();
    const theirs = await aMember(site.app.database, other.shopId, { firstName: "Theirs" });
    await anEntry(site.app.database, other.shopId, theirs);
    const ours = await aMember(site.app.database, merchant.shopId, { firstName: "Ours" });
    await anEntry(site.app.database, merchant.shopId, ours);
    const html = await (await merchant.page("/app/activity")).text();
    expect(html).toContain("Ours Smith");
    expect(html).not.toContain("Theirs");
  });

  it("shows a parked event with its error as text, and works it again when asked", async () => {
    const id = await parkEvent(merchant.shopId, "The order <i>names</i> no currency");
    const html = await (await merchant.page("/app/activity")).text();
    expect(html).toContain("The order &lt;i&gt;names&lt;/i&gt; no currency");
    const answer = await (await merchant.post(route, "/app/activity", [["id", id]])).json();
    expect(answer.replayed).toBe(1);
    expect(await statusOf(merchant.shopId, id)).toBe("received");
  });

  it("leaves another shop's parked events alone", async () => {
    const other = await site.merchant();
    const theirs = await parkEvent(other.shopId, "theirs");
    const answer = await (
      await merchant.post(route, "/app/activity", [
        ["id", theirs],
        ["id", "x"],
        ["id", "-1"],
      ])
    ).json();
    expect(answer.replayed).toBe(0);
    expect(await statusOf(other.shopId, theirs)).toBe("parked");
  });

  it("shows a reward that a second order used, and an update that keeps failing", async () => {
    const member = await aMember(site.app.database, merchant.shopId, { firstName: "Twice" });
    const { pool } = site.app.database;
    await pool.query(
      `INSERT INTO redemption (shop_id, order_gid, ref, member_id, kind, points, discount_minor, created_at)
       VALUES ($1, 'gid://shopify/Order/7', '7K3QXW2M', $2, 'overspend', 100, 500, now())`,
      [merchant.shopId, member],
    );
    await pool.query(
      "INSERT INTO outbox (shop_id, kind, subject, due_at, attempts, error) VALUES ($1, 'wallet', $2, now(), 5, 'HTTP 500')",
      [merchant.shopId, member],
    );
    const html = await (await merchant.page("/app/activity")).text();
    expect(html).toContain("took €5.00 off with 7K3QXW2M a second time: 100 points are owed");
    expect(html).toContain("HTTP 500");
    const home = await (await merchant.page("/app")).text();
    expect(home).toContain("1 order used a reward that another order had already used");
    expect(home).toContain("1 update for Shopify keeps failing");
  });
});

describe("privacy requests", () => {
  it("offers what was exported for download, to its own shop only", async () => {
    const { rows } = await site.app.database.pool.query<{ id: string }>(
      `INSERT INTO compliance_request (shop_id, topic, webhook_id, received_at, done_at, export)
       VALUES ($1, 'customers/data_request', 'w', now(), now(), '{"member":{"name":"Ann"}}') RETURNING id`,
      [merchant.shopId],
    );
    const address = `/export/request/${rows[0]?.id}.json`;
    const file = await merchant.get(address);
    expect(file.headers.get("content-disposition")).toContain("attachment");
    expect(await file.json()).toEqual({ member: { name: "Ann" } });
    expect((await (await site.merchant()).get(address)).status).toBe(404);
  });
});
