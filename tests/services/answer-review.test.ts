import { beforeAll, describe, expect, it } from "vitest";
import { answerReview } from "#app/services/answer-review.ts";
import { createApiKey } from "#app/services/api-keys.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
let shop: ShopAtWork;
let key: string;
beforeAll(async () => {
  shop = await aShopAtWork(database, { earning: [{ code: "review", points: 10, photoBonus: 5 }] });
  const created = await createApiKey(shop.app, shop.shop.id, { name: "Reviews", createdBy: "Test" });
  if (created.outcome !== "created") throw new Error(created.outcome);
  key = created.key;
});

function post(provider: string, body: unknown, headers: Record<string, string> = {}, query = ""): Promise<Response> {
  const request = new Request(`https://zegel.example.com/api/v1/reviews/${provider}${query}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
  return answerReview(shop.app, request, provider);
}

/** As Judge.me sends it. */
const judgeMe = (curated: string) => ({
  event: "review/created",
  platform: "shopify",
  review: {
    body: "Fits well",
    created_at: "2026-01-05T11:00:00+00:00",
    curated,
    featured: false,
    hidden: false,
    id: 434,
    ip_address: null,
    pictures: [{ urls: { small: "https://small", original: "https://original" }, hidden: false }],
    product_external_id: 5280573096092,
    rating: 2,
    reviewer: { accepts_marketing: true, email: "ann@example.com", external_id: 2861585334295, id: 602, name: "Ann" },
    source: "web",
    title: null,
    updated_at: "2026-01-05T11:00:00+00:00",
    verified: "not-yet",
  },
  shop_domain: "foobar.myshopify.com",
});

/** As Stamped sends it. */
const stamped = {
  customerEmail: "Bob@Example.com",
  productUrl: "https://example.store.com/",
  id: 123456,
  author: "Bob B.",
  reviewTitle: "I love it",
  reviewMessage: "Seamless experience",
  reviewRating: 5,
  reviewDate: null,
  reviewUserPhotos: null,
  reviewUserVideos: null,
  productId: 123456789,
  dateCreated: "2026-01-05T05:02:12.34",
};

describe("messages of providers of reviews", () => {
  it("S8, S20: Judge.me's reviews earn, with pictures more, and spam gives it back", async () => {
    const query = `?key=${key}`;
    expect((await post("judgeme", judgeMe("not-yet"), {}, query)).status).toBe(202);
    await post("judgeme", { ...judgeMe("ok"), event: "review/updated" }, {}, query);
    await shop.work();
    expect(await shop.balanceOf("gid://shopify/Customer/2861585334295")).toMatchObject({ available: 15 });
    await post("judgeme", { ...judgeMe("spam"), event: "review/updated" }, {}, query);
    await shop.work();
    expect(await shop.balanceOf("gid://shopify/Customer/2861585334295")).toMatchObject({ available: 0 });
  });

  it("S8, S20: Stamped's reviews earn for the guest under the e-mail address", async () => {
    expect((await post("stamped", stamped, { "x-stamped-webhook-secret": key })).status).toBe(202);
    await shop.work();
    expect(await shop.balanceOf("bob@example.com")).toMatchObject({ status: "guest", available: 10 });
  });

  it("keep nothing of what the review says", async () => {
    const { rows } = await database.pool.query("select * from inbox where shop_id = $1", [shop.shop.id]);
    expect(JSON.stringify(rows)).not.toMatch(/Fits well|Seamless|rating/);
  });

  it("of others, without a key or without a reviewer are refused", async () => {
    expect((await post("unheard-of", stamped)).status).toBe(404);
    expect((await post("stamped", stamped, { "x-stamped-webhook-secret": "guess" })).status).toBe(401);
    const nobody = await post("stamped", { ...stamped, customerEmail: null }, { "x-stamped-webhook-secret": key });
    expect([nobody.status, (await nobody.json()).path]).toEqual([422, "customer"]);
    expect((await post("judgeme", { event: "review/created" }, {}, `?key=${key}`)).status).toBe(422);
  });
});
