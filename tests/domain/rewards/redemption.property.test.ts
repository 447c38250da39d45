import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import { award } from "#app/domain/ledger/award.ts";
import { emptyPosition, type Position } from "#app/domain/ledger/position.ts";
import { type LotShare, release, reserve } from "#app/domain/ledger/redeem.ts";
import { type HeardOrder, hear, nothingHeard } from "#app/domain/orders/heard-order.ts";
import type { Reward } from "#app/domain/programme/compile-rewards.ts";
import { usesOf } from "#app/domain/rewards/redemption-use.ts";
import { type RedemptionRecord, type ReservationRecord, workRedemption } from "#app/domain/rewards/work-redemption.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";
import "#tests/support/ledger-matchers.ts";

const RUNS = 1000;
const RESERVATIONS = 3;
const five: Reward = { id: "five", code: "amount_off", cost: 100, amountMinor: 500, minimumMinor: null };

type Ending = "unpaid" | "paid" | "cancelled before payment" | "cancelled" | "refunded" | "partly refunded";
type Step = { do: "hear"; order: number; state: number } | { do: "lapse"; reservation: number };

/** Which reservation each order carries, and how it ends. */
const orders = fc.array(
  fc.record({
    reservation: fc.nat(RESERVATIONS - 1),
    ending: fc.constantFrom<Ending>(
      "unpaid",
      "paid",
      "cancelled before payment",
      "cancelled",
      "refunded",
      "partly refunded",
    ),
  }),
  { minLength: 1, maxLength: 5, size: "max" },
);
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant("hear" as const), order: fc.nat(4), state: fc.nat(2) }) },
    fc.record({ do: fc.constant("lapse" as const), reservation: fc.nat(RESERVATIONS - 1) }),
  ),
  { maxLength: 25, size: "max" },
);

/** The states that an order goes through, the final one last. */
function statesOf(number: number, ref: string, ending: Ending): OrderState[] {
  const unpaid = anOrder({
    gid: `gid://shopify/Order/${number}`,
    isPaid: false,
    lines: [aLine("A", { quantity: 2, priceMinor: 4000, discountMinor: 500 })],
    redemptions: [{ refs: [ref], discountMinor: 500, toleranceMinor: 0 }],
  });
  const paid = { ...unpaid, isPaid: true, version: NOON + 1000 };
  const cancelledAt = NOON + 2000;
  switch (ending) {
    case "unpaid":
      return [unpaid];
    case "paid":
      return [unpaid, paid];
    case "cancelled before payment":
      return [unpaid, { ...unpaid, version: cancelledAt, cancelledAt }];
    case "cancelled":
      return [unpaid, paid, { ...paid, version: cancelledAt, cancelledAt }];
    case "refunded":
      return [unpaid, paid, refunded(paid, aRefund(1, { A: 2 }))];
    case "partly refunded":
      return [unpaid, paid, refunded(paid, aRefund(1, { A: 1 }))];
  }
}

const isUsed = (ending: Ending): boolean => ending === "paid" || ending === "partly refunded";

class World {
  position: Position;
  readonly reservations: ReservationRecord[] = [];
  readonly redemptions = new Map<string, RedemptionRecord>();
  readonly heard = new Map<string, HeardOrder>();
  readonly keys: string[] = [];
  private lots = 100;

  constructor() {
    const lot = { id: "1", cause: "", orderGid: null, earnedAt: 0, expiresAt: null, rollingDays: null };
    this.position = award(emptyPosition("1"), 100 * RESERVATIONS, lot).position;
    for (let number = 0; number < RESERVATIONS; number += 1) {
      const outcome = reserve(this.position, 100);
      if (outcome.outcome !== "reserved") throw new Error("not enough points");
      const held: LotShare[] = outcome.movement.postings.map(({ lot: id, points }) => ({ lot: id ?? "", points }));
      this.position = outcome.movement.position;
      this.reservations.push({ ref: `REF${number}`, member: "1", rewardId: "five", points: 100, status: "held", held });
    }
  }

  hear(state: OrderState, number: number): void {
    const known = hear(this.heard.get(state.gid) ?? nothingHeard, [{ gid: state.gid, state }]);
    this.heard.set(state.gid, known);
    const reservation = this.reservations[number] as ReservationRecord;
    const order = known.order as OrderState;
    const [use] = usesOf(
      { refs: [reservation.ref], discountMinor: 500, toleranceMinor: 0 },
      new Map([[reservation.ref, five]]),
    );
    if (!use) throw new Error("a known reference has a use");
    const before = this.redemptions.get(state.gid) ?? null;
    const work = workRedemption(
      order,
      use,
      reservation,
      before,
      this.position,
      { onPartialRefund: "keep", onFullRefund: "return" },
      () => {
        this.lots += 1;
        return { id: String(this.lots), expiresAt: null, rollingDays: null };
      },
    );
    this.position = work.position;
    this.reservations[number] = work.reservation;
    this.redemptions.set(state.gid, work.redemption);
    this.keys.push(...work.entries.map((entry) => entry.key));
  }

  lapse(number: number): void {
    const reservation = this.reservations[number] as ReservationRecord;
    if (reservation.status !== "held") return;
    this.position = release(this.position, reservation.held).position;
    this.reservations[number] = { ...reservation, status: "lapsed" };
  }
}

describe("reservations, orders on them, lapses and cancellations in any order", () => {
  it("cost each order that kept its discount its points, once, and nobody else", () => {
    const seen = { runs: 0, overspends: 0, lapses: 0, returns: 0 };
    fc.assert(
      fc.property(orders, steps, (placed, happened) => {
        seen.runs += 1;
        const world = new World();
        const told = placed.map(({ reservation, ending }, number) => ({
          reservation,
          states: statesOf(number, `REF${reservation}`, ending),
        }));
        for (const step of happened satisfies Step[]) {
          if (step.do === "lapse") world.lapse(step.reservation);
          else {
            const order = told[step.order % told.length];
            const state = order?.states[step.state % order.states.length];
            if (order && state) world.hear(state, order.reservation);
          }
          expect(world.position).toAddUp();
        }
        for (const { states, reservation } of told) world.hear(states.at(-1) as OrderState, reservation);
        const { available, reserved, debt } = world.position;
        const used = placed.filter(({ ending }) => isUsed(ending)).length;
        expect(available + reserved - debt).toBe(100 * RESERVATIONS - 100 * used);
        const open = world.reservations.filter(({ status }) => status === "held" || status === "attached").length;
        expect(reserved).toBe(100 * open);
        expect(new Set(world.keys).size).toBe(world.keys.length);
        const kinds = [...world.redemptions.values()];
        if (kinds.some(({ kind }) => kind === "overspend")) seen.overspends += 1;
        if (world.reservations.some(({ status }) => status === "lapsed")) seen.lapses += 1;
        if (kinds.some(({ pointsReturned }) => pointsReturned > 0)) seen.returns += 1;
      }),
      { numRuns: RUNS },
    );
    expect(seen.runs).toBe(RUNS);
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(RUNS / 10);
  });
});
