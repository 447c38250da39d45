import { describe, expect, it } from "vitest";
import { adjust } from "#app/domain/ledger/adjust.ts";
import { award, mature, type NewLot, reverse } from "#app/domain/ledger/award.ts";
import { expire } from "#app/domain/ledger/lapse.ts";
import { merge } from "#app/domain/ledger/merge.ts";
import { emptyPosition, type Movement, type Position } from "#app/domain/ledger/position.ts";
import { giveBack, type LotShare, overspend, release, reserve, settle } from "#app/domain/ledger/redeem.ts";
import "#tests/support/ledger-matchers.ts";

const DAY = 86_400_000;

function lot(id: string, changes: Partial<NewLot> = {}): NewLot {
  return {
    id,
    cause: `order:${id}`,
    orderGid: `order-${id}`,
    earnedAt: 0,
    expiresAt: null,
    rollingDays: null,
    ...changes,
  };
}

/** A member with lots of the given points, in the order given. */
function holding(...lots: [id: string, points: number, changes?: Partial<NewLot>][]): Position {
  return lots.reduce(
    (position, [id, points, changes]) => award(position, points, lot(id, changes)).position,
    emptyPosition("1"),
  );
}

function reserved(position: Position, points: number): { position: Position; held: LotShare[] } {
  const outcome = reserve(position, points);
  if (outcome.outcome !== "reserved") throw new Error("not enough points");
  return { position: outcome.movement.position, held: sharesTo(outcome.movement, "reserved") };
}

function sharesTo(movement: Movement, account: string): LotShare[] {
  return movement.postings.flatMap((posting) =>
    posting.target.account === account && posting.lot !== null ? [{ lot: posting.lot, points: posting.points }] : [],
  );
}

describe("points are spent", () => {
  it("by the earliest expiry, then the oldest, those that never expire last", () => {
    const position = holding(
      ["10", 10],
      ["9", 10, { expiresAt: 9 * DAY, earnedAt: 5 }],
      ["8", 10, { expiresAt: 9 * DAY, earnedAt: 4 }],
      ["7", 10, { expiresAt: 2 * DAY, earnedAt: 9 }],
      ["11", 10],
    );
    const { held } = reserved(position, 45);
    expect(held.map((share) => share.lot)).toEqual(["7", "8", "9", "10", "11"]);
    expect(held.at(-1)).toEqual({ lot: "11", points: 5 });
  });

  it("never beyond what is available", () => {
    expect(reserve(holding(["1", 99]), 100)).toEqual({ outcome: "not_enough_points", available: 99 });
  });

  it("and come back to the lots that they came from", () => {
    const before = holding(["1", 60, { expiresAt: DAY }], ["2", 60]);
    const { position, held } = reserved(before, 100);
    expect(position).toHaveBalance({ available: 20, reserved: 100 });
    expect(release(position, held).position).toEqual(before);
  });

  it("as far as an order used them; the rest is available again", () => {
    const { position, held } = reserved(holding(["1", 60, { expiresAt: DAY }], ["2", 60]), 100);
    const { position: after } = settle(position, held, 70);
    expect(after).toHaveBalance({ available: 50 });
    expect(after.lots.map((each) => each.available)).toEqual([0, 50]);
  });
});

describe("a reversal", () => {
  it("takes what is left of the order's own lot first", () => {
    const after = reverse(holding(["1", 50], ["2", 50]), 30, "order-2").position;
    expect(after.lots.map((each) => each.available)).toEqual([50, 20]);
    expect(after).toHaveBalance({ available: 70, lifetime: 70 });
  });

  it("does not take again what has expired", () => {
    const expired = expire(holding(["1", 50, { expiresAt: DAY }], ["2", 50]), DAY).position;
    const after = reverse(expired, 50, "order-1").position;
    expect(after).toHaveBalance({ available: 50, lifetime: 50 });
  });

  it("of points that were spent becomes a debt, which the next award pays", () => {
    const spent = overspend(holding(["1", 50]), 50).position;
    const owing = reverse(spent, 20, "order-1").position;
    expect(owing).toHaveBalance({ debt: 20 });
    expect(award(owing, 15, lot("2")).position).toHaveBalance({ debt: 5 });
    expect(award(owing, 35, lot("2")).position).toHaveBalance({ available: 15 });
  });

  it("takes pending points before available ones", () => {
    const position = award(holding(["1", 10]), 10, lot("2", { orderGid: "order-1" }), DAY).position;
    expect(reverse(position, 12, "order-1").position).toHaveBalance({ available: 8 });
  });
});

