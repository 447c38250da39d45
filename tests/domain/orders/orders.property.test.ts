import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { SelectionSettings } from "#app/contracts/selection.ts";
import { type Circumstances, plainCircumstances } from "#app/domain/earning/circumstances.ts";
import { emptyPosition, type Position } from "#app/domain/ledger/position.ts";
import { goodsOfLine } from "#app/domain/orders/goods-of-line.ts";
import { type HeardOrder, hear, nothingHeard, type OrderNews } from "#app/domain/orders/heard-order.ts";
import { mergeOrderStates } from "#app/domain/orders/merge-order-state.ts";
import { type AwardRecord, workAward } from "#app/domain/orders/work-award.ts";
import { noStanding } from "#app/domain/programme/audience.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { aLine, anOrder, aRefund, ORDER, refunded } from "#tests/support/an-order.ts";
import { type Delivery, deliver, delivery, story, tell } from "#tests/support/order-story.ts";
import "#tests/support/ledger-matchers.ts";

const RUNS = 2000;

type Rule = NonNullable<ProgrammeInput["earning"]>[number];

const basis = fc.constantFrom("after_discounts" as const, "before_discounts" as const);
const rounding = fc.constantFrom("down" as const, "nearest" as const, "up" as const);
const perOrder = fc.record({
  code: fc.constant("per_order" as const),
  points: fc.integer({ min: 1, max: 50 }),
  minimum: fc.constantFrom("0.01", "10.00", "25.00", "40.00"),
  basis,
});
const campaign = fc.record({
  code: fc.constant("campaign" as const),
  id: fc.constant("always"),
  factor: fc.constantFrom(1.5, 2, 2.5),
  from: fc.constant("2000-01-01"),
  to: fc.constant("2100-01-01"),
});
const goods = fc.constantFrom<SelectionSettings>({ tags: ["odd"] }, { except: { tags: ["odd"] } }, { tags: ["none"] });
const combine = fc.constantFrom<{ combine?: "stop" | "best"; group?: string }>(
  {},
  { combine: "stop" as const },
  { combine: "best" as const, group: "g" },
);
const otherRules = fc.oneof(
  fc
    .record({
      points: fc.integer({ min: 1, max: 9 }),
      goods,
      combine,
      rounding,
      per: fc.constantFrom(undefined, "3.00"),
    })
    .map(({ combine, per, ...rule }) => ({
      code: "per_product" as const,
      ...rule,
      ...combine,
      ...(per ? { per } : {}),
    })),
  fc.record({ factor: fc.constantFrom(1.5, 3), goods }).map((rule) => ({ code: "per_product" as const, ...rule })),
  fc
    .record({ points: fc.integer({ min: 1, max: 40 }), combine, minimum: fc.constantFrom("0.01", "20.00") })
    .map(({ combine, ...rule }) => ({ code: "milestone" as const, nth: 1, ...rule, ...combine })),
  fc.constant<Rule>({
    code: "volume",
    over: "calendar_year",
    steps: [
      { minimum: "5.00", points: 3 },
      { minimum: "40.00", points: 5 },
    ],
  }),
  fc
    .record({ points: fc.integer({ min: 1, max: 5 }), basis, goods, combine, rounding })
    .map(({ combine, ...rule }) => ({ code: "per_amount" as const, per: "2.00", ...rule, ...combine })),
  fc
    .record({ rounding, tax: fc.constantFrom("excluded" as const, "included" as const), shipping: fc.boolean() })
    .map((rule) => ({
      code: "per_amount" as const,
      points: 1,
      per: "1.00",
      exceptPaidBy: ["gift_card" as const],
      ...rule,
    })),
);
const tiers = { levels: [{ id: "gold", name: "Gold", from: "100.00", multiplier: 1.25 }] };
const programme = fc
  .record({
    rule: fc.record({ points: fc.integer({ min: 1, max: 7 }), basis, rounding }),
    orders: fc.array(perOrder, { maxLength: 2 }),
    campaigns: fc.array(campaign, { maxLength: 1 }),
    others: fc.array(otherRules, { maxLength: 3 }),
    capped: fc.boolean(),
    hasTiers: fc.boolean(),
    tierMeetsCampaign: fc.constantFrom("multiply" as const, "best" as const),
    availableAfterDays: fc.constantFrom(0, 14),
  })
  .map(({ rule, orders, campaigns, others, capped, hasTiers, ...settings }) =>
    aProgramme({
      earning: [
        ...others,
        { code: "per_amount", per: "1.00", ...rule, ...(capped ? { id: "capped", limits: { perOrder: 30 } } : {}) },
        ...orders,
        ...campaigns,
      ],
      ...(hasTiers ? { tiers } : {}),
      ...settings,
    }),
  );

/** Somebody of a tier, who buys goods of which every other one is odd. */
const circumstances: Circumstances = {
  ...plainCircumstances,
  standing: { ...noStanding, tier: "gold" },
  goodsOf: (line) => ({
    ...goodsOfLine(line, undefined),
    tags: (line.gid.codePointAt(line.gid.length - 1) ?? 0) % 2 ? ["odd"] : [],
  }),
};

interface Ledger {
  heard: HeardOrder;
  record: AwardRecord;
  position: Position;
  keys: string[];
}

