import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { OrderNews } from "#app/domain/orders/heard-order.ts";
import type { Database } from "#app/persistence/database.ts";
import { maturePoints } from "#app/services/mature-points.ts";
import { testDatabase } from "#tests/support/database.ts";
import { deliver, delivery, type Story, story, tell } from "#tests/support/order-story.ts";
import { webhookOf } from "#tests/support/order-webhooks.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const RUNS = 40;
const stories = fc.array(story, { minLength: 1, maxLength: 5, size: "max" });

/** Several orders by two customers, told one through the other. */
function tellAll(
  told: readonly Story[],
  secondsApart = 0,
  isOfCompany = false,
): { news: OrderNews[]; finals: OrderState[] } {
  const news: OrderNews[] = [];
  const finals: OrderState[] = [];
  for (const [index, each] of told.entries()) {
    const gid = `gid://shopify/Order/${9_000_000_000_000_000_000n + BigInt(index)}`;
    const customerGid = `gid://shopify/Customer/${1 + (index % 2)}`;
    const by = (state: OrderState): OrderState => ({
      ...state,
      customerGid,
      email: `${customerGid.slice(-1)}@example.com`,
      placedAt: state.placedAt + index * secondsApart * 1000,
      ...(isOfCompany && index % 3 !== 0 ? { companyGid: "gid://shopify/Company/1", channel: "b2b" as const } : {}),
    });
    const one = tell(each, gid);
    news.push(...one.news.map((heard) => ("state" in heard ? { gid, state: by(heard.state) } : heard)));
    finals.push(by(one.final));
  }
  return { news, finals };
}

async function pointsOf(shop: ShopAtWork): Promise<Map<string, number>> {
  const found = await database.pool.query<{ customer: string; points: string }>(
    `select customer_gid as customer, available - debt as points from member
     join balance on balance.shop_id = member.shop_id and member_id = member.id where member.shop_id = $1`,
    [shop.shop.id],
  );
  return new Map(found.rows.map(({ customer, points }) => [customer, Number(points)]));
}

