import { describe, expect, it } from "vitest";
import { pointsEarned, snapshotOf, withLinesOf } from "#app/domain/earning/award-snapshot.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";

describe("an award's snapshot", () => {
  it("says at any later time what the order still earns, without today's settings", () => {
    const order = anOrder({ lines: [aLine("A", { quantity: 3, priceMinor: 1000 })] });
    const snapshot = snapshotOf(aProgramme({ earning: [{ code: "per_amount", points: 3, per: "2.00" }] }), order, NOON);
    const earnings = [0, 1, 2, 3].map((pieces) => pointsEarned(snapshot, refunded(order, aRefund(1, { A: pieces }))));
    // €10.00, €6.67, €3.33 and nothing, at 3 points for each €2.00.
    expect(earnings).toEqual([15, 10, 4, 0]);
  });

  it("adds its rules up, each rounded once", () => {
    const earning = [
      { code: "per_amount" as const, points: 1, per: "1.00" },
      { code: "per_amount" as const, points: 1, per: "3.00", rounding: "up" as const },
    ];
    const order = anOrder({ lines: [aLine("A", { priceMinor: 1050 })] });
    expect(pointsEarned(snapshotOf(aProgramme({ earning }), order, NOON), order)).toBe(10 + 4);
  });

  it("keeps its rules when an edit changes the lines", () => {
    const order = anOrder();
    const programme = aProgramme();
    const snapshot = snapshotOf(programme, order, NOON);
    const edited = { ...order, lines: [aLine("A"), aLine("B", { quantity: 2, priceMinor: 500 })] };
    expect(withLinesOf(snapshot, edited, programme).rules).toEqual(snapshot.rules);
    expect(pointsEarned(withLinesOf(snapshot, edited, programme), edited)).toBe(15);
  });

  it("counts beyond what a float holds exactly", () => {
    const order = anOrder({ lines: [aLine("A", { priceMinor: 900_719_925_474_099 })] });
    const snapshot = snapshotOf(
      aProgramme({ earning: [{ code: "per_amount", points: 997, per: "1000.00" }] }),
      order,
      NOON,
    );
    expect(pointsEarned(snapshot, order)).toBe(Number((900_719_925_474_099n * 997n) / 100_000n));
  });
});
