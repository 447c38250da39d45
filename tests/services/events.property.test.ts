import fc from "fast-check";
import { expect, it } from "vitest";
import type { StoredEvent } from "#app/contracts/events.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import { anEvent, eventWebhook, undone } from "#tests/support/an-event.ts";
import { NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
const RUNS = 40;

/** Each member does some of these, at minutes of their own over two months; some are undone. */
const doings = fc.uniqueArray(
  fc.record({
    minute: fc.integer({ min: 0, max: 60 * 24 * 60 }),
    member: fc.integer({ min: 1, max: 3 }),
    name: fc.constantFrom("review", "visit", "fair", "pages"),
    product: fc.integer({ min: 1, max: 3 }),
    pages: fc.integer({ min: 0, max: 9 }),
    isUndone: fc.boolean(),
  }),
  { selector: ({ minute }) => minute, minLength: 6, maxLength: 16, size: "max" },
);

const earning: ProgrammeInput["earning"] = [
  { code: "review", points: 10, photoBonus: 5, limits: { perMonth: 2 } },
  { code: "visit", points: 3, limits: { perMember: 4 } },
  // Points that differ: a limit of each member's own is counted in time, whatever is told first.
  {
    code: "event",
    name: "pages",
    byNumber: { number: "pages", points: 7, atMost: 40 },
    limits: { perDay: 1, perMember: 3 },
  },
  // A budget of all: who comes first gets it, and all come for the same.
  { code: "event", name: "fair", points: 20, limits: { total: 3 } },
];

function eventOf(doing: { minute: number; member: number; name: string; product: number; pages: number }): StoredEvent {
  const { minute, member, name, product, pages } = doing;
  return anEvent({
    name,
    id: `event-${minute}`,
    customerGid: `gid://shopify/Customer/${member}`,
    occurredAt: NOON + minute * 60_000,
    product: `gid://shopify/Product/${product}`,
    hasPhoto: product === 2,
    numbers: { pages },
  });
}

async function pointsAfter(told: readonly StoredEvent[], portions: number): Promise<{ all: number; own: number[] }> {
  const shop = await aShopAtWork(database, { earning });
  const size = Math.ceil(told.length / portions);
  for (let start = 0; start < told.length; start += size) {
    await shop.receive(...told.slice(start, start + size).map(eventWebhook));
    expect(await shop.work()).toMatchObject({ failed: 0 });
  }
  await shop.expectToAddUp();
  const points = await database.pool.query<{ member: string; rule: string; points: string }>(
    `select member.customer_gid as member, rule, sum(given) as points from event_award
     join member on member.shop_id = $1 and member.id = event_award.member_id
     where event_award.shop_id = $1 group by 1, 2 order by 1, 2`,
    [shop.shop.id],
  );
  const balances = await database.pool.query<{ points: string }>(
    "select coalesce(sum(available) - sum(debt), 0) as points from balance where shop_id = $1",
    [shop.shop.id],
  );
  const given = points.rows.reduce((sum, row) => sum + Number(row.points), 0);
  expect(given).toBe(Number(balances.rows[0]?.points));
  return {
    all: given,
    own: points.rows
      .filter(({ rule }) => rule !== "fair")
      .map((row) => Number(row.points))
      .filter(Boolean),
  };
}

it("S67: whatever the order and repetition of events and undoings, limits hold and the sum is the same", async () => {
  let fairs = 0;
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      doings.chain((list) => {
        const told = list.flatMap((doing) => {
          const event = eventOf(doing);
          return doing.isUndone ? [event, undone(event)] : [event];
        });
        return fc.tuple(
          fc.constant(list),
          fc.constant(told),
          fc.shuffledSubarray(told, { minLength: told.length, maxLength: told.length }),
          fc.subarray(told),
          fc.integer({ min: 1, max: 5 }),
        );
      }),
      async ([list, told, shuffled, again, portions]) => {
        const straight = await pointsAfter(told, 1);
        const otherwise = await pointsAfter([...shuffled, ...again], portions);
        expect(otherwise).toEqual(straight);
        const kept = list.filter(({ name, isUndone }) => name === "fair" && !isUndone).length;
        fairs += kept;
        runs += 1;
        expect(straight.all - straight.own.reduce((sum, points) => sum + points, 0)).toBe(20 * Math.min(3, kept));
      },
    ),
    { numRuns: RUNS },
  );
  expect(runs).toBe(RUNS);
  expect(fairs).toBeGreaterThan(RUNS / 2);
}, 120_000);