describe("pending points", () => {
  it("pay a debt only once they are available", () => {
    const owing = reverse(overspend(holding(["1", 50]), 50).position, 20, "order-1").position;
    const waiting = award(owing, 30, lot("2"), DAY).position;
    expect(waiting).toHaveBalance({ pending: 30, debt: 20 });
    expect(mature(waiting, DAY - 1).postings).toEqual([]);
    expect(mature(waiting, DAY).position).toHaveBalance({ available: 10 });
  });
});

describe("an overspend", () => {
  it("takes what there is; the rest is debt", () => {
    expect(overspend(holding(["1", 30]), 100).position).toHaveBalance({ debt: 70 });
  });

  it("given back, frees the debt and refills the lots, to the point", () => {
    const movement = overspend(holding(["1", 30]), 100);
    const back = giveBack(movement.position, sharesTo(movement, "redeemed"), 100, lot("9"));
    expect(back.position).toHaveBalance({ available: 30 });
  });

  it("given back after an award has paid the debt, comes as a lot of its own", () => {
    const movement = overspend(holding(["1", 30]), 100);
    const paid = award(movement.position, 100, lot("2")).position;
    expect(paid).toHaveBalance({ available: 30 });
    const back = giveBack(paid, sharesTo(movement, "redeemed"), 100, lot("9"));
    expect(back.position).toHaveBalance({ available: 130 });
    expect(back.position).toAddUp();
  });
});

describe("expiry", () => {
  it("takes available points whose time is up, and not a millisecond before", () => {
    const position = holding(["1", 10, { expiresAt: DAY }], ["2", 10]);
    expect(expire(position, DAY - 1).postings).toEqual([]);
    expect(expire(position, DAY).position).toHaveBalance({ available: 10 });
  });

  it("leaves points that a cart holds", () => {
    const { position } = reserved(holding(["1", 10, { expiresAt: DAY }]), 10);
    expect(expire(position, 2 * DAY).position).toHaveBalance({ reserved: 10 });
  });
});

describe("an adjustment", () => {
  it("gives a lot of its own, and takes no more than there is", () => {
    const given = adjust(holding(["1", 10]), 5, lot("2"));
    expect(given.outcome === "adjusted" && given.movement.position).toHaveBalance({ available: 15, lifetime: 10 });
    expect(adjust(holding(["1", 10]), -11, lot("2"))).toEqual({ outcome: "not_enough_points", available: 10 });
  });
});

describe("a merge", () => {
  it("moves everything with its dates, and debt is paid from what the other has", () => {
    const from = reverse(overspend(holding(["1", 50]), 50).position, 20, "order-1").position;
    const into = { ...award(emptyPosition("2"), 100, lot("5", { expiresAt: DAY })).position };
    const merged = merge(from, into);
    expect(merged.from).toHaveBalance({ lifetime: 0 });
    expect(merged.into).toHaveBalance({ available: 80, lifetime: 130 });
    expect(merged.into).toAddUp();
    expect(merged.into.lots.find((each) => each.id === "5")?.expiresAt).toBe(DAY);
  });
});

describe("the ledger", () => {
  it("refuses points that are no number of points, and counts beyond what is exact", () => {
    expect(() => award(emptyPosition("1"), 1.5, lot("1"))).toThrow(RangeError);
    expect(() => award(emptyPosition("1"), -1, lot("1"))).toThrow(RangeError);
    const rich = award(emptyPosition("1"), Number.MAX_SAFE_INTEGER, lot("1")).position;
    expect(() => award(rich, 1, lot("2"))).toThrow(RangeError);
  });

  it("writes nothing when nothing moves", () => {
    expect(reverse(emptyPosition("1"), 0, "order-1").postings).toEqual([]);
  });
});
