import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyPosition, type Position } from "#app/domain/ledger/position.ts";
import { movePoints, type Side } from "#app/domain/referrals/move-points.ts";
import { type ReferralFacts, standingOf } from "#app/domain/referrals/standing.ts";
import { NOON } from "#tests/support/an-order.ts";
import { aFriendsOrder, anExamination, aReferral, someTerms } from "./a-referral.ts";

const RUNS = 500;
const DAY = 86_400_000;

/** One piece of news that changes what is known of a referral. */
type News = (facts: ReferralFacts) => ReferralFacts;

const order =
  (change: Partial<ReturnType<typeof aFriendsOrder>>): News =>
  (facts) => ({
    ...facts,
    order: { ...(facts.order ?? aFriendsOrder()), ...change },
  });
const NEWS: Record<string, News> = {
  paid: order({ isPaid: true, paidAt: NOON }),
  refunded: order({ keptMinor: 500 }),
  cancelled: order({ isCancelled: true }),
  examined: (facts) => ({ ...facts, examination: anExamination() }),
  suspected: (facts) => ({ ...facts, examination: anExamination({ score: 60 }) }),
  earlierOrder: (facts) => ({ ...facts, hasEarlierOrder: true }),
  merged: (facts) => ({ ...facts, isSelf: true }),
  approved: (facts) => ({ ...facts, decision: "approved" }),
  refused: (facts) => ({ ...facts, decision: "refused" }),
};

/** What a service keeps between two pieces of news. */
interface Kept {
  facts: ReferralFacts;
  held: Record<Side, number>;
  moves: Record<Side, number>;
  positions: Record<Side, Position>;
  keys: string[];
}

/** Brings both sides to where the referral stands at an instant. */
function settle(kept: Kept, now: number): void {
  const standing = standingOf(kept.facts, someTerms({ minimumMinor: 1000 }), now);
  for (const side of ["advocate", "friend"] as const) {
    const target = side === "advocate" ? standing.advocatePoints : standing.friendPoints;
    const lot = { id: `${side}${kept.moves[side]}`, expiresAt: null, rollingDays: null };
    const { held, moves } = kept;
    const move = { referral: "7", side, held: held[side], target, moves: moves[side], occurredAt: now, lot };
    const moved = movePoints(kept.positions[side], { ...move, reason: standing.reason });
    if (!moved) continue;
    kept.positions[side] = moved.position;
    kept.keys.push(moved.entry.key);
    kept.held[side] = target;
    kept.moves[side] += 1;
  }
  if (standing.state === "awarded") kept.facts = { ...kept.facts, wasAwarded: true };
}

function play(names: readonly string[], nows: readonly number[]): Kept {
  const unpaid = aFriendsOrder({ isPaid: false, paidAt: null });
  const kept: Kept = {
    facts: aReferral({ order: unpaid, examination: null }),
    held: { advocate: 0, friend: 0 },
    moves: { advocate: 0, friend: 0 },
    positions: { advocate: emptyPosition("1"), friend: emptyPosition("2") },
    keys: [],
  };
  for (const [index, name] of names.entries()) {
    kept.facts = NEWS[name]?.(kept.facts) ?? kept.facts;
    settle(kept, nows[index] ?? NOON);
  }
  settle(kept, NOON + 20 * DAY);
  return kept;
}

/** Is told in one of so many runs. */
const seldom = (name: string, oneIn: number) => fc.nat(oneIn - 1).map((chance) => (chance === 0 ? [name] : []));
// Approval and refusal are said one after the other, so only one of them comes; what would have held it before is not looked at afterwards.
const news = fc
  .tuple(
    seldom("refunded", 6),
    seldom("cancelled", 6),
    seldom("earlierOrder", 6),
    seldom("merged", 6),
    fc.constantFrom([], ["approved"], ["approved"], ["refused"]),
  )
  .map((told) => ["paid", "examined", ...told.flat()]);
const instants = fc.array(fc.integer({ min: 0, max: 19 * DAY }), { minLength: 7, maxLength: 7 });

describe("S20: a referral's points", () => {
  it("end the same in whatever order its news arrives and whenever it is looked at", () => {
    let awarded = 0;
    fc.assert(
      fc.property(
        news.chain((names) => fc.tuple(fc.constant(names), fc.shuffledSubarray(names, { minLength: names.length }))),
        instants,
        instants,
        ([names, shuffled], first, second) => {
          const ordered = (offsets: number[]) => [...offsets].sort((a, b) => a - b).map((offset) => NOON + offset);
          const one = play(names, ordered(first));
          const other = play(shuffled, ordered(second));
          expect(other.held).toEqual(one.held);
          for (const side of ["advocate", "friend"] as const) {
            expect(one.positions[side].available - one.positions[side].debt).toBe(one.held[side]);
            expect(other.positions[side].available - other.positions[side].debt).toBe(other.held[side]);
          }
          if (one.held.advocate > 0) awarded += 1;
        },
      ),
      { numRuns: RUNS },
    );
    expect(awarded).toBeGreaterThan(RUNS / 10);
  });

  it("have a key of their own for each movement, so that nothing is booked twice", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(NEWS)), { maxLength: 12 }), instants, (names, offsets) => {
        const { keys } = play(
          names,
          offsets.map((offset) => NOON + offset),
        );
        expect(new Set(keys).size).toBe(keys.length);
        for (const key of keys) expect(key).toMatch(/^referral:7:(advocate|friend)(:\d+)?$/);
      }),
      { numRuns: RUNS },
    );
  });
});
