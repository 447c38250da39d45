import { describe, expect, it } from "vitest";
import type { SegmentCondition } from "#app/contracts/segments.ts";
import { segmentsOfMembers } from "#app/persistence/segments.ts";
import { scoreCustomers } from "#app/services/score-customers.ts";
import { defineSegment } from "#app/services/segment-settings.ts";
import { ANN } from "#tests/support/an-event.ts";
import { testDatabase } from "#tests/support/database.ts";
import { asJson, type SentWebhook } from "#tests/support/order-webhooks.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
const BOB = "gid://shopify/Customer/8";

interface Told {
  at?: string;
  country?: string;
  city?: string;
  birthday?: string;
  gender?: string;
  interests?: string;
}

/** `customers/update` with what Shopify and the merchant keep of somebody. */
function customer(gid: string, { at = "2026-01-05T10:00:00Z", country, city, ...told }: Told): SentWebhook {
  const metafields = [
    { namespace: "facts", key: "birth_date", value: told.birthday },
    { namespace: "custom", key: "gender", value: told.gender },
    { namespace: "custom", key: "interests", value: told.interests },
    { namespace: "custom", key: "shoe_size", value: "43" },
  ].filter(({ value }) => value !== undefined);
  const payload = {
    id: `#${gid.split("/").pop()}#`,
    admin_graphql_api_id: gid,
    email: null,
    created_at: "2020-01-01T00:00:00Z",
    updated_at: at,
    default_address: country ? { country_code: country, city, address1: "Kerkstraat 1" } : null,
    metafields,
  };
  return { topic: "customers/update", payload: asJson(payload) };
}

const everything = { birthday: true, place: true, gender: "custom.gender", interests: "custom.interests" };

async function segmentsOf(shop: ShopAtWork, conditions: Record<string, SegmentCondition>): Promise<string[][]> {
  for (const [code, condition] of Object.entries(conditions)) {
    const outcome = await defineSegment(shop.app, shop.shop, code, { kind: "custom", name: code, condition });
    expect(outcome, code).toEqual({ outcome: "defined" });
  }
  await scoreCustomers(shop.app, shop.shop);
  const ids = await Promise.all([ANN, BOB].map(async (gid) => (await shop.balanceOf(gid))?.id ?? "0"));
  const found = await segmentsOfMembers(database.pool, shop.shop.id, ids);
  return ids.map((id) => found.get(id) ?? []);
}

describe("segments of who customers are", () => {
  it("S24, S25, S68: by country, city, age, gender, interest and tag, where the programme keeps them", async () => {
    const shop = await aShopAtWork(database, { customerFacts: everything });
    await shop.receive(
      customer(ANN, {
        country: "NL",
        city: "Utrecht",
        birthday: "1961-01-05",
        gender: "female",
        interests: '["Tea","Hats"]',
      }),
      customer(BOB, { country: "BE", city: "Gent", birthday: "1961-01-06", gender: "male", interests: "wine, tea" }),
      {
        topic: "customer.tags_added",
        payload: JSON.stringify({ customerId: BOB, tags: ["VIP", "press"], occurredAt: "2026-01-05T10:00:00.000Z" }),
      },
    );
    expect(await shop.work()).toMatchObject({ failed: 0 });
    const [ann, bob] = await segmentsOf(shop, {
      dutch: { code: "country", is: "nl" },
      local: { code: "city", is: "utrecht" },
      comfort: { code: "age", atLeast: 65 },
      women: { code: "gender", is: "Female" },
      tea: { code: "interest", is: "tea" },
      vip: { all: [{ code: "tag", is: "vip" }, { not: { code: "country", is: "NL" } }] },
    });
    expect(ann).toEqual(["comfort", "dutch", "local", "tea", "women"].sort());
    expect(bob).toEqual(["tea", "vip"]);
  });

  it("S25: of what is not asked for nothing is kept, and a segment that needs it is refused", async () => {
    const shop = await aShopAtWork(database, { customerFacts: { place: true } });
    await shop.receive(customer(ANN, { country: "NL", city: "Utrecht", birthday: "1960-01-06", gender: "female" }));
    await shop.work();
    const { rows } = await database.pool.query<{ fact: string }>(
      "select fact from customer_fact where shop_id = $1 order by fact",
      [shop.shop.id],
    );
    expect(rows.map(({ fact }) => fact)).toEqual(["city", "country"]);
    const women = { kind: "custom", name: "Women", condition: { code: "gender", is: "female" } };
    expect(await defineSegment(shop.app, shop.shop, "women", women)).toMatchObject({
      outcome: "refused",
      refusals: [{ code: "not_collected", sentence: { en: expect.stringContaining("customerFacts") } }],
    });
  });

  it("S24: what is told late of an earlier moment changes nothing", async () => {
    const shop = await aShopAtWork(database, { customerFacts: everything });
    await shop.receive(
      customer(ANN, { at: "2026-01-05T11:00:00Z", country: "BE", city: "Gent" }),
      customer(ANN, { at: "2026-01-05T10:00:00Z", country: "NL", city: "Utrecht" }),
    );
    await shop.work();
    expect((await segmentsOf(shop, { belgians: { code: "country", is: "BE" } }))[0]).toEqual(["belgians"]);
  });
});
