import { describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import { emptyPosition, type Position } from "#app/domain/ledger/position.ts";
import { type AwardRecord, workAward } from "#app/domain/orders/work-award.ts";
import type { Programme } from "#app/domain/programme/programme.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";
import "#tests/support/ledger-matchers.ts";

interface Worked {
  record: AwardRecord;
  position: Position;
  movements: [kind: string, points: number][];
  keys: string[];
}

const nothing: AwardRecord = { award: null, pointsEarned: 0, worked: [] };

/** Works the states one after the other, as they are heard. */
function work(states: readonly OrderState[], programme: Programme = aProgramme(), startedAt = 0): Worked {
  let lots = 0;
  const worked: Worked = { record: nothing, position: emptyPosition("1"), movements: [], keys: [] };
  for (const state of states) {
    const step = workAward(state, worked.record, worked.position, programme, startedAt, () => {
      lots += 1;
      return String(lots);
    });
    worked.record = step.record;
    worked.position = step.position;
    worked.movements.push(...step.entries.map((entry): [string, number] => [entry.kind, entry.points]));
    worked.keys.push(...step.entries.map((entry) => entry.key));
  }
  return worked;
}

const SECOND = 1000;
const later = (state: OrderState, seconds: number, changes: Partial<OrderState> = {}): OrderState => ({
  ...state,
  version: state.version + seconds * SECOND,
  ...changes,
});

describe("an order earns", () => {
  it("nothing until it is paid", () => {
    const unpaid = anOrder({ isPaid: false });
    expect(work([unpaid]).movements).toEqual([]);
    expect(work([unpaid, later(unpaid, 1, { isPaid: true })]).movements).toEqual([["award", 10]]);
  });

  it("by what is paid for goods, rounded down once an order", () => {
    const order = anOrder({ lines: [aLine("A", { priceMinor: 199 }), aLine("B", { priceMinor: 199 })] });
    expect(work([order]).record.pointsEarned).toBe(3);
    const rounding = (how: "up" | "nearest") =>
      aProgramme({ earning: [{ code: "per_amount", points: 1, per: "1.00", rounding: how }] });
    expect(work([order], rounding("nearest")).record.pointsEarned).toBe(4);
    expect(work([order], rounding("up")).record.pointsEarned).toBe(4);
  });

  it("nothing by gift cards that it buys", () => {
    const order = anOrder({ lines: [aLine("A"), aLine("B", { isGiftCard: true })] });
    expect(work([order]).record.pointsEarned).toBe(10);
  });

  it("by the price before discounts, where the merchant says so", () => {
    const order = anOrder({ lines: [aLine("A", { discountMinor: 400 })] });
    expect(work([order]).record.pointsEarned).toBe(6);
    const before = aProgramme({ earning: [{ code: "per_amount", points: 1, per: "1", basis: "before_discounts" }] });
    expect(work([order], before).record.pointsEarned).toBe(10);
  });

  it("once, however often it is heard", () => {
    const order = anOrder();
    expect(work([order, order, later(order, 5)]).movements).toEqual([["award", 10]]);
  });

  it("nothing when it was paid before the programme began, but is counted when it is paid after", () => {
    const old = anOrder({ paidAt: null, placedAt: NOON - 86_400_000 });
    expect(work([old], aProgramme(), NOON).movements).toEqual([]);
    expect(work([{ ...old, paidAt: NOON }], aProgramme(), NOON).movements).toEqual([["award", 10]]);
    // Shopify's instants are whole seconds: an order of the programme's first second counts.
    expect(work([anOrder({ paidAt: null })], aProgramme(), NOON + 700).movements).toEqual([["award", 10]]);
  });
});

describe("a refund", () => {
  const order = anOrder({ lines: [aLine("A", { quantity: 3, priceMinor: 1000, discountMinor: 1 }), aLine("B")] });

  it("takes back what its pieces earned, and in the end exactly everything", () => {
    const parts = [aRefund(1, { A: 1 }), aRefund(2, { B: 1 }), aRefund(3, { A: 1 }), aRefund(4, { A: 1 })];
    const states = parts.map((_, index) => refunded(order, ...parts.slice(0, index + 1)));
    const worked = work([order, ...states]);
    expect(worked.position).toHaveBalance({ available: 0, lifetime: 0 });
    expect(work([order, refunded(order, aRefund(9, { A: 3, B: 1 }))]).position).toHaveBalance({ available: 0 });
  });

  it("of an amount without a line takes back what that money earned", () => {
    expect(work([order, refunded(order, aRefund(1, {}, 550))]).record.pointsEarned).toBe(14);
  });

  it("of an amount that includes added tax takes back the goods' share only", () => {
    const taxed = anOrder({ addedTaxMinor: 210, lines: [aLine("A")] });
    expect(work([taxed, refunded(taxed, aRefund(1, {}, 605))]).record.pointsEarned).toBe(5);
    expect(work([taxed, refunded(taxed, aRefund(1, {}, 1210))]).record.pointsEarned).toBe(0);
  });

  it("that moves neither goods nor their money takes nothing", () => {
    expect(work([order, refunded(order, aRefund(1))]).movements).toEqual([["award", 19]]);
  });

  it("pays first for goods that an edit took off", () => {
    const edited = later(order, 10, {
      lines: [aLine("A", { quantity: 3, priceMinor: 1000, discountMinor: 1 }), aLine("B", { currentQuantity: 0 })],
    });
    const paidBack = later(refunded(edited, aRefund(1, {}, 1000)), 10);
    expect(work([order, edited]).record.pointsEarned).toBe(9);
    expect(work([order, edited, paidBack]).record.pointsEarned).toBe(9);
    expect(work([order, paidBack]).record.pointsEarned).toBe(9);
  });

  it("without money takes the goods' points, and money that follows without a line takes nothing more", () => {
    const goodsOnly = refunded(order, aRefund(1, { B: 1 }, -1000));
    const thenMoney = refunded(goodsOnly, aRefund(2, {}, 1000));
    expect(work([order, goodsOnly, thenMoney]).record.pointsEarned).toBe(9);
    expect(work([order, refunded(thenMoney, aRefund(3, {}, 300))]).record.pointsEarned).toBe(6);
  });

  it("works by the rules of the award, whatever the programme says by then", () => {
    const first = work([order]);
    const doubled = aProgramme({ earning: [{ code: "per_amount", points: 2, per: "1" }] }, 2);
    const step = workAward(refunded(order, aRefund(1, { B: 1 })), first.record, first.position, doubled, 0, () => "9");
    expect(step.record.pointsEarned).toBe(9);
    const none = aProgramme({ earning: [] }, 3);
    const gone = workAward(
      refunded(order, aRefund(1, { A: 3, B: 1 })),
      first.record,
      first.position,
      none,
      0,
      () => "9",
    );
    expect(gone.record.pointsEarned).toBe(0);
  });
});

describe("an edit", () => {
  const order = anOrder();

  it("adds by the rules of the award once the addition is paid, and takes what it removes", () => {
    const added = later(order, 10, { isPaid: false, lines: [aLine("A"), aLine("B", { priceMinor: 500 })] });
    const paid = later(added, 10, { isPaid: true });
    const removed = later(paid, 10, { lines: [aLine("A", { currentQuantity: 0 }), aLine("B", { priceMinor: 500 })] });
    expect(work([order, added]).record.pointsEarned).toBe(10);
    expect(work([order, added, paid]).record.pointsEarned).toBe(15);
    expect(work([order, added, paid, removed]).record.pointsEarned).toBe(5);
    expect(work([removed]).record.pointsEarned).toBe(5);
  });

  it("that changes a discount counts as the order is now, whichever state came first", () => {
    const discounted = later(order, 10, { lines: [aLine("A", { discountMinor: 300 })] });
    expect(work([order, discounted]).record.pointsEarned).toBe(7);
    expect(work([discounted]).record.pointsEarned).toBe(7);
  });
});

describe("a cancelled order", () => {
  const order = anOrder();
  const cancelled = later(order, 10, { cancelledAt: NOON + 10_000 });

  it("earns nothing, and is cancelled once however often it is heard of again", () => {
    const tagged = later(cancelled, 10);
    const paidBack = refunded(later(tagged, 10), { ...aRefund(1, { A: 1 }), createdAt: NOON + 40_000 });
    const worked = work([order, cancelled, tagged, paidBack]);
    expect(worked.movements).toEqual([
      ["award", 10],
      ["reversal", -10],
    ]);
    expect(worked.position).toHaveBalance({ available: 0, lifetime: 0 });
  });

  it("ends the same when the refund is heard of before the cancellation", () => {
    const paidBack = refunded(order, aRefund(1, { A: 1 }));
    expect(work([order, paidBack, later(paidBack, 10, { cancelledAt: NOON + 90_000 })]).movements).toEqual([
      ["award", 10],
      ["reversal", -10],
    ]);
  });

  it("leaves no trace when it was never paid", () => {
    const unpaid = anOrder({ isPaid: false });
    expect(work([unpaid, later(unpaid, 10, { cancelledAt: NOON })]).keys).toEqual([]);
  });
});

describe("every movement", () => {
  it("has a key of its own, made of its cause", () => {
    const order = anOrder({ lines: [aLine("A", { quantity: 2 }), aLine("B")] });
    const edited = later(order, 1, { lines: [aLine("A", { quantity: 2, currentQuantity: 1 }), aLine("B")] });
    const sameSecond = {
      ...edited,
      lines: [aLine("A", { quantity: 2, currentQuantity: 1 }), aLine("B", { currentQuantity: 0 })],
    };
    const { keys } = work([order, edited, sameSecond, refunded(sameSecond, aRefund(1, { A: 1 }))]);
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(4);
    expect(keys[0]).toBe(`order:${order.gid}:award`);
    expect(keys[3]).toBe(`order:${order.gid}:refund:gid://shopify/Refund/1`);
  });
});

it("two edits of one second that lead to the same points are two movements", () => {
  const order = anOrder();
  const added = (letters: string[]) => [aLine("A"), ...letters.map((letter) => aLine(letter))];
  const first = later(order, 1, { lines: added(["B"]) });
  const paidBack = {
    ...refunded(first, { ...aRefund(1, { A: 1 }), createdAt: first.version }),
    version: first.version,
  };
  const second = { ...paidBack, lines: [...paidBack.lines, aLine("C")] };
  const { movements, keys } = work([order, first, paidBack, second]);
  expect(movements).toEqual([
    ["award", 10],
    ["award", 10],
    ["reversal", -10],
    ["award", 10],
  ]);
  expect(new Set(keys).size).toBe(4);
});

describe("a waiting time", () => {
  const waiting = aProgramme({ availableAfterDays: 14 });
  const order = anOrder({ lines: [aLine("A", { quantity: 2 })] });

  it("keeps an order's points pending for so many days after it was paid", () => {
    const { position } = work([order], waiting);
    expect(position).toHaveBalance({ pending: 20, lifetime: 20 });
    expect(position.lots).toMatchObject([{ pending: 20, availableAt: NOON + 14 * 86_400_000 }]);
  });

  it("is cut short by a refund without a debt: pending points go first", () => {
    const back = refunded(order, aRefund(1, { A: 1 }));
    expect(work([order, back], waiting).position).toHaveBalance({ pending: 10, lifetime: 10 });
    expect(work([order, back, { ...back, cancelledAt: NOON + 120_000 }], waiting).position).toHaveBalance({});
  });

  it("of the programme in force at the award holds for what an edit adds later", () => {
    const edited = later(order, 60, { lines: [aLine("A", { quantity: 2 }), aLine("B")] });
    const { position } = work([order, edited], waiting);
    expect(position.lots.map((lot) => lot.availableAt)).toEqual([
      NOON + 14 * 86_400_000,
      NOON + 60 * SECOND + 14 * 86_400_000,
    ]);
  });
});
