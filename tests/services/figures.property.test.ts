import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { addDays } from "#app/domain/metrics/calendar.ts";
import type { Database } from "#app/persistence/database.ts";
import { compareFigures } from "#app/persistence/figures-verification.ts";
import { countsOf } from "#app/services/figures.ts";
import { groupCountsOf } from "#app/services/group-figures.ts";
import { rollUpFigures } from "#app/services/roll-up-figures.ts";
import { aShop } from "#tests/support/a-shop.ts";
import { testDatabase } from "#tests/support/database.ts";
import { countGroupSlowly, countSlowly, rawRows } from "./figures-slowly.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});

const PEOPLE = 5;
const FIRST_DAY = "2023-11-20";
const DAYS = 850;
const RUNS = 40;

/** What may happen to a shop between two roll-ups. Orders are written anew as often as they are told of. */
const happening = fc.oneof(
  {
    weight: 16,
    arbitrary: fc.record({
      do: fc.constant("order" as const),
      order: fc.nat(60),
      buyer: fc.option(fc.nat(PEOPLE - 1), { freq: 8 }),
      /** Mostly a few days on which much happens, at hours around midnight in Amsterdam and in summer time. */
      day: fc.oneof(fc.constantFrom(0, 1, 101, 102, 365, 366, 466), fc.nat(DAYS)),
      hour: fc.constantFrom(0, 11, 21, 22, 23),
      goodsMinor: fc.constantFrom(0, 1_000, 1_000, 2_550),
      channel: fc.constantFrom("web", "pos", "b2b"),
      paid: fc.constantFrom("told", "told", "shown", "not"),
      isCancelled: fc.constantFrom(false, false, false, true),
      isTest: fc.constantFrom(false, false, false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("erase" as const), who: fc.nat(PEOPLE - 1) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("merge" as const), who: fc.nat(PEOPLE - 1), into: fc.nat(PEOPLE - 1) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("move" as const),
      timezone: fc.constantFrom("Asia/Tokyo", "America/New_York"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("level" as const),
      who: fc.nat(PEOPLE - 1),
      to: fc.constantFrom("silver", "silver", "gold", null),
      /** On days on which much is bought, at an hour at which orders are placed. */
      day: fc.oneof(fc.constantFrom(0, 100, 101, 365, 366), fc.nat(DAYS)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("sort" as const),
      who: fc.nat(PEOPLE - 1),
      segments: fc.subarray(["champions", "pearls", "sleepers"]),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("roll up" as const) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer Each> ? Each : never;

interface Place {
  shop: { id: number; timezone: string };
  people: string[];
}

async function aPlace(): Promise<Place> {
  const row = await aShop(database);
  const people = await database.pool.query<{ id: string }>(
    `insert into member (shop_id, status, email, joined_at)
     select $1, case when n % 2 = 0 then 'guest' else 'member' end, n::text, $2::date + n * 100 + interval '23 hours'
     from generate_series(0, $3 - 1) as n returning id`,
    [row.id, FIRST_DAY, PEOPLE],
  );
  return { shop: { id: row.id, timezone: "Europe/Amsterdam" }, people: people.rows.map(({ id }) => id) };
}

async function happen(place: Place, event: Happening): Promise<void> {
  const { shop, people } = place;
  if (event.do === "roll up") await rollUpFigures({ database }, shop);
  else if (event.do === "erase") {
    await database.pool.query("update member set status = 'erased' where shop_id = $1 and id = $2", [
      shop.id,
      people[event.who],
    ]);
  } else if (event.do === "level") {
    await database.pool.query(
      `insert into tier_change (shop_id, member_id, to_level, at, noted_at, cause, version, why) values ($1, $2, $3, $4, now(), 'bought', 1, '{}')`,
      [shop.id, people[event.who], event.to, `${addDays(FIRST_DAY, event.day)}T11:30:00Z`],
    );
  } else if (event.do === "sort") await sort(shop.id, people[event.who], event.segments);
  else if (event.do === "merge") {
    if (event.who === event.into) return;
    const both = [shop.id, people[event.who], people[event.into]];
    await database.pool.query(`update "order" set member_id = $3 where shop_id = $1 and member_id = $2`, both);
    await database.pool.query(
      "update member set status = 'merged', merged_into = $3 where shop_id = $1 and id = $2",
      both,
    );
  } else if (event.do === "move") {
    shop.timezone = event.timezone;
    await database.pool.query("update shop set timezone = $2 where id = $1", [shop.id, event.timezone]);
  } else {
    const placedAt = `${addDays(FIRST_DAY, event.day)}T${String(event.hour).padStart(2, "0")}:30:00Z`;
    await database.pool.query(
      `insert into "order" (shop_id, gid, member_id, channel, placed_at, paid_at, cancelled_at, state, goods_minor) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (shop_id, gid) do update set member_id = excluded.member_id, channel = excluded.channel, placed_at = excluded.placed_at,
         paid_at = excluded.paid_at, cancelled_at = excluded.cancelled_at, state = excluded.state, goods_minor = excluded.goods_minor`,
      [
        shop.id,
        `order ${event.order}`,
        event.buyer === null ? null : people[event.buyer],
        event.channel,
        placedAt,
        event.paid === "told" ? placedAt : null,
        event.isCancelled ? placedAt : null,
        { order: { isPaid: event.paid !== "not", isTest: event.isTest } },
        event.goodsMinor,
      ],
    );
  }
}

/** As the scoring of a night does it. */
async function sort(shopId: number, member: string | undefined, segments: readonly string[]): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query(
      `insert into member_score (shop_id, member_id, channels, segments) values ($1, $2, '{}', $3)
       on conflict (shop_id, member_id) do update set segments = excluded.segments`,
      [shopId, member, segments],
    );
    await transaction.query(
      "delete from segment_member where shop_id = $1 and member_id = $2 and not code = any($3::text[])",
      [shopId, member, segments],
    );
    await transaction.query(
      `insert into segment_member (shop_id, code, member_id, since) select $1, code, $2, now() from unnest($3::text[]) as code
       on conflict do nothing`,
      [shopId, member, segments],
    );
  });
}

const GROUPS = {
  tier: ["silver", "gold"],
  segment: ["champions", "pearls", "sleepers"],
  channel: ["web", "pos", "b2b"],
} as const;

const periods = fc.array(
  fc
    .record({
      start: fc.oneof(fc.constantFrom(0, 1, 101, 366), fc.nat(DAYS)),
      days: fc.constantFrom(0, 30, 90, 364, 365, 900),
    })
    .map(({ start, days }) => ({ from: addDays(FIRST_DAY, start), to: addDays(FIRST_DAY, start + days) })),
  { minLength: 3, maxLength: 3 },
);

it("S70–S78, S92: rollups answer any period, of the shop and of each level, segment and channel, as a count of every row does, whatever happened in between", async () => {
  const seen = { runs: 0, repeated: 0, retained: 0, others: 0, tier: 0, segment: 0, channel: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 40, maxLength: 90, size: "max" }),
      periods,
      async (events, asked) => {
        const place = await aPlace();
        for (const event of events) await happen(place, event);
        await rollUpFigures({ database }, place.shop);
        const rows = await rawRows(database, place.shop);
        const counts = await countsOf(database.pool, place.shop.id, asked);
        expect(counts).toEqual(asked.map((period) => countSlowly(rows, period)));
        for (const kind of ["tier", "segment", "channel"] as const) {
          const codes = GROUPS[kind];
          const groups = await groupCountsOf(database.pool, place.shop.id, { kind, codes }, asked);
          const slowly = (code: string) => asked.map((period) => countGroupSlowly(rows, kind, code, period));
          expect(groups).toEqual(new Map(codes.map((code) => [code, slowly(code)])));
          const all = await groupCountsOf(database.pool, place.shop.id, { kind, codes: "every", listed: codes }, asked);
          expect(all).toEqual(groups);
          if ([...groups.values()].some((each) => each.some(({ buyers }) => buyers.repeatBuyers > 0))) seen[kind] += 1;
        }
        const { id, timezone } = place.shop;
        expect(await database.transaction((transaction) => compareFigures(transaction, id, timezone))).toEqual({
          count: 0,
          first: [],
        });
        expect(await rollUpFigures({ database }, place.shop)).toEqual({ settled: 0, days: 0 });
        seen.runs += 1;
        if (counts.some(({ members, others }) => members.repeatBuyers + others.repeatBuyers > 0)) seen.repeated += 1;
        if (counts.some(({ customersAtStart, customersAtEnd }) => customersAtStart > 0 && customersAtEnd > 0))
          seen.retained += 1;
        if (counts.some(({ others }) => others.buyers > 0)) seen.others += 1;
      },
    ),
    { numRuns: RUNS },
  );
  expect(seen.runs).toBe(RUNS);
  for (const often of [seen.repeated, seen.retained, seen.others, seen.segment, seen.channel])
    expect(often).toBeGreaterThan(RUNS / 4);
  expect(seen.tier).toBeGreaterThan(RUNS / 10);
}, 120_000);
