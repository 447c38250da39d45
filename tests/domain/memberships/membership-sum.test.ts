import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { membershipSum, paybackOf, type SumCart } from "#app/domain/memberships/membership-sum.ts";
import { nothingKnownOfGoods } from "#app/domain/programme/selection.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { aMembership } from "./a-membership.ts";

const membership = (settings: Parameters<typeof aMembership>[0] = {}, currency = "EUR") => {
  const [compiled] = aProgramme({ memberships: [aMembership(settings)] }, 1, currency).memberships;
  if (!compiled) throw new Error("no membership");
  return compiled;
};
const line = (netMinor: number, ...tags: string[]) => ({ goods: { ...nothingKnownOfGoods, tags }, netMinor });
const cart = (shippingMinor: number | null, ...lines: SumCart["lines"]): SumCart => ({ lines, shippingMinor });
/** Amounts have a space in Dutch that does not break. */
const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");

describe("S61: what a membership saves on this order", () => {
  it("is told with its price, in both languages", () => {
    const sum = membershipSum(membership(), cart(null, line(15_000)), "EUR");
    expect(sum).toMatchObject({ savesMinor: 1500, priceMinor: 1000, earnedBackAfter: 1 });
    expect(plain(sum?.text.en)).toBe(
      "Save €15.00 on this order with Premium for €10.00. Buy it first: it counts at once.",
    );
    expect(plain(sum?.text.nl)).toBe(
      "Bespaar € 15,00 op deze bestelling met Premium voor € 10,00. Koop dat eerst: het telt meteen.",
    );
  });

  it("is of the goods that it covers, and of shipping where that is known or usual", () => {
    const part = {
      perks: [
        { code: "percent_off" as const, percent: 10, goods: { tags: ["wine"] } },
        { code: "free_shipping" as const },
      ],
      usualShipping: "4.95",
    };
    const goods = [line(8990, "wine"), line(2500)];
    expect(membershipSum(membership(part), cart(299, ...goods), "EUR")).toMatchObject({
      goodsMinor: 899,
      shippingMinor: 299,
      savesMinor: 1198,
    });
    expect(membershipSum(membership(part), cart(null, ...goods), "EUR")?.shippingMinor).toBe(495);
    expect(membershipSum(membership(part), cart(0, line(2500)), "EUR")).toBeNull();
  });

  it("keeps minimum and maximum, and gives each line the perk that takes most off", () => {
    const perks = [
      { code: "percent_off" as const, percent: 10, goods: { tags: ["wine"] }, maximum: "5.00" },
      { code: "percent_off" as const, percent: 20, goods: { tags: ["sale"] } },
      { code: "percent_off" as const, percent: 5, minimumBasket: "100.00" },
    ];
    // 20 % of 40.00, at most 5.00 of the wine, and 5 % of the 127.00 that is left.
    const lines = [line(4000, "sale", "wine"), line(10_000, "wine")];
    expect(membershipSum(membership({ perks }), cart(null, ...lines), "EUR")?.goodsMinor).toBe(800 + 500 + 635);
    expect(membershipSum(membership({ perks }), cart(null, line(4000, "sale")), "EUR")?.goodsMinor).toBe(800);
  });

  it("says after how many orders it is earned back where one is not enough", () => {
    const sum = membershipSum(membership(), cart(null, line(2999)), "EUR");
    expect(sum).toMatchObject({ savesMinor: 299, earnedBackAfter: 4 });
    expect(plain(sum?.text.en)).toBe(
      "Save €2.99 on this order with Premium for €10.00. It is earned back after 4 orders like this.",
    );
    expect(plain(sum?.text.nl)).toContain("Dat is terugverdiend na 4 van zulke bestellingen.");
  });

  it("is in the smallest units of any currency, without a price where none is set", () => {
    const { price: _, ...free } = aMembership();
    const yen = aProgramme({ memberships: [free] }, 1, "JPY").memberships[0];
    const sum = yen && membershipSum(yen, cart(null, line(1999)), "JPY");
    expect(sum).toMatchObject({ savesMinor: 199, priceMinor: null, earnedBackAfter: null });
    expect(sum?.text.en).toContain("¥199 on this order with Premium. Buy it first");
  });

  it("never is more than the goods and shipping, and never less for more of the same goods", () => {
    let runs = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(20_000), fc.boolean()), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 100 }),
        fc.nat(1000),
        (goods, percent, wine, shipping) => {
          runs += 1;
          const perks = [
            { code: "percent_off" as const, percent },
            { code: "percent_off" as const, percent: wine, goods: { tags: ["wine"] } },
            { code: "free_shipping" as const },
          ];
          const compiled = membership({ perks });
          const lines = goods.map(([minor, isWine]) => (isWine ? line(minor, "wine") : line(minor)));
          const saves = (some: SumCart["lines"]) =>
            membershipSum(compiled, cart(shipping, ...some), "EUR")?.savesMinor ?? 0;
          const total = lines.reduce((sum, { netMinor }) => sum + netMinor, 0);
          expect(saves(lines)).toBeLessThanOrEqual(total + shipping);
          expect(saves([...lines, line(10_000, "wine")])).toBeGreaterThanOrEqual(saves(lines));
        },
      ),
    );
    expect(runs).toBe(100);
  });
});

describe("S61: a price that is earned back after a few purchases", () => {
  it("is held against what customers really ordered", () => {
    const orders = [cart(495, line(4000)), cart(495, line(2500)), cart(0, line(999))];
    const payback = paybackOf(membership(), orders, "EUR");
    // 4.00, 2.50 and 0.99: 7.49 in three orders.
    expect(payback).toMatchObject({ sampled: 3, averageSavesMinor: 249, orders: 5 });
    expect(plain(payback.text.en)).toBe(
      "By your latest orders it saves €2.49 an order and is earned back after 5 purchases.",
    );
    expect(plain(payback.text.nl)).toContain("is het terugverdiend na 5 aankopen");
  });

  it("is told to be missing, and that nothing would be saved", () => {
    expect(paybackOf(membership(), [], "EUR")).toMatchObject({ orders: null, averageSavesMinor: 0 });
    const { price: _, ...free } = aMembership();
    const compiled = aProgramme({ memberships: [free] }).memberships[0];
    expect(compiled && paybackOf(compiled, [cart(0, line(1000))], "EUR").text.en).toContain("Set a price");
  });
});
