import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { offerSettings } from "#app/contracts/offers.ts";
import type { ProductFacts } from "#app/contracts/product.ts";
import { offerAllowance } from "#app/domain/offers/offer-allowance.ts";
import { offerWeekAt } from "#app/domain/offers/offer-week.ts";
import { type Habit, pickOffers } from "#app/domain/offers/pick-offers.ts";
import { noStanding } from "#app/domain/programme/audience.ts";
import { compileOffers, type Offers } from "#app/domain/programme/compile-offers.ts";

const offers = (settings: Parameters<typeof offerSettings.parse>[0] = {}): Offers =>
  compileOffers(offerSettings.parse(settings)) as Offers;

const product = (number: number, facts: Partial<ProductFacts> = {}): ProductFacts => ({
  gid: `gid://shopify/Product/${number}`,
  handle: `product-${number}`,
  title: `Product ${number}`,
  vendor: null,
  type: number % 2 === 0 ? "Coffee" : "Tea",
  tags: [],
  collections: [],
  priceMinor: 1_000,
  imageUrl: null,
  isGiftCard: false,
  hasSellingPlans: false,
  status: "active",
  isDeleted: false,
  ...facts,
});
const catalogue = (...products: ProductFacts[]) => new Map(products.map((each) => [each.gid, each]));
const gid = (number: number) => `gid://shopify/Product/${number}`;
const habit = (number: number, orders: number, daysAgo = 10): Habit => ({ product: gid(number), orders, daysAgo });

function pick(settings: Parameters<typeof offers>[0], wishes: Partial<Parameters<typeof pickOffers>[1]>) {
  const all = catalogue(...Array.from({ length: 20 }, (_, number) => product(number)));
  const defaults = {
    seed: "s",
    habits: [],
    popular: [...all.keys()],
    products: all,
    before: new Set<string>(),
    count: 5,
  };
  return pickOffers(offers(settings), { ...defaults, ...wishes });
}

describe("S64: what a member is offered", () => {
  it("is what they buy often, more so the more often and the more recently", () => {
    const picked = pick({}, { habits: [habit(2, 2, 300), habit(4, 12), habit(6, 5)], count: 3 });
    expect(picked.map((each) => each.product)).toEqual([gid(4), gid(6), gid(2)]);
    expect(picked[0]).toMatchObject({ percent: 25, why: { code: "bought_often", orders: 12 } });
  });

  it("is filled with what is popular of the kinds that they buy, then with what is popular at all", () => {
    const picked = pick({}, { habits: [habit(2, 3), habit(4, 1)], popular: [gid(1), gid(6), gid(3)], count: 4 });
    expect(picked.map(({ product: each, why }) => [each, why.code])).toEqual([
      [gid(2), "bought_often"],
      [gid(6), "like_bought"],
      [gid(1), "popular"],
      [gid(3), "popular"],
    ]);
  });

  it("is never the same twice in a row, and rather less than unfit", () => {
    expect(pick({}, { habits: [habit(2, 9)], before: new Set([gid(2)]), popular: [gid(2), gid(3)] })).toHaveLength(1);
  });

  it("is no gift card, nothing that is gone or not for sale, and nothing outside of the merchant's goods", () => {
    const products = catalogue(
      product(1, { isGiftCard: true }),
      product(2, { isDeleted: true }),
      product(3, { status: "draft" }),
      product(4, { tags: ["alcohol"] }),
      product(5),
    );
    const picked = pick({ goods: { except: { tags: ["alcohol"] } } }, { products, popular: [...products.keys()] });
    expect(picked.map((each) => each.product)).toEqual([gid(5)]);
  });

  it("never goes below the margin's floor: less is given, or nothing", () => {
    const products = catalogue(product(1, { tags: ["meat"] }), product(2, { tags: ["milk"] }), product(3));
    const margin = {
      percent: 50,
      floor: 10,
      of: [
        { goods: { tags: ["meat"] }, percent: 22 },
        { goods: { tags: ["milk"] }, percent: 14 },
      ],
    };
    const picked = pick({ margin }, { products, popular: [...products.keys()] });
    expect(picked.map((each) => [each.product, each.percent])).toEqual([
      [gid(1), 12],
      [gid(3), 25],
    ]);
  });

  it("S65: is the same for the same seed, whoever asks and in whatever order habits are told", () => {
    const habits = fc.uniqueArray(
      fc.record({ product: fc.nat(19).map(gid), orders: fc.integer({ min: 1, max: 30 }), daysAgo: fc.nat(365) }),
      {
        selector: (each) => each.product,
      },
    );
    fc.assert(
      fc.property(habits, fc.string(), fc.integer({ min: 1, max: 12 }), (bought, seed, count) => {
        const picked = pick({}, { habits: bought, seed, count });
        expect(pick({}, { habits: [...bought].reverse(), seed, count })).toEqual(picked);
        expect(picked).toHaveLength(count);
        const next = pick(
          {},
          { habits: bought, seed: `${seed}+1`, count, before: new Set(picked.map((each) => each.product)) },
        );
        expect(next.some((each) => picked.some((other) => other.product === each.product))).toBe(false);
      }),
    );
  });
});

describe("S62: how many", () => {
  const settings = offers({
    choose: 10,
    activate: 5,
    more: [
      { audience: { tiers: ["gold"] }, choose: 12 },
      { audience: { segments: ["champions"] }, activate: 8 },
    ],
  });
  const memberships = [{ id: "premium", offersPerWeek: 5 }];

  test("everybody has as many, some more, and a paid membership adds its own", () => {
    expect(offerAllowance(settings, memberships, noStanding)).toEqual({ choose: 10, activate: 5 });
    expect(offerAllowance(settings, memberships, { ...noStanding, tier: "gold" })).toEqual({ choose: 12, activate: 5 });
    const best = { tier: "gold", segments: ["champions"], memberships: ["premium"], tags: [] };
    expect(offerAllowance(settings, memberships, best)).toEqual({ choose: 17, activate: 13 });
  });

  test("nobody may activate more than there is to choose from", () => {
    for (const wrong of [
      { choose: 3, activate: 4 },
      { choose: 3, activate: 3, more: [{ audience: {}, activate: 9 }] },
    ])
      expect(offerSettings.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
    expect(offerSettings.safeParse({ margin: { percent: 20, floor: 18 } }).success).toBe(false);
  });
});

describe("S62: a week", () => {
  const at = (instant: string, startsOn: "monday" | "sunday" | "wednesday" = "monday") => {
    const week = offerWeekAt(Date.parse(instant), offers({ startsOn }), "Europe/Amsterdam");
    return [week.day, new Date(week.from).toISOString(), new Date(week.to).toISOString()];
  };

  it("begins at the shop's midnight of the merchant's day", () => {
    const week = ["2026-01-05", "2026-01-04T23:00:00.000Z", "2026-01-11T23:00:00.000Z"];
    expect(at("2026-01-04T23:00:00Z")).toEqual(week);
    expect(at("2026-01-11T22:59:59Z")).toEqual(week);
    expect(at("2026-01-11T23:00:00Z")[0]).toBe("2026-01-12");
    expect(at("2026-01-07T12:00:00Z", "wednesday")[0]).toBe("2026-01-07");
    expect(at("2026-01-10T12:00:00Z", "sunday")[0]).toBe("2026-01-04");
  });

  it("in which clocks are changed is an hour shorter or longer", () => {
    expect(at("2026-03-29T12:00:00Z")).toEqual(["2026-03-23", "2026-03-22T23:00:00.000Z", "2026-03-29T22:00:00.000Z"]);
  });
});
