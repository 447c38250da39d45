import { beforeEach, describe, expect, it } from "vitest";
import { newestComments } from "#app/persistence/appreciation.ts";
import { eraseCustomers } from "#app/services/erase-customers.ts";
import { readFigures } from "#app/services/figures.ts";
import { rateProgramme } from "#app/services/rate-programme.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, customerWebhook, mergeWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
const DAY = 86_400_000;
const gid = (number: number) => `gid://shopify/Customer/${number}`;
let shop: ShopAtWork;
beforeEach(async () => {
  shop = await aShopAtWork(database);
  await shop.receive(...[1, 2, 3, 4].map((number) => customerWebhook("customers/create", gid(number))));
  await shop.work();
});

const rate = (number: number, score: number, comment: string | null = null) =>
  rateProgramme(shop.app, shop.shop, { customerGid: gid(number), score, comment });

async function figures(from: string, to: string) {
  const { now, before } = await readFigures(shop.app, shop.shop.id, { from, to }, []);
  return { now: now.appreciation, before: before.appreciation, reviews: now.reviews };
}

const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" }).format(shop.clock.now());

describe("S72: what members think of the programme", () => {
  it("is a score with its average and the promoters' lead, beside the period before", async () => {
    await rate(1, 10, "Lovely");
    await rate(2, 9);
    await rate(3, 7);
    await rate(4, 3, "  ");
    const first = today();
    expect((await figures(first, first)).now).toEqual({
      answers: 4,
      average: { outcome: "measured", value: 725 },
      promoterScore: { outcome: "measured", value: 2_500 },
    });
    shop.clock.advance(DAY);
    await rate(1, 2);
    const second = await figures(today(), today());
    expect(second.now).toMatchObject({ answers: 1, promoterScore: { value: -10_000 } });
    expect(second.before.answers).toBe(4);
    expect(await newestComments(database.pool, shop.shop.id, 10)).toEqual([
      { score: 10, comment: "Lovely", day: first },
    ]);
  });

  it("is each member's newest answer, of a day and of a period", async () => {
    const first = today();
    await rate(1, 1);
    await rate(1, 6);
    shop.clock.advance(DAY);
    await rate(1, 8);
    expect((await figures(first, first)).now).toMatchObject({ answers: 1, average: { value: 600 } });
    expect((await figures(first, today())).now).toMatchObject({ answers: 1, average: { value: 800 } });
  });

  it("is nothing without answers, and members alone are asked", async () => {
    expect(await rate(99, 10)).toMatchObject({ ok: false, code: "not_a_member" });
    expect((await figures(today(), today())).now).toEqual({
      answers: 0,
      average: { outcome: "not_enough", reason: "no_answers" },
      promoterScore: { outcome: "not_enough", reason: "no_answers" },
    });
  });

  it("follows a merge; when somebody is forgotten the score stays and the words go", async () => {
    await rate(1, 4, "Too slow");
    await shop.receive(mergeWebhook(gid(1), gid(2)));
    await shop.work();
    await database.transaction((transaction) =>
      eraseCustomers(transaction, shop.shop, shop.clock.now(), { customerGids: [gid(2)], emails: [], orders: [] }),
    );
    expect((await figures(today(), today())).now).toMatchObject({ answers: 1, average: { value: 400 } });
    expect(await newestComments(database.pool, shop.shop.id, 10)).toEqual([]);
  });
});

describe("S8: product reviews", () => {
  it("are counted on the shop's day, without those that were deleted", async () => {
    const day = today();
    const at = (instant: Date, undone: Date | null, event: string) =>
      database.pool.query(
        `insert into member_event (shop_id, source, event_id, name, occurred_at, undone_at) values ($1, 'test', $2, 'review', $3, $4)`,
        [shop.shop.id, event, instant, undone],
      );
    await at(shop.clock.now(), null, "one");
    await at(shop.clock.now(), shop.clock.now(), "deleted");
    await at(new Date(shop.clock.now().getTime() - 2 * DAY), null, "earlier");
    expect((await figures(day, day)).reviews).toBe(1);
  });
});
