import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyOffers, type Discounted } from "./apply-offers.ts";
import type { Offer, OfferValue } from "./offer.ts";
import type { DiscountableLine } from "./reduction.ts";

const all = { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true };
const none = { orderDiscounts: false, productDiscounts: false, shippingDiscounts: false };
const fixed = (amountMinor: number): OfferValue => ({ kind: "fixed", amountMinor });
const percent = (text: string): OfferValue => ({ kind: "percentage", percent: text });

function anOffer(parts: Partial<Offer>): Offer {
  return {
    discountGid: "gid://shopify/DiscountAutomaticNode/1",
    kind: "automatic",
    code: null,
    title: "Points",
    combinesWith: all,
    products: [],
    orders: [],
    shipping: [],
    ...parts,
  };
}

function offTheOrder(value: OfferValue, excludedLineGids: string[] = [], more: Partial<Offer> = {}): Offer {
  const candidate = { message: "Points", value, excludedLineGids, conditions: [] };
  return anOffer({ orders: [{ strategy: "FIRST", candidates: [candidate] }], ...more });
}

function offAllGoods(value: OfferValue, gids: string[], more: Partial<Offer> = {}): Offer {
  const targets = gids.map((lineGid) => ({ lineGid, quantity: null }));
  const candidate = { message: "Goods", value, appliesToEachItem: false, targets, prerequisites: [] };
  return anOffer({ products: [{ strategy: "ALL", candidates: [candidate] }], ...more });
}

const lines = (...prices: number[]): DiscountableLine[] =>
  prices.map((unitMinor, index) => ({ gid: `line-${index}`, quantity: 1, unitMinor }));

const perLine = (result: Discounted) =>
  result.lines.map((allocations) => allocations.reduce((sum, each) => sum + each.amountMinor, 0));

describe("an order discount", () => {
  test("is spread over lines in proportion, and the parts sum to the whole", () => {
    const result = applyOffers([offTheOrder(fixed(500))], lines(1000, 1000, 1000), null);
    expect(result.totalMinor).toBe(500);
    expect(perLine(result)).toEqual([167, 167, 166]);
  });

  test("never takes more than the goods that it is for", () => {
    const result = applyOffers([offTheOrder(fixed(5000), ["line-0"])], lines(10_000, 1200), null);
    expect(perLine(result)).toEqual([0, 1200]);
    expect(result.applications[0]?.targetSelection).toBe("entitled");
  });

  test("of a percentage is rounded once for the order, halves up", () => {
    const result = applyOffers([offTheOrder(percent("10.0"))], lines(333, 333, 339), null);
    expect(result.totalMinor).toBe(101);
  });

  test("looks at the subtotal after goods' discounts, each at the same subtotal", () => {
    const goods = offAllGoods(fixed(2000), ["line-0"]);
    const ten = offTheOrder(percent("10"), [], { title: "ten" });
    const twenty = offTheOrder(percent("20"), [], { title: "twenty" });
    const result = applyOffers([goods, ten, twenty], lines(10_000, 5000, 20_000), null);
    expect(result.applications.map((each) => each.totalMinor)).toEqual([2000, 3300, 6600]);
  });

  test("by MAXIMUM is the candidate that takes most off; by FIRST the first whose conditions hold", () => {
    const candidates = [
      {
        message: "far",
        value: fixed(900),
        excludedLineGids: [],
        conditions: [{ kind: "order_subtotal" as const, excludedLineGids: [], minimumMinor: 5000 }],
      },
      { message: "small", value: fixed(100), excludedLineGids: [], conditions: [] },
      { message: "large", value: percent("50"), excludedLineGids: [], conditions: [] },
    ];
    const first = applyOffers([anOffer({ orders: [{ strategy: "FIRST", candidates }] })], lines(1000), null);
    const maximum = applyOffers([anOffer({ orders: [{ strategy: "MAXIMUM", candidates }] })], lines(1000), null);
    expect(first.applications.map((each) => each.title)).toEqual(["small"]);
    expect(maximum.applications.map((each) => each.title)).toEqual(["large"]);
  });
});

