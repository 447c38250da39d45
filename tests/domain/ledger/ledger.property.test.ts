import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjust } from "#app/domain/ledger/adjust.ts";
import { award, mature, type NewLot, reverse } from "#app/domain/ledger/award.ts";
import { expire } from "#app/domain/ledger/lapse.ts";
import { merge } from "#app/domain/ledger/merge.ts";
import { emptyPosition, type Movement, type Position, type Posting } from "#app/domain/ledger/position.ts";
import { giveBack, type LotShare, overspend, release, reserve, settle } from "#app/domain/ledger/redeem.ts";
import { sumOfPostings } from "#tests/support/ledger-matchers.ts";

const RUNS = 500;
const MEMBER_ACCOUNTS = ["pending", "available", "reserved", "debt"] as const;
const SHOP_ACCOUNTS = ["issued", "redeemed", "expired", "reversed", "adjusted"] as const;

type Step =
  | { do: "award"; order: number; points: number; isPending: boolean; expiresAt: number | null }
  | { do: "mature"; lot: number }
  | { do: "reverse"; order: number; points: number }
  | { do: "reserve"; points: number }
  | { do: "settle"; reservation: number; share: number }
  | { do: "release"; reservation: number }
  | { do: "expire"; at: number }
  | { do: "overspend"; points: number }
  | { do: "giveBack"; use: number; share: number }
  | { do: "adjust"; points: number }
  | { do: "merge" };

const points = fc.integer({ min: 1, max: 120 });
const some = fc.nat(5);
const share = fc.integer({ min: 0, max: 100 });
const awardStep = fc.record({
  do: fc.constant("award" as const),
  order: some,
  points: fc.integer({ min: 1, max: 300 }),
  isPending: fc.boolean(),
  expiresAt: fc.option(fc.nat(50)),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: awardStep },
  fc.record({ do: fc.constant("mature" as const), lot: some }),
  fc.record({ do: fc.constant("reverse" as const), order: some, points }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant("reserve" as const), points }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("settle" as const), reservation: some, share }) },
  fc.record({ do: fc.constant("release" as const), reservation: some }),
  fc.record({ do: fc.constant("expire" as const), at: fc.nat(60) }),
  fc.record({ do: fc.constant("overspend" as const), points }),
  fc.record({ do: fc.constant("giveBack" as const), use: some, share }),
  fc.record({ do: fc.constant("adjust" as const), points: fc.integer({ min: -80, max: 80 }) }),
  fc.record({ do: fc.constant("merge" as const) }),
);

/** Two members and all that was ever posted; steps go to the first until it is merged into the second. */
class World {
  readonly positions = new Map([
    ["1", emptyPosition("1")],
    ["2", emptyPosition("2")],
  ]);
  readonly postings: Posting[] = [];
  readonly open: { points: number; held: LotShare[] }[] = [];
  readonly uses: { points: number; spent: LotShare[] }[] = [];
  readonly done = new Map<Step["do"], number>();
  private member = "1";
  private lots = 0;

  take(one: Step): void {
    const before = this.positions.get(this.member) as Position;
    const postings = this.postings.length;
    if (one.do === "merge") this.merge();
    else this.apply(one, before);
    if (this.postings.length > postings) this.done.set(one.do, (this.done.get(one.do) ?? 0) + 1);
  }

  private lot(order: number | null = null, expiresAt: number | null = null): NewLot {
    this.lots += 1;
    const orderGid = order === null ? null : `order-${order}`;
    return {
      id: String(this.lots),
      cause: `cause ${this.lots}`,
      orderGid,
      earnedAt: this.lots,
      expiresAt,
      rollingDays: null,
    };
  }

  private keep(movement: Movement): Movement {
    this.positions.set(movement.position.member, movement.position);
    this.postings.push(...movement.postings);
    return movement;
  }

  private merge(): void {
    if (this.member === "2") return;
    const [from, into] = [this.positions.get("1") as Position, this.positions.get("2") as Position];
    const merged = merge(from, into);
    this.positions.set("1", merged.from).set("2", merged.into);
    this.postings.push(...merged.postings);
    this.member = "2";
  }