/** Works one order's news batch by batch, as the services do. */
function workAll(batches: readonly OrderNews[][], rules: ReturnType<typeof aProgramme>): Ledger {
  let lots = 0;
  const ledger: Ledger = {
    heard: nothingHeard,
    record: { award: null, pointsEarned: 0, worked: [] },
    position: emptyPosition("1"),
    keys: [],
  };
  for (const news of batches) {
    ledger.heard = hear(ledger.heard, news);
    if (ledger.heard.order === null) continue;
    const before = { ...ledger.record, worked: ledger.heard.worked };
    const work = workAward(
      ledger.heard.order,
      before,
      ledger.position,
      rules,
      0,
      () => {
        lots += 1;
        return String(lots);
      },
      circumstances,
    );
    ledger.heard = { ...ledger.heard, worked: [...work.record.worked] };
    ledger.record = work.record;
    ledger.position = work.position;
    ledger.keys.push(...work.entries.map((entry) => entry.key));
  }
  return ledger;
}

describe("an order delivered twice, reordered, partly lost and healed", () => {
  it("earns, to the point, what its final state earns", () => {
    const seen = { runs: 0, cancelled: 0, refunded: 0, edited: 0, sameSecond: 0, lost: 0, earned: 0 };
    fc.assert(
      fc.property(story, delivery, programme, (happened, how, rules) => {
        const { news, final } = tell(happened, ORDER);
        const truth = workAll([[{ gid: ORDER, state: final }]], rules);
        const ledger = workAll(deliver(news, [final], how), rules);
        expect(ledger.record.pointsEarned).toBe(truth.record.pointsEarned);
        const { pending, available, debt } = ledger.position;
        expect(pending + available - debt).toBe(truth.record.pointsEarned);
        expect(ledger.position.lifetime).toBe(truth.record.pointsEarned);
        expect(ledger.position).toAddUp();
        expect(new Set(ledger.keys).size, "every key is used once").toBe(ledger.keys.length);
        seen.runs += 1;
        if (final.cancelledAt !== null) seen.cancelled += 1;
        if (final.refunds.length > 0) seen.refunded += 1;
        if (happened.events.some((event) => event.do === "add" || event.do === "remove")) seen.edited += 1;
        if (happened.events.some((event) => event.isSameSecond)) seen.sameSecond += 1;
        if (how.lost.some(Boolean)) seen.lost += 1;
        if (truth.record.pointsEarned > 0) seen.earned += 1;
      }),
      { numRuns: RUNS },
    );
    expect(seen.runs).toBe(RUNS);
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(RUNS / 10);
  });

  it("is the same state, whatever was heard first", () => {
    let runs = 0;
    fc.assert(
      fc.property(story, delivery, (happened, how) => {
        runs += 1;
        const { news, final } = tell(happened, ORDER);
        const heard = (order: Delivery): HeardOrder =>
          deliver(news, [final], order).reduce((known, batch) => hear(known, batch), nothingHeard);
        const all = { ...how, lost: [] };
        expect(heard(all)).toEqual(heard({ ...all, order: how.order.map((at) => -at), twice: [] }));
      }),
      { numRuns: 1000 },
    );
    expect(runs).toBe(1000);
  });

  it("merges states in any order and grouping alike", () => {
    let runs = 0;
    fc.assert(
      fc.property(story, fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)), (happened, picks) => {
        runs += 1;
        const states = tell(happened, ORDER).news.flatMap((each) => ("state" in each ? [each.state] : []));
        const [a, b, c] = picks.map((pick) => states[pick % states.length] as OrderState) as [
          OrderState,
          OrderState,
          OrderState,
        ];
        expect(mergeOrderStates(a, b)).toEqual(mergeOrderStates(b, a));
        expect(mergeOrderStates(a, a)).toEqual(a);
        expect(mergeOrderStates(mergeOrderStates(a, b), c)).toEqual(mergeOrderStates(a, mergeOrderStates(b, c)));
      }),
      { numRuns: 1000 },
    );
    expect(runs).toBe(1000);
  });
});

describe("any sequence of partial refunds", () => {
  it("ends exactly where one full refund ends, by pieces, by amounts, and by both", () => {
    let runs = 0;
    const line = fc.record({
      quantity: fc.integer({ min: 1, max: 7 }),
      priceMinor: fc.integer({ min: 0, max: 30_000 }),
      discountMinor: fc.integer({ min: 0, max: 9000 }),
    });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(3), { maxLength: 40 }),
        fc.array(fc.nat(4000), { maxLength: 4 }),
        programme,
        (given, turns, amounts, rules) => {
          runs += 1;
          const letters = ["A", "B", "C", "D"];
          const lines = given.map((each, index) => aLine(letters[index] ?? "A", each));
          const order = anOrder({ lines });
          const left = new Map(lines.map((each, index) => [letters[index] ?? "A", each.quantity]));
          const refunds = amounts.map((amount, index) => aRefund(index + 1, {}, amount));
          const rest = lines.flatMap((each, index) => Array<number>(each.quantity).fill(index));
          for (const turn of [...turns, ...rest]) {
            const letter = letters[turn] ?? "";
            if ((left.get(letter) ?? 0) === 0) continue;
            left.set(letter, (left.get(letter) ?? 0) - 1);
            refunds.push(aRefund(refunds.length + 1, { [letter]: 1 }));
          }
          const states = refunds.map((_, index) => refunded(order, ...refunds.slice(0, index + 1)));
          const inParts = workAll(
            [order, ...states].map((state) => [{ gid: ORDER, state }]),
            rules,
          );
          const all = Object.fromEntries(lines.map((each, index) => [letters[index] ?? "A", each.quantity]));
          const atOnce = workAll(
            [[{ gid: ORDER, state: order }], [{ gid: ORDER, state: refunded(order, aRefund(99, all)) }]],
            rules,
          );
          expect(inParts.record.pointsEarned).toBe(0);
          expect(inParts.position).toHaveBalance({});
          expect(inParts.record.pointsEarned).toBe(atOnce.record.pointsEarned);
          expect(inParts.position.available).toBe(atOnce.position.available);
        },
      ),
      { numRuns: 1000 },
    );
    expect(runs).toBe(1000);
  });
});
