import { describe, expect, it } from "vitest";
import type { OrderLine, OrderState } from "#app/contracts/order-state.ts";
import { type SoldTerm, sellsMembership, soldTerms } from "#app/domain/memberships/sold-term.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";
import { aMembership, versionsWith } from "./a-membership.ts";

const line = (more: Partial<OrderLine> = {}) => aLine("P", { sku: "PREMIUM", ...more });
const bought = (order: Partial<OrderState> = {}) =>
  anOrder({ lines: [line(), aLine("B", { priceMinor: 5000 })], ...order });
const versions = versionsWith(aMembership());
const returns = (terms: readonly SoldTerm[]) => terms.map(({ returnedAt }) => returnedAt);

describe("S16: what buys a paid membership", () => {
  it("is its SKU, variant or product, in any spelling of a SKU, once it is paid", () => {
    expect(soldTerms(bought(), versions)).toMatchObject([
      { membership: "premium", line: line().gid, piece: 0, paidAt: NOON, paidMinor: 1000, returnedAt: null },
    ]);
    expect(soldTerms(bought({ lines: [line({ sku: "premium" })] }), versions)).toHaveLength(1);
    expect(soldTerms(bought({ lines: [aLine("B")] }), versions)).toEqual([]);
    expect(soldTerms(bought({ isPaid: false }), versions)).toEqual([]);
    const variants = versionsWith(aMembership({ goods: { variants: ["gid://shopify/ProductVariant/7"] } }));
    const products = versionsWith(aMembership({ goods: { products: ["gid://shopify/Product/7"] } }));
    const gids = { variantGid: "gid://shopify/ProductVariant/7", productGid: "gid://shopify/Product/7" };
    for (const each of [variants, products]) {
      expect(soldTerms(bought({ lines: [aLine("V", gids)] }), each)).toHaveLength(1);
      expect(soldTerms(bought(), each)).toEqual([]);
    }
  });

  it("is a selling plan by name or id, alone or of its goods; a line whose plan is not known yet waits", () => {
    const plan = { gid: "gid://shopify/SellingPlan/3", name: "Monthly" };
    const monthly = versionsWith(aMembership({ sellingPlans: ["monthly"] }));
    expect(soldTerms(bought({ lines: [line({ sellingPlan: plan })] }), monthly)).toHaveLength(1);
    expect(soldTerms(bought({ lines: [line({ sellingPlan: null })] }), monthly)).toEqual([]);
    expect(soldTerms(bought({ lines: [aLine("B", { sellingPlan: plan })] }), monthly)).toEqual([]);
    const { goods: _, ...anyGoods } = aMembership({ sellingPlans: [plan.gid] });
    expect(soldTerms(bought({ lines: [aLine("B", { sellingPlan: plan })] }), versionsWith(anyGoods))).toHaveLength(1);
  });

  it("is told by the programme in force when the order was placed: what came later sells nothing that was bought before", () => {
    const [first] = versionsWith();
    const [second] = versionsWith(aMembership());
    const published = [first!, { ...second!, publishedAt: NOON + 1000 }];
    expect(soldTerms(bought(), published)).toEqual([]);
    expect(sellsMembership(bought(), published)).toBe(false);
    expect(soldTerms(bought({ placedAt: NOON + 2000 }), published)).toHaveLength(1);
  });

  it("is each piece: two are two terms whose prices add up to the line after its discounts", () => {
    const two = bought({ lines: [line({ quantity: 2, priceMinor: 2000, discountMinor: 1 })] });
    expect(soldTerms(two, versions).map(({ piece, paidMinor }) => [piece, paidMinor])).toEqual([
      [0, 999],
      [1, 1000],
    ]);
  });

  it("counts from the moment of the payment, where Shopify told it, and not for orders of a test", () => {
    expect(soldTerms(bought({ paidAt: NOON + 86_400_000 }), versions)[0]?.paidAt).toBe(NOON + 86_400_000);
    expect(soldTerms(bought({ paidAt: null, isPaid: true }), versions)[0]?.paidAt).toBe(NOON);
    expect(soldTerms(bought({ isTest: true }), versions)).toEqual([]);
  });
});

describe("a membership's purchase that is paid back", () => {
  it("is returned when its line is, and not by a refund of other goods or of shipping", () => {
    expect(returns(soldTerms(refunded(bought(), aRefund(1, { P: 1 })), versions))).toEqual([NOON + 60_000]);
    expect(returns(soldTerms(refunded(bought(), aRefund(1, { B: 1 })), versions))).toEqual([null]);
  });

  it("goes back from the last piece on", () => {
    const two = bought({ lines: [line({ quantity: 2 })] });
    expect(returns(soldTerms(refunded(two, aRefund(1, { P: 1 })), versions))).toEqual([null, NOON + 60_000]);
    const both = refunded(refunded(two, aRefund(1, { P: 1 })), aRefund(2, { P: 1 }));
    expect(returns(soldTerms(both, versions))).toEqual([NOON + 120_000, NOON + 60_000]);
  });

  it("by an amount that names no line is returned once it is all the money", () => {
    expect(returns(soldTerms(refunded(bought(), aRefund(1, {}, 5999)), versions))).toEqual([null]);
    expect(returns(soldTerms(refunded(bought(), aRefund(1, {}, 6000)), versions))).toEqual([NOON + 60_000]);
  });

  it("is returned when the order is cancelled, unless it was before", () => {
    const cancelled = { ...bought(), cancelledAt: NOON + 300_000 };
    expect(returns(soldTerms(cancelled, versions))).toEqual([NOON + 300_000]);
    expect(returns(soldTerms(refunded(cancelled, aRefund(1, { P: 1 })), versions))).toEqual([NOON + 60_000]);
  });

  it("that an edit took off without a refund was never bought", () => {
    expect(soldTerms(bought({ lines: [line({ currentQuantity: 0 })] }), versions)).toEqual([]);
  });

  it("keeps its term where the merchant chose so", () => {
    const keeps = versionsWith(aMembership({ onRefund: "keeps_term" }));
    const [kept] = soldTerms(refunded(bought(), aRefund(1, { P: 1 })), keeps);
    expect(kept).toMatchObject({ returnedAt: null, paidMinor: 0 });
    expect(returns(soldTerms({ ...bought(), cancelledAt: NOON + 1 }, keeps))).toEqual([null]);
  });
});