  private apply(one: Exclude<Step, { do: "merge" }>, before: Position): void {
    switch (one.do) {
      case "award":
        this.keep(award(before, one.points, this.lot(one.order, one.expiresAt), one.isPending ? this.lots : null));
        return;
      case "mature": {
        const waiting = before.lots.filter((each) => each.pending > 0);
        const lot = waiting[one.lot % Math.max(1, waiting.length)];
        if (lot) this.keep(mature(before, lot.availableAt ?? 0));
        return;
      }
      case "reverse":
        this.keep(reverse(before, one.points, `order-${one.order}`));
        return;
      case "reserve": {
        const outcome = reserve(before, one.points);
        if (outcome.outcome === "reserved")
          this.open.push({ points: one.points, held: shares(this.keep(outcome.movement), "reserved") });
        return;
      }
      case "settle": {
        const [reservation] = this.open.splice(one.reservation % Math.max(1, this.open.length), 1);
        if (!reservation) return;
        const used = Math.floor((reservation.points * one.share) / 100);
        this.uses.push({ points: used, spent: shares(this.keep(settle(before, reservation.held, used)), "redeemed") });
        return;
      }
      case "release": {
        const [reservation] = this.open.splice(one.reservation % Math.max(1, this.open.length), 1);
        if (reservation) this.keep(release(before, reservation.held));
        return;
      }
      case "expire":
        this.keep(expire(before, one.at));
        return;
      case "overspend":
        this.uses.push({ points: one.points, spent: shares(this.keep(overspend(before, one.points)), "redeemed") });
        return;
      case "giveBack": {
        const [use] = this.uses.splice(one.use % Math.max(1, this.uses.length), 1);
        if (use) this.keep(giveBack(before, use.spent, Math.floor((use.points * one.share) / 100), this.lot()));
        return;
      }
      case "adjust": {
        const outcome = adjust(before, one.points, this.lot());
        if (outcome.outcome === "adjusted") this.keep(outcome.movement);
        return;
      }
    }
  }

  check(): void {
    const all = [{ postings: this.postings }];
    for (const [member, position] of this.positions) {
      expect(position).toAddUp();
      for (const account of MEMBER_ACCOUNTS) {
        const sum = sumOfPostings(all, account, member);
        expect(account === "debt" ? 0 - sum : sum, `${account} of ${member}`).toBe(position[account]);
      }
    }
    const sumOf = (account: string): number => sumOfPostings(all, account, null);
    const shop = SHOP_ACCOUNTS.reduce((sum, account) => sum + sumOf(account), 0);
    const members = [...this.positions.values()].reduce(
      (sum, each) => sum + each.pending + each.available + each.reserved - each.debt,
      0,
    );
    expect(members + shop, "points created or destroyed").toBe(0);
    const expired = [...this.positions.values()]
      .flatMap((each) => each.lots)
      .reduce((sum, lot) => sum + lot.expired, 0);
    expect(sumOf("expired"), "expired points").toBe(expired);
  }
}

function shares(movement: Movement, account: string): LotShare[] {
  return movement.postings.flatMap((posting) =>
    posting.target.account === account && posting.lot !== null ? [{ lot: posting.lot, points: posting.points }] : [],
  );
}

describe("any interleaving of movements", () => {
  it("adds up after every step: postings are the balance, lots are the balance, nothing is created or lost", () => {
    let runs = 0;
    const done = new Map<Step["do"], number>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40, size: "max" }), (steps) => {
        runs += 1;
        const world = new World();
        for (const one of steps) {
          world.take(one);
          world.check();
        }
        for (const [name, count] of world.done) done.set(name, (done.get(name) ?? 0) + count);
      }),
      { numRuns: RUNS },
    );
    expect(runs).toBe(RUNS);
    // Each kind of movement really moved points, often.
    const kinds = [
      "award",
      "mature",
      "reverse",
      "reserve",
      "settle",
      "release",
      "expire",
      "overspend",
      "giveBack",
      "adjust",
      "merge",
    ] as const;
    for (const kind of kinds) expect(done.get(kind) ?? 0, kind).toBeGreaterThan(50);
  });

  it("holds no more than there is, in any order of reserves and releases", () => {
    let runs = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.array(points, { maxLength: 30 }), (balance, wishes) => {
        runs += 1;
        let position: Position = emptyPosition("1");
        if (balance > 0) {
          const lot = { id: "1", cause: "", orderGid: null, earnedAt: 0, expiresAt: null, rollingDays: null };
          position = award(position, balance, lot).position;
        }
        for (const wish of wishes) {
          const outcome = reserve(position, wish);
          expect(outcome.outcome).toBe(wish <= position.available ? "reserved" : "not_enough_points");
          if (outcome.outcome === "reserved") position = outcome.movement.position;
        }
        expect(position.available + position.reserved).toBe(balance);
      }),
      { numRuns: 500 },
    );
    expect(runs).toBe(500);
  });
});
