import { describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import { earnedByRule, pointsEarned, snapshotOf, withLinesOf } from "#app/domain/earning/award-snapshot.ts";
import { type Circumstances, plainCircumstances } from "#app/domain/earning/circumstances.ts";
import { explainEarning } from "#app/domain/earning/explain-earning.ts";
import { goodsOfLine } from "#app/domain/orders/goods-of-line.ts";
import { noStanding } from "#app/domain/programme/audience.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";

type Earning = NonNullable<ProgrammeInput["earning"]>;
type Rule = Earning[number];

/** Goods of which the SKU is the one tag: "sale" is a line that is on sale. */
const byTag: Circumstances = {
  ...plainCircumstances,
  goodsOf: (line) => ({ ...goodsOfLine(line, undefined), tags: line.sku === null ? [] : [line.sku] }),
};
const earned = (earning: Earning, order = anOrder(), circumstances = byTag): number =>
  pointsEarned(snapshotOf(aProgramme({ earning }), order, NOON, circumstances), order);
const gold: Circumstances = { ...byTag, standing: { ...noStanding, tier: "gold", tags: ["VIP"] } };

const perEuro: Rule = { code: "per_amount", points: 1, per: "1.00" };
const onSale = { tags: ["sale"] };
const mixed = anOrder({
  lines: [aLine("A", { priceMinor: 1000, sku: "sale" }), aLine("B", { priceMinor: 3000, sku: "new" })],
});

describe("S67: rules that meet", () => {
  it("add up unless they say otherwise", () => {
    expect(earned([perEuro, { code: "per_amount", points: 1, per: "10.00", goods: onSale }], mixed)).toBe(40 + 1);
  });

  it("of one group the one that gives most counts, whatever their order", () => {
    const many: Rule = { ...perEuro, points: 2, combine: "best", group: "g" };
    const fixed: Rule = { code: "per_order", points: 50, combine: "best", group: "g" };
    const other: Rule = { code: "per_order", points: 7, combine: "best", group: "h" };
    const small = anOrder({ lines: [aLine("A", { priceMinor: 2000 })] });
    const large = anOrder({ lines: [aLine("A", { priceMinor: 3000 })] });
    for (const rules of [
      [many, fixed, other],
      [other, fixed, many],
    ])
      expect([earned(rules, small), earned(rules, large)]).toEqual([50 + 7, 60 + 7]);
  });

  it("stop where one of them says so, for its goods alone, by priority and not by where they stand", () => {
    const sale: Rule = { code: "per_amount", points: 5, per: "1.00", goods: onSale, combine: "stop" };
    expect(earned([sale, perEuro], mixed)).toBe(50 + 30);
    expect(earned([perEuro, sale], mixed)).toBe(40 + 50);
    expect(earned([{ ...perEuro, priority: 1 }, sale], mixed)).toBe(50 + 30);
    expect(earned([perEuro, { ...sale, priority: 0 }], mixed)).toBe(40 + 50);
  });

  it("keep what they decided by line when goods come back", () => {
    const rules: Earning = [
      { code: "per_product", goods: onSale, points: 5, per: "1.00", combine: "stop" },
      { code: "per_product", goods: { skus: ["new"] }, points: 3 },
      perEuro,
    ];
    const snapshot = snapshotOf(aProgramme({ earning: rules }), mixed, NOON, byTag);
    expect(pointsEarned(snapshot, mixed)).toBe(50 + 3 + 30);
    expect(pointsEarned(snapshot, refunded(mixed, aRefund(1, { A: 1 })))).toBe(3 + 30);
    expect(pointsEarned(snapshot, refunded(mixed, aRefund(1, { B: 1 })))).toBe(50);
    expect(pointsEarned(snapshot, refunded(mixed, aRefund(1, { A: 1, B: 1 })))).toBe(0);
  });

  it("are explained one by one, in both languages, with the sum that the order earns", () => {
    const programme = aProgramme({
      earning: [
        { code: "per_amount", points: 5, per: "1.00", goods: onSale, combine: "stop", id: "sale" },
        { code: "per_amount", points: 1, per: "1.00", goods: onSale },
        { code: "per_amount", points: 1, per: "1.00", goods: { vendors: ["Acme"] } },
        { code: "per_order", points: 9, channels: ["pos"] },
        { code: "per_order", points: 9, locations: ["7"] },
        { code: "per_order", points: 9, audience: { tiers: ["gold"] } },
        { code: "per_order", points: 9, minimum: "30.01" },
        { code: "per_order", points: 9, combine: "best" },
        { code: "per_order", points: 11, combine: "best" },
        { code: "campaign", id: "double", factor: 2, from: "2026-01-05", to: "2026-01-06" },
      ],
    });
    const lines = explainEarning(programme, mixed, byTag);
    expect(lines.map(({ outcome, points }) => [outcome, points])).toEqual([
      ["counts", 100],
      ["stopped", 0],
      ["goods", 0],
      ["channel", 0],
      ["location", 0],
      ["audience", 0],
      ["not_reached", 0],
      ["not_best", 0],
      ["counts", 11],
    ]);
    const snapshot = snapshotOf(programme, mixed, NOON, byTag);
    expect(lines.reduce((sum, { points }) => sum + points, 0)).toBe(pointsEarned(snapshot, mixed));
    expect(lines[0]).toMatchObject({
      id: "sale",
      rule: { en: "For every €1.00 you get 5 points on sale." },
      words: { en: "100 points: 50 points by a campaign.", nl: "100 punten: 50 punten door een actie." },
    });
    expect(lines[7]?.words.nl).toBe("Geen punten: een betere regel van dezelfde groep telt.");
  });
});

describe("S13, S18: goods earn as the merchant says", () => {
  it("so many points a piece, for pieces that are kept and paid for", () => {
    const rule: Rule = { code: "per_product", goods: onSale, points: 5 };
    const order = anOrder({ lines: [aLine("A", { quantity: 3, sku: "sale" }), aLine("B", { sku: "new" })] });
    const snapshot = snapshotOf(aProgramme({ earning: [rule] }), order, NOON, byTag);
    const after = (pieces: number) => pointsEarned(snapshot, refunded(order, aRefund(1, { A: pieces })));
    expect([0, 1, 2, 3].map(after)).toEqual([15, 10, 5, 0]);
    const gift = anOrder({ lines: [aLine("A", { sku: "sale", discountMinor: 1000 }), aLine("B")] });
    expect(earned([rule], gift)).toBe(0);
    expect(pointsEarned(snapshot, refunded(order, aRefund(1, {}, 4000)))).toBe(0);
  });

  it("some times what they earn anyway, together with the rest rounded once", () => {
    const rules: Earning = [perEuro, { code: "per_product", goods: onSale, factor: 1.5 }];
    const order = anOrder({ lines: [aLine("A", { priceMinor: 1050, sku: "sale" }), aLine("B", { priceMinor: 1050 })] });
    // 15.75 and 10.50.
    expect(earned(rules, order)).toBe(26);
    expect(earned([{ ...perEuro, rounding: "up" }, ...rules.slice(1)], order)).toBe(27);
  });

  it("all but those that are left out, by product, variant, SKU, vendor, collection and type too", () => {
    const facts = {
      gid: "gid://shopify/Product/1",
      handle: "shirt",
      title: null,
      vendor: "Acme",
      type: "Shirt",
      tags: [],
      collections: ["summer"],
      priceMinor: 1,
      imageUrl: null,
      isGiftCard: false,
      hasSellingPlans: false,
      status: "active" as const,
      isDeleted: false,
    };
    const known: Circumstances = {
      ...plainCircumstances,
      goodsOf: (line) => goodsOfLine(line, line.sku === "S" ? facts : undefined),
    };
    const order = anOrder({
      lines: [
        aLine("A", { sku: "S", productGid: facts.gid, variantGid: "gid://shopify/ProductVariant/2" }),
        aLine("B"),
      ],
    });
    for (const goods of [
      { products: ["shirt"] },
      { products: [facts.gid] },
      { variants: ["gid://shopify/ProductVariant/2"] },
      { skus: ["s"] },
      { vendors: ["acme"] },
      { collections: ["Summer"] },
      { types: ["shirt"] },
    ]) {
      expect(earned([{ ...perEuro, goods }], order, known), JSON.stringify(goods)).toBe(10);
      expect(earned([{ ...perEuro, points: 3, goods: { except: goods } }], order, known), JSON.stringify(goods)).toBe(
        30,
      );
    }
  });

  it("as they were when the order was awarded; what an edit adds is judged by the programme that awarded it", () => {
    const programme = aProgramme({ earning: [{ ...perEuro, goods: onSale }] });
    const order = anOrder({ lines: [aLine("A", { sku: "sale" }), aLine("B", { sku: "new" })] });
    const snapshot = snapshotOf(programme, order, NOON, byTag);
    const edited = { ...order, lines: [...order.lines, aLine("C", { sku: "sale", priceMinor: 700 })] };
    const noTags = {
      ...byTag,
      goodsOf: (line: OrderState["lines"][number]) => ({
        ...byTag.goodsOf(line),
        tags: line.gid.endsWith("C") ? ["sale"] : [],
      }),
    };
    expect(pointsEarned(withLinesOf(snapshot, edited, programme, noTags), edited)).toBe(10 + 7);
  });
});

describe("S69, S28: a campaign", () => {
  const campaign: Rule = { code: "campaign", id: "double", factor: 2, from: "2026-01-05", to: "2026-01-06" };

  it("may be for some goods: the best counts for each line", () => {
    const rules: Earning = [perEuro, { ...campaign, goods: onSale }];
    expect(earned(rules, mixed)).toBe(20 + 30);
    expect(earned([...rules, { ...campaign, id: "b", factor: 1.5 }], mixed)).toBe(20 + 45);
    expect(earned([...rules, { ...campaign, id: "b", factor: 3 }], mixed)).toBe(30 + 90);
  });

  it("may be for members of a tier or segment, and for shops", () => {
    for (const audience of [{ tiers: ["gold"] }, { tags: ["vip"] }]) {
      expect(earned([perEuro, { ...campaign, audience }], anOrder(), gold)).toBe(20);
      expect(earned([perEuro, { ...campaign, audience }])).toBe(10);
    }
    const pearl = { ...byTag, standing: { ...noStanding, segments: ["pearls"] } };
    expect(earned([perEuro, { ...campaign, audience: { segments: ["pearls"] } }], anOrder(), pearl)).toBe(20);
    const at = (locationGid: string) => anOrder({ channel: "pos", locationGid });
    const there: Rule = { ...campaign, locations: ["7"] };
    expect(earned([perEuro, there], at("gid://shopify/Location/7"))).toBe(20);
    expect(earned([perEuro, there], at("gid://shopify/Location/8"))).toBe(10);
    expect(earned([perEuro, there])).toBe(10);
  });
});

describe("S19: a tier's multiplier", () => {
  const tiers = { levels: [{ id: "gold", name: "Gold", from: "100.00", multiplier: 1.25 }] };
  const campaign: Rule = { code: "campaign", id: "c", factor: 1.5, from: "2026-01-05", to: "2026-01-06" };
  const order = anOrder({ lines: [aLine("A", { priceMinor: 1050 })] });
  const given = (settings: ProgrammeInput, circumstances = gold) => {
    const snapshot = snapshotOf(aProgramme({ tiers, ...settings }), order, NOON, circumstances);
    return earnedByRule(snapshot, order);
  };

  it("multiplies points by amount and by piece before the one rounding, and nothing else", () => {
    const piece: Rule = { code: "per_product", goods: { except: onSale }, points: 3 };
    const rules: Earning = [perEuro, piece, { code: "per_order", points: 10 }];
    // 13.125, 3.75 and 10.
    expect(given({ earning: rules }).map(({ points, tierPoints }) => [points, tierPoints])).toEqual([
      [13, 3],
      [3, 0],
      [10, 0],
    ]);
    expect(given({ earning: rules }, byTag).map(({ points }) => points)).toEqual([10, 3, 10]);
  });

  it("and a campaign's multiply each other, or the larger counts where the merchant says so", () => {
    const earning = [perEuro, campaign];
    expect(given({ earning })).toMatchObject([{ points: 19, campaignPoints: 6, tierPoints: 3 }]);
    expect(given({ earning, tierMeetsCampaign: "best" })).toMatchObject([{ points: 15 }]);
  });
});
