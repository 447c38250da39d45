import fc from "fast-check";
import { expect, it } from "vitest";
import { award } from "#app/domain/ledger/award.ts";
import { emptyPosition, type Movement, type Position } from "#app/domain/ledger/position.ts";
import { type LotShare, reserve } from "#app/domain/ledger/redeem.ts";
import type { ClaimReward } from "#app/domain/programme/compile-claim-rewards.ts";
import {
  type ClaimActor,
  type ClaimStatus,
  firstStatus,
  isOpen,
  mayBecome,
  moveClaim,
} from "#app/domain/rewards/claim.ts";

const RUNS = 1000;
const title = { en: "It", nl: "Het" };
const base = { minimumMinor: null, title, description: null };
const rewards: ClaimReward[] = [
  { ...base, id: "card", cost: 70, code: "gift_card", amountMinor: 500, expiresAfterDays: null },
  { ...base, id: "mug", cost: 30, code: "physical_gift" },
  { ...base, id: "tour", cost: 50, code: "experience", at: 1e15, place: null, hasWaitingList: true },
  { ...base, id: "trees", cost: 20, code: "donation", cause: "Trees", amountMinor: 250 },
];
const statuses: ClaimStatus[] = ["waiting", "claimed", "ready", "fulfilled", "released", "refused", "returned"];
const actors: ClaimActor[] = ["member", "merchant", "delivery", "time"];

const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant("claim" as const), reward: fc.nat(3), hasPlace: fc.boolean() }),
    fc.record({
      do: fc.constant("change" as const),
      claim: fc.nat(3),
      to: fc.constantFrom(...statuses),
      by: fc.constantFrom(...actors),
    }),
  ),
  { minLength: 10, maxLength: 40, size: "max" },
);

interface Made {
  ref: string;
  reward: ClaimReward;
  status: ClaimStatus;
  held: LotShare[];
  spent: LotShare[];
}

const sharesTo = (postings: Movement["postings"], account: "reserved" | "redeemed"): LotShare[] =>
  postings.flatMap(({ target, lot, points }) => (target.account === account && lot !== null ? [{ lot, points }] : []));

it("whoever changes claims in whatever order: points are held while a claim is open, spent while the reward is theirs, and otherwise back", () => {
  let changed = 0;
  fc.assert(
    fc.property(steps, (taken) => {
      let position: Position = emptyPosition("1");
      for (const [index, points] of [60, 90, 150].entries())
        position = award(position, points, {
          id: `${index + 1}`,
          cause: "award",
          orderGid: null,
          earnedAt: index,
          expiresAt: index === 0 ? 10 : null,
          rollingDays: null,
        }).position;
      const claims: Made[] = [];
      const keys = new Set<string>();
      for (const step of taken) {
        if (step.do === "claim") {
          const reward = rewards[step.reward] as ClaimReward;
          const status = firstStatus(reward, step.hasPlace);
          const reserved = reserve(position, reward.cost);
          if (status === "sold_out" || reserved.outcome !== "reserved") continue;
          const made: Made = {
            ref: `R${claims.length}`,
            reward,
            status: status === "waiting" ? "waiting" : "claimed",
            held: sharesTo(reserved.movement.postings, "reserved"),
            spent: [],
          };
          position = reserved.movement.position;
          claims.push(made);
          apply(made, status);
        } else {
          const made = claims[step.claim];
          if (made && mayBecome(made, step.to, step.by)) {
            changed += 1;
            apply(made, step.to);
          }
        }
      }
      const sum = (which: (each: Made) => boolean): number =>
        claims.filter(which).reduce((points, { reward }) => points + reward.cost, 0);
      const open = sum(({ status }) => isOpen(status));
      const spent = sum(({ status }) => status === "ready" || status === "fulfilled");
      expect([position.reserved, position.available, position.debt]).toEqual([open, 300 - open - spent, 0]);
      for (const lot of position.lots)
        expect(lot.available + lot.reserved).toBeLessThanOrEqual([60, 90, 150][Number(lot.id) - 1] ?? 0);

      function apply(made: Made, to: ClaimStatus): void {
        const record = {
          ref: made.ref,
          member: "1",
          reward: made.reward,
          points: made.reward.cost,
          status: made.status,
        };
        const moved = moveClaim(position, record, to, made, 20);
        if (moved.entry) {
          expect(keys.has(moved.entry.key)).toBe(false);
          keys.add(moved.entry.key);
          if (moved.entry.kind === "settle") made.spent = sharesTo(moved.entry.postings, "redeemed");
        }
        position = moved.position;
        made.status = to;
      }
    }),
    { numRuns: RUNS },
  );
  // Otherwise the property would hold for want of claims.
  expect(changed).toBeGreaterThan(RUNS);
});
