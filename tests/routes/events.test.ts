import { beforeAll, describe, expect, it } from "vitest";
import { createApiKey } from "#app/services/api-keys.ts";
import { browse, type Merchant, type MerchantSite, merchantSite } from "./merchant-site.ts";

let site: MerchantSite;
let merchant: Merchant;
let key: string;
beforeAll(async () => {
  site = await merchantSite();
  merchant = await site.merchant();
  const created = await createApiKey(site.app, merchant.shopId, { name: "Till", createdBy: "Test" });
  key = created.outcome === "created" ? created.key : "";
});

const send = (address: string, body: string, headers: Record<string, string> = {}) =>
  browse(`${site.origin}/api/v1/${address}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });

const stored = async (): Promise<number> => {
  const { rows } = await site.app.database.pool.query<{ count: string }>(
    "select count(*) from inbox where shop_id = $1 and topic = 'zegel/event'",
    [merchant.shopId],
  );
  return Number(rows[0]?.count);
};

describe("the API for other systems", () => {
  const event = JSON.stringify({ id: "w-1", name: "workshop", customer: "7001" });

  it("stores what comes under a key of the shop, once", async () => {
    const authorization = `Bearer ${key}`;
    const first = await send("events", event, { authorization });
    expect([first.status, first.headers.get("cache-control"), await first.json()]).toEqual([
      202,
      "no-store",
      { ok: true, outcome: "accepted" },
    ]);
    expect(await (await send("events", event, { authorization })).json()).toEqual({ ok: true, outcome: "known" });
    const review = JSON.stringify({ id: 5, customerEmail: "ann@example.com", productId: 9 });
    expect((await send(`reviews/stamped?key=${key}`, review)).status).toBe(202);
    expect(await stored()).toBe(2);
  });

  it("answers everybody else in a sentence, and stores nothing", async () => {
    const before = await stored();
    expect((await send("events", event)).status).toBe(401);
    expect((await send("events", event, { authorization: `Bearer ${key}0` })).status).toBe(401);
    const large = await send("events", "x".repeat(50_000), { authorization: `Bearer ${key}` });
    expect([large.status, (await large.json()).code]).toEqual([413, "too_large"]);
    expect((await send(`reviews/nobody?key=${key}`, "{}")).status).toBe(404);
    expect((await browse(`${site.origin}/api/v1/events`)).status).toBe(405);
    expect((await browse(`${site.origin}/api/v1/events`, { method: "PUT", body: event })).status).toBe(405);
    expect(await stored()).toBe(before);
  });
});