describe("orders that come through the inbox twice, reordered, partly lost and healed", () => {
  it("leave every member with what the final states earn, to the point, and everything adds up", async () => {
    const seen = { runs: 0, lost: 0, earned: 0 };
    await fc.assert(
      fc.asyncProperty(stories, delivery, async (told, how) => {
        const { news, finals } = tellAll(told);
        const truth = await aShopAtWork(database);
        await truth.hear(...finals.map((state) => ({ gid: state.gid, state })));
        const shop = await aShopAtWork(database);
        for (const batch of deliver(news, finals, how)) await shop.receive(...batch.map(webhookOf));
        expect(await shop.work()).toMatchObject({ failed: 0 });
        expect(await pointsOf(shop)).toEqual(await pointsOf(truth));
        for (const { gid } of finals) expect(await shop.earned(gid)).toBe(await truth.earned(gid));
        await shop.expectToAddUp();
        seen.runs += 1;
        if (how.lost.some(Boolean)) seen.lost += 1;
        if ([...(await pointsOf(truth)).values()].some((points) => points > 0)) seen.earned += 1;
      }),
      { numRuns: RUNS },
    );
    expect(seen.runs).toBe(RUNS);
    expect(seen.lost).toBeGreaterThan(RUNS / 4);
    expect(seen.earned).toBeGreaterThan(RUNS / 4);
  });

  it("end the same when each batch is worked by itself", async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(stories, delivery, async (told, how) => {
        runs += 1;
        const { news, finals } = tellAll(told);
        const truth = await aShopAtWork(database);
        await truth.hear(...finals.map((state) => ({ gid: state.gid, state })));
        const shop = await aShopAtWork(database);
        for (const batch of deliver(news, finals, how)) await shop.hear(...batch);
        expect(await pointsOf(shop)).toEqual(await pointsOf(truth));
        await shop.expectToAddUp();
      }),
      { numRuns: 15 },
    );
    expect(runs).toBe(15);
  });

  it("end the same when points wait, multiplied by a campaign, and become available between the batches", async () => {
    const settings: ProgrammeInput = {
      earning: [
        { code: "per_amount", points: 1, per: "1.00", rounding: "nearest" },
        { code: "per_order", points: 7, minimum: "20.00" },
        { code: "campaign", id: "always", factor: 1.5, from: "2000-01-01", to: "2100-01-01" },
      ],
      availableAfterDays: 14,
    };
    const passDays = async (shop: ShopAtWork, days: number) => {
      shop.clock.advance(days * 86_400_000);
      return maturePoints(shop.app, shop.shop);
    };
    const seen = { runs: 0, maturedBetween: 0 };
    await fc.assert(
      fc.asyncProperty(stories, delivery, async (told, how) => {
        const { news, finals } = tellAll(told);
        const truth = await aShopAtWork(database, settings);
        await truth.hear(...finals.map((state) => ({ gid: state.gid, state })));
        const shop = await aShopAtWork(database, settings);
        let matured = 0;
        for (const batch of deliver(news, finals, how)) {
          await shop.hear(...batch);
          matured += await passDays(shop, 10);
        }
        for (const each of [truth, shop]) {
          await passDays(each, 60);
          await each.expectToAddUp();
        }
        expect(await pointsOf(shop)).toEqual(await pointsOf(truth));
        seen.runs += 1;
        if (matured > 0) seen.maturedBetween += 1;
      }),
      { numRuns: 15 },
    );
    expect(seen.runs).toBe(15);
    expect(seen.maturedBetween).toBeGreaterThan(4);
  });

  it("S6, S22: end the same where milestones, volumes and places among a member's orders count", async () => {
    const settings: ProgrammeInput = {
      earning: [
        { code: "per_amount", points: 1, per: "1.00" },
        { code: "milestone", points: 10, nth: 1 },
        { code: "milestone", points: 1000, nth: 2 },
        { code: "milestone", points: 100_000, every: 2, minimum: "5.00" },
        {
          code: "volume",
          over: "rolling_12_months",
          steps: [
            { minimum: "10.00", points: 10_000_000 },
            { minimum: "60.00", points: 20_000_000 },
          ],
        },
        {
          code: "volume",
          over: "calendar_year",
          of: "company",
          steps: [
            { minimum: "30.00", points: 1_000_000_000 },
            { minimum: "90.00", points: 500_000_000 },
          ],
        },
      ],
    };
    const seen = { runs: 0, second: 0, moved: 0 };
    // Few of the stories end with goods that are paid for and kept: it takes some of one customer for two that do.
    const crowded = fc.array(story, { minLength: 5, maxLength: 8, size: "max" });
    await fc.assert(
      fc.asyncProperty(crowded, delivery, fc.constantFrom(0, 30, 300), async (told, how, secondsApart) => {
        const { news, finals } = tellAll(told, secondsApart, true);
        const truth = await aShopAtWork(database, settings);
        await truth.hear(...finals.map((state) => ({ gid: state.gid, state })));
        const shop = await aShopAtWork(database, settings);
        for (const batch of deliver(news, finals, how)) await shop.hear(...batch);
        expect(await pointsOf(shop)).toEqual(await pointsOf(truth));
        for (const { gid } of finals) expect(await shop.earned(gid)).toBe(await truth.earned(gid));
        await shop.expectToAddUp();
        seen.runs += 1;
        const placed = await database.pool.query(
          "select 1 from entry where shop_id = $1 and reason->>'code' = 'order_placed_anew'",
          [shop.shop.id],
        );
        if (placed.rows.length > 0) seen.moved += 1;
        if ([...(await pointsOf(truth)).values()].some((points) => points % 100_000 >= 1000)) seen.second += 1;
      }),
      { numRuns: 40 },
    );
    expect(seen.runs).toBe(40);
    expect(seen.second).toBeGreaterThan(10);
    expect(seen.moved).toBeGreaterThan(10);
  });
});
