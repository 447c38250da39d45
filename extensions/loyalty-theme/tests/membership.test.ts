// @vitest-environment node
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Card, CardMembership } from "../../../app/contracts/card.ts";
import { type ProgrammeInput, programmeSettings } from "../../../app/contracts/programme.ts";
import { membershipSum } from "../../../app/domain/memberships/membership-sum.ts";
import { compileProgramme } from "../../../app/domain/programme/programme.ts";
import { nothingKnownOfGoods } from "../../../app/domain/programme/selection.ts";
import { programmeCardOf } from "../../../app/domain/wallet/programme-card.ts";
import { card as emptyCard, engine } from "./render-block.ts";

interface Item {
  price: number;
  tags?: string[];
  sku?: string;
  isGiftCard?: boolean;
}

type MembershipInput = NonNullable<ProgrammeInput["memberships"]>[number];

const PREMIUM: MembershipInput = {
  id: "premium",
  name: "Premium",
  goods: { skus: ["PREMIUM"] },
  term: { months: 12 },
  price: "10.00",
  perks: [{ code: "percent_off", percent: 10 }],
};

function programmeOf(membership: MembershipInput, currency: string) {
  return compileProgramme(
    1,
    programmeSettings.parse({ memberships: [membership], earning: [], rewards: [] }),
    currency,
    "Europe/Amsterdam",
  );
}

interface Page {
  items?: Item[];
  membership?: MembershipInput;
  currency?: string;
  cartCurrency?: string;
  locale?: string;
  held?: CardMembership;
}

/** The block on a cart's page; prices in hundredths, as Liquid has them. */
function render({ items = [], membership = PREMIUM, currency = "EUR", locale = "en", held, ...page }: Page): string {
  const programme = programmeCardOf(programmeOf(membership, currency), 0);
  const card: Card = { ...emptyCard, memberships: held ? [held] : [] };
  const liquid = engine(locale);
  liquid.registerFilter("money", (hundredths: number) => `€${(hundredths / 100).toFixed(2)}`);
  return liquid.parseAndRenderSync(readFileSync(new URL("../blocks/membership.liquid", import.meta.url), "utf8"), {
    request: { locale: { iso_code: locale } },
    // What a metafield holds went through JSON.
    shop: { currency, metafields: { $app: { programme: { value: JSON.parse(JSON.stringify(programme)) } } } },
    customer: held ? { metafields: { $app: { card: { value: card } } } } : null,
    cart: {
      item_count: items.length,
      currency: { iso_code: page.cartCurrency ?? currency },
      requires_shipping: true,
      items: items.map(({ price, tags = [], sku = "", isGiftCard = false }, index) => ({
        final_line_price: price,
        product: { id: index + 1, handle: `p${index}`, tags, collections: [], "gift_card?": isGiftCard },
        variant: { id: index + 101, sku },
      })),
    },
    block: { id: "b1", settings: { product: { url: "/products/premium" }, membership: "" }, shopify_attributes: "" },
  });
}

const text = (html: string): string =>
  html
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

test("S61: the cart says what a membership saves on this order, with a link to the product that sells it", () => {
  const html = render({ items: [{ price: 15_000 }] });
  expect(text(html)).toBe(
    "Save €15.00 on this order with Premium for €10.00. Buy it first: it counts at once. More about Premium",
  );
  expect(html).toContain('href="/products/premium"');
  expect(text(render({ items: [{ price: 15_000 }], locale: "nl-NL" }))).toContain("Bespaar €15.00 op deze bestelling");
});

test("S61: where it costs more than it saves, it says after how many orders it is earned back", () => {
  expect(text(render({ items: [{ price: 2999 }] }))).toContain("It is earned back after 4 orders like this.");
});

test("an empty cart, one in another currency and one that holds the membership are told what it brings", () => {
  const benefits = /^Premium \(€10\.00\): 10% off More about Premium$/;
  expect(text(render({}))).toMatch(benefits);
  expect(text(render({ items: [{ price: 9900 }], cartCurrency: "USD" }))).toMatch(benefits);
  expect(text(render({ items: [{ price: 9900 }, { price: 1000, sku: "Premium" }] }))).toMatch(benefits);
  expect(text(render({ items: [{ price: 9900, isGiftCard: true }] }))).toMatch(benefits);
});

test("a member sees until when it runs, and no price", () => {
  const name = { en: "Premium", nl: "Premium" };
  const held: CardMembership = {
    id: "premium",
    name,
    status: "running",
    endsAt: "2027-01-05T23:00:00.000Z",
    text: { en: "Through 5 January 2027", nl: "Tot en met 5 januari 2027" },
    perks: [],
  };
  expect(text(render({ items: [{ price: 15_000 }], held }))).toBe("Premium Through 5 January 2027");
});

test("the names that a merchant wrote are text", () => {
  const html = render({ items: [{ price: 15_000 }], membership: { ...PREMIUM, name: "<b>Club</b>" } });
  expect(html).not.toContain("<b>");
  expect(html).toContain("&lt;b&gt;Club");
});

test("the theme works out for any cart what the server would", () => {
  const currencies = { EUR: 1, JPY: 100 };
  const item = fc.record({
    minor: fc.nat(30_000),
    tags: fc.subarray(["wine", "sale"]),
    isGiftCard: fc.constantFrom(false, false, false, true),
  });
  const condition = { minimumBasket: fc.option(fc.constantFrom("50", "200"), { nil: undefined }) };
  const maximum = fc.option(fc.constantFrom("5", "40"), { nil: undefined });
  const percent = fc.integer({ min: 1, max: 100 });
  const goods: fc.Arbitrary<{ tags?: string[]; except?: { tags: string[] } }> = fc.constantFrom(
    { tags: ["Wine"] },
    { tags: ["sale"] },
    { except: { tags: ["sale"] } },
  );
  const perk = fc.oneof(
    fc.record({ code: fc.constant("percent_off" as const), percent, goods, maximum, ...condition }),
    fc.record({ code: fc.constant("percent_off" as const), percent, maximum, ...condition }),
    fc.record({ code: fc.constant("free_shipping" as const), maximum, ...condition }),
  );
  let runs = 0;
  fc.assert(
    fc.property(
      fc.array(item, { minLength: 1, maxLength: 6 }),
      fc.array(perk, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("EUR" as const, "JPY" as const),
      (items, perks, currency) => {
        runs += 1;
        const isShipped = perks.some(({ code }) => code === "free_shipping");
        const membership: MembershipInput = {
          ...PREMIUM,
          price: "10",
          perks,
          ...(isShipped ? { usualShipping: "30" } : {}),
        };
        const compiled = programmeOf(membership, currency).memberships[0];
        if (!compiled) throw new Error("no membership");
        const lines = items
          .filter(({ isGiftCard }) => !isGiftCard)
          .map(({ minor, tags }) => ({ goods: { ...nothingKnownOfGoods, tags }, netMinor: minor }));
        const expected = membershipSum(compiled, { lines, shippingMinor: null }, currency)?.savesMinor ?? 0;
        const unit = currencies[currency];
        const html = render({
          items: items.map(({ minor, ...each }) => ({ ...each, price: minor * unit })),
          membership,
          currency,
        });
        const shown = /Save €(\d+\.\d\d)/.exec(text(html))?.[1] ?? "0";
        expect(Math.round(Number(shown) * 100)).toBe(expected * unit);
      },
    ),
  );
  expect(runs).toBe(100);
});
