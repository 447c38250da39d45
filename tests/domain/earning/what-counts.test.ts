import { describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import { pointsEarned, snapshotOf } from "#app/domain/earning/award-snapshot.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";

type PerAmount = Extract<NonNullable<ProgrammeInput["earning"]>[number], { code: "per_amount" }>;

const snapshotBy = (rule: Partial<PerAmount>, order: OrderState) =>
  snapshotOf(
    aProgramme({ earning: [{ code: "per_amount", points: 1, per: "0.01", ...rule }], rewards: [] }),
    order,
    NOON,
  );
/** Points by the cent: what counts, in cents. */
const counted = (rule: Partial<PerAmount>, order: OrderState): number => pointsEarned(snapshotBy(rule, order), order);

describe("S18: what counts is the merchant's choice", () => {
  it("prices as shown, with tax, or without", () => {
    const line = aLine("A", { priceMinor: 12_100, taxMinor: 2100 });
    const inPrices = anOrder({ lines: [line], taxesIncluded: true });
    expect(
      [{}, { tax: "included" }, { tax: "excluded" }].map((rule) => counted(rule as Partial<PerAmount>, inPrices)),
    ).toEqual([12_100, 12_100, 10_000]);
    const onTop = anOrder({
      lines: [aLine("A", { priceMinor: 10_000, taxMinor: 2100 })],
      addedTaxMinor: 2100,
      taxesIncluded: false,
    });
    expect(
      [{}, { tax: "included" }, { tax: "excluded" }].map((rule) => counted(rule as Partial<PerAmount>, onTop)),
    ).toEqual([10_000, 12_100, 10_000]);
  });

  it("tax of what was discounted, where prices before discounts count", () => {
    const order = anOrder({ lines: [aLine("A", { priceMinor: 24_200, discountMinor: 12_100, taxMinor: 2100 })] });
    expect(counted({ basis: "before_discounts", tax: "excluded" }, order)).toBe(20_000);
  });

  it("shipping too, until it or all goods are paid back", () => {
    const order = anOrder({ shippingMinor: 495, shippingTaxMinor: 86, taxesIncluded: true });
    expect(counted({}, order)).toBe(1000);
    expect(counted({ shipping: true }, order)).toBe(1495);
    expect(counted({ shipping: true, tax: "excluded" }, order)).toBe(1000 + 409);
    const snapshot = snapshotBy({ shipping: true }, order);
    expect(pointsEarned(snapshot, refunded(order, { ...aRefund(1), shippingMinor: 200 }))).toBe(1295);
    expect(pointsEarned(snapshot, refunded(order, { ...aRefund(1), shippingMinor: 495 }))).toBe(1000);
    expect(pointsEarned(snapshot, refunded(order, aRefund(1, { A: 1 })))).toBe(0);
  });

  it("what gift cards and store credit paid, unless it is taken out: then their share of everything is", () => {
    const order = anOrder({ shippingMinor: 1000, giftCardPaidMinor: 500, storeCreditPaidMinor: 250 });
    expect(counted({}, order)).toBe(1000);
    expect(counted({ exceptPaidBy: ["gift_card"] }, order)).toBe(750);
    expect(counted({ exceptPaidBy: ["gift_card", "store_credit"] }, order)).toBe(625);
    expect(counted({ exceptPaidBy: ["gift_card"], shipping: true }, order)).toBe(1500);
    expect(counted({ exceptPaidBy: ["store_credit"] }, { ...order, storeCreditPaidMinor: null })).toBe(1000);
    expect(counted({ exceptPaidBy: ["gift_card"] }, { ...order, giftCardPaidMinor: 2000 })).toBe(0);
  });

  it("what was paid with points, where the merchant counts it", () => {
    const order = anOrder({ lines: [aLine("A", { discountMinor: 600, loyaltyDiscountMinor: 500 })] });
    expect(counted({}, order)).toBe(400);
    expect(counted({ loyaltyDiscounts: "counted" }, order)).toBe(900);
    expect(counted({ basis: "before_discounts" }, order)).toBe(1000);
  });

  it("and ends at nothing with any of these choices", () => {
    const order = anOrder({
      lines: [
        aLine("A", { quantity: 3, priceMinor: 1000, discountMinor: 100, loyaltyDiscountMinor: 99, taxMinor: 156 }),
        aLine("B", { taxMinor: 174 }),
      ],
      shippingMinor: 495,
      giftCardPaidMinor: 333,
    });
    const rule: Partial<PerAmount> = {
      shipping: true,
      tax: "excluded",
      exceptPaidBy: ["gift_card"],
      loyaltyDiscounts: "counted",
      rounding: "up",
    };
    const snapshot = snapshotBy(rule, order);
    const steps = [0, 1, 2, 3].map((pieces) => pointsEarned(snapshot, refunded(order, aRefund(1, { A: pieces }))));
    expect(steps).toEqual([...steps].sort((a, b) => b - a));
    expect(pointsEarned(snapshot, refunded(order, aRefund(1, { A: 3, B: 1 })))).toBe(0);
    expect(pointsEarned(snapshot, refunded(order, aRefund(1, {}, 1900)))).toBe(0);
  });
});

it("S44: every €25.00 gives €1.00 of shop credit, as points of a cent each", () => {
  const rule: PerAmount = { code: "per_amount", points: 100, per: "25.00" };
  const of = (priceMinor: number) => {
    const order = anOrder({ lines: [aLine("A", { priceMinor })] });
    return pointsEarned(snapshotOf(aProgramme({ earning: [rule] }), order, NOON), order);
  };
  expect([2499, 2500, 4999, 10_000].map(of)).toEqual([99, 100, 199, 400]);
});