describe("discounts together", () => {
  test("on one line only the best goods' discount counts", () => {
    const small = offAllGoods(percent("10"), ["line-0", "line-1"], { discountGid: "a" });
    const large = offAllGoods(percent("20"), ["line-0"], { discountGid: "b" });
    expect(perLine(applyOffers([small, large], lines(1000, 1000), null))).toEqual([200, 100]);
  });

  test("that may not be combined give way to the best one", () => {
    const points = offTheOrder(fixed(500), [], { discountGid: "points", combinesWith: none });
    const code = offTheOrder(percent("10"), [], { discountGid: "code", kind: "discount_code", code: "TEN" });
    const small = applyOffers([points, code], lines(3000), null);
    const large = applyOffers([points, code], lines(9000), null);
    expect(small.applications.map((each) => each.discountGid)).toEqual(["points"]);
    expect(large.applications.map((each) => each.title)).toEqual(["TEN"]);
  });

  test("of one offer in two classes need its own leave to be combined", () => {
    const shipping = [{ message: "Free", value: percent("100"), groupGids: ["group"], optionHandles: [] }];
    const delivery = { groupGid: "group", optionHandle: "standard", costMinor: 495 };
    const apart = applyOffers([offTheOrder(fixed(500), [], { shipping, combinesWith: none })], lines(1000), delivery);
    const together = applyOffers([offTheOrder(fixed(500), [], { shipping })], lines(1000), delivery);
    expect(apart.totalMinor).toBe(500);
    expect(together.totalMinor).toBe(995);
  });
});

test("a fixed amount on goods counts once across them, or for each piece when it says so", () => {
  const targets = [{ lineGid: "line-0", quantity: 2 }];
  const candidate = { message: null, value: fixed(300), appliesToEachItem: false, targets, prerequisites: [] };
  const line = [{ gid: "line-0", quantity: 3, unitMinor: 1000 }];
  const once = anOffer({ products: [{ strategy: "FIRST", candidates: [candidate] }] });
  const each = anOffer({ products: [{ strategy: "FIRST", candidates: [{ ...candidate, appliesToEachItem: true }] }] });
  expect(applyOffers([once], line, null).totalMinor).toBe(300);
  expect(applyOffers([each], line, null).totalMinor).toBe(600);
});

test("shipping never falls below nothing", () => {
  const shipping = [
    { message: "Free", value: percent("100"), groupGids: ["group"], optionHandles: [] },
    { message: "Five", value: fixed(500), groupGids: [], optionHandles: ["standard"] },
  ];
  const delivery = { groupGid: "group", optionHandle: "standard", costMinor: 495 };
  const result = applyOffers([anOffer({ shipping })], lines(1000), delivery);
  expect(result.delivery).toEqual([{ application: 0, amountMinor: 495 }]);
});

test("for any cart and discounts, no line goes below zero and allocations sum to what each discount says", () => {
  const value = fc.oneof(
    fc.integer({ min: 0, max: 50_000 }).map(fixed),
    fc.integer({ min: 0, max: 100 }).map((each) => percent(String(each))),
  );
  let runs = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 20_000 })), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.array(fc.tuple(fc.boolean(), value, fc.boolean()), { maxLength: 3 }),
      (cart, discounts) => {
        runs += 1;
        const goods = cart.map(([quantity, unitMinor], index) => ({ gid: `line-${index}`, quantity, unitMinor }));
        const offers = discounts.map(([isOrder, amount, combinesAll], index) => {
          const more = { discountGid: `d${index}`, combinesWith: combinesAll ? all : none };
          return isOrder
            ? offTheOrder(amount, ["line-0"], more)
            : offAllGoods(
                amount,
                goods.map((each) => each.gid),
                more,
              );
        });
        const result = applyOffers(offers, goods, null);
        for (const [index, cut] of perLine(result).entries())
          expect(cut).toBeLessThanOrEqual((goods[index]?.quantity ?? 0) * (goods[index]?.unitMinor ?? 0));
        for (const [place, application] of result.applications.entries()) {
          const parts = result.lines.flat().filter((each) => each.application === place);
          expect(parts.reduce((sum, each) => sum + each.amountMinor, 0)).toBe(application.totalMinor);
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(runs).toBe(200);
});
