import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { REFERRAL_ATTRIBUTE } from "#app/contracts/referrals.ts";
import type { OrderNews } from "#app/domain/orders/heard-order.ts";
import type { Database } from "#app/persistence/database.ts";
import { NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { deliver, delivery, type Story, story, tell } from "#tests/support/order-story.ts";
import { webhookOf } from "#tests/support/order-webhooks.ts";
import type { ShopAtWork } from "#tests/support/shop-at-work.ts";
import { ANN, aShopWithReferrals, awardNow, CODE } from "./a-shop-with-referrals.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const RUNS = 40;
const DAY = 86_400_000;
const stories = fc.array(story, { minLength: 1, maxLength: 4, size: "max" });

/** Orders of two friends who came by Ann's link, an hour apart. */
function tellFriends(told: readonly Story[]): { news: OrderNews[]; finals: OrderNews[] } {
  const all = told.map((each, index) => {
    const gid = `gid://shopify/Order/${9_100_000_000_000_000_000n + BigInt(index)}`;
    const customerGid = `gid://shopify/Customer/${11 + (index % 2)}`;
    const { news, final } = tell(each, gid);
    const byFriend = (state: typeof final): typeof final => ({
      ...state,
      customerGid,
      email: null,
      placedAt: state.placedAt + index * 3_600_000,
      attributes: [{ name: REFERRAL_ATTRIBUTE, value: CODE }],
    });
    return {
      news: news.map((heard) => ("state" in heard ? { gid, state: byFriend(heard.state) } : heard)),
      final: { gid, state: byFriend(final) },
    };
  });
  return { news: all.flatMap(({ news }) => news), finals: all.map(({ final }) => final) };
}

/** What each order's referral has given, and what everybody has. */
async function outcomeOf(shop: ShopAtWork): Promise<unknown> {
  const referrals = await database.pool.query(
    `select order_gid, state in ('awarded') as is_awarded, advocate_points::int, friend_points::int from referral
     where shop_id = $1 order by order_gid`,
    [shop.shop.id],
  );
  const balances = await database.pool.query(
    `select customer_gid, (pending + available - debt)::int as points from member
     join balance on balance.shop_id = member.shop_id and member_id = member.id where member.shop_id = $1 order by customer_gid`,
    [shop.shop.id],
  );
  return { referrals: referrals.rows, balances: balances.rows };
}

describe("S20: referrals whose orders come in twice, reordered, partly lost and healed", () => {
  it("end the same, whatever was rewarded in between, and everything adds up", async () => {
    const seen = { runs: 0, awarded: 0, movements: 0 };
    await fc.assert(
      fc.asyncProperty(stories, delivery, fc.nat(5), async (told, how, lookAfter) => {
        const { news, finals } = tellFriends(told);
        const truth = await aShopWithReferrals(database);
        await truth.hear(...finals);
        truth.clock.set(new Date(NOON + 60 * DAY));
        await awardNow(truth);
        const shop = await aShopWithReferrals(database);
        const states = finals.flatMap((each) => ("state" in each ? [each.state] : []));
        for (const [index, batch] of deliver(news, states, how).entries()) {
          await shop.receive(...batch.map(webhookOf));
          expect(await shop.work()).toMatchObject({ failed: 0 });
          if (index === lookAfter) await awardNow(shop);
        }
        shop.clock.set(new Date(NOON + 60 * DAY));
        await awardNow(shop);
        expect(await outcomeOf(shop)).toEqual(await outcomeOf(truth));
        await shop.expectToAddUp();
        seen.runs += 1;
        const given = await truth.balanceOf(ANN);
        if (given && given.available > 0) seen.awarded += 1;
        const { rows } = await database.pool.query("select 1 from entry where shop_id = $1 and key like 'referral:%'", [
          shop.shop.id,
        ]);
        seen.movements += rows.length;
      }),
      { numRuns: RUNS },
    );
    expect(seen.runs).toBe(RUNS);
    expect(seen.awarded).toBeGreaterThan(RUNS / 8);
    expect(seen.movements).toBeGreaterThan(RUNS / 4);
  });
});
