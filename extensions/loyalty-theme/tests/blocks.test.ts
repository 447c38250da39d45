import { describe, expect, test } from "vitest";
import type { Card } from "../../../app/contracts/card.ts";
import { card, held, type Page, programme, render } from "./render-block.ts";

function draw(page: Page): HTMLElement {
  document.body.innerHTML = render(page);
  return document.body;
}
const textOf = (page: Page) => draw(page).textContent?.replace(/\s+/g, " ").trim();

describe("the balance", () => {
  test("is told to a member in the language of the page", () => {
    expect(textOf({ block: "balance", card })).toContain("150 points (worth €7.50)");
    expect(textOf({ block: "balance", card, locale: "nl" })).toContain("150 punten (€ 7,50 waard)");
    expect(textOf({ block: "balance", card, locale: "de" })).toContain("150 points (worth €7.50)");
  });

  test("a guest is asked to sign in, a new customer has none yet", () => {
    expect(draw({ block: "balance" }).querySelector("a")?.getAttribute("href")).toBe("/account/login");
    expect(textOf({ block: "balance", card: null })).toContain("You have no points yet.");
  });

  test("nothing is shown before there is a programme", () => {
    expect(textOf({ block: "balance", card, programme: null })).toBe("");
  });

  test("what a merchant or a shopper wrote is text, never HTML", () => {
    expect(draw({ block: "balance", card }).querySelector("b")).toBeNull();
    expect(textOf({ block: "balance", card })).toContain("Stars <b>");
  });
});

describe("S10, S11: the level with the balance", () => {
  const gold: Card = {
    ...card,
    tier: {
      id: "gold",
      name: { en: "Gold <i>", nl: "Goud" },
      until: { en: "Gold until 31 December 2027", nl: "Goud tot en met 31 december 2027" },
      perks: [
        { en: "Free shipping", nl: "Gratis verzending" },
        { en: "10% off", nl: "10% korting" },
      ],
      progress: {
        level: "platinum",
        name: { en: "Platinum", nl: "Platina" },
        percent: 40,
        text: { en: "€120.00 more to Platinum", nl: "Nog € 120,00 tot Platina" },
      },
    },
  };

  test("says until when it lasts, what it brings, and how far the next one is", () => {
    expect(textOf({ block: "balance", card: gold })).toContain("Gold until 31 December 2027");
    expect(textOf({ block: "balance", card: gold, locale: "nl" })).toContain("Gratis verzending · 10% korting");
    expect(textOf({ block: "balance", card: gold })).toContain("€120.00 more to Platinum");
    expect(draw({ block: "balance", card: gold }).querySelector("progress")?.value).toBe(40);
  });

  test("below the first it says only the way there; without levels nothing", () => {
    const { id, name, until, ...below } = gold.tier ?? { perks: [] };
    const shown = draw({ block: "balance", card: { ...card, tier: { ...below, perks: [] } } });
    expect(shown.textContent).toContain("more to Platinum");
    expect(shown.textContent).not.toContain("Gold");
    expect(draw({ block: "balance", card }).querySelector("progress")).toBeNull();
  });

  test("a membership that runs says until when", () => {
    const memberships = [
      {
        id: "premium",
        name: { en: "Premium", nl: "Premium" },
        status: "running" as const,
        endsAt: "2027-01-06T00:00:00Z",
        text: { en: "Through 5 January 2027", nl: "Tot en met 5 januari 2027" },
        perks: [],
      },
    ];
    expect(textOf({ block: "balance", card: { ...card, memberships } })).toContain("Premium: Through 5 January 2027");
  });
});

describe("points to earn", () => {
  const earn = (points: number, perMinor: number, rounding: "down" | "nearest" | "up") => ({
    ...programme,
    earn: { points, perMinor, rounding },
  });

  test.each([
    ["down", "EUR", 2599, "Earn 25 points"],
    ["nearest", "EUR", 2550, "Earn 26 points"],
    ["nearest", "EUR", 2549, "Earn 25 points"],
    ["up", "EUR", 2501, "Earn 26 points"],
    ["up", "EUR", 2500, "Earn 25 points"],
    ["down", "EUR", 100, "Earn 1 point with"],
    ["down", "JPY", 250000, "Earn 25 points"],
    ["down", "KWD", 250, "Earn 25 points"],
  ] as const)("rounded %s in %s, a price of %i says %s", (rounding, currency, price, text) => {
    const page: Page = { block: "earn", prices: [price], currency: { shop: currency, cart: currency } };
    expect(textOf({ ...page, programme: earn(1, 100, rounding) })).toContain(text);
  });

  const { earn: _, ...base } = programme;
  const rules = [
    {
      points: 5,
      perMinor: 100,
      rounding: "down" as const,
      goods: { tags: ["sale"], except: { vendors: ["acme"] } },
      stop: true as const,
    },
    { points: 1, perMinor: 100, rounding: "down" as const },
    { points: 30, rounding: "down" as const, goods: { skus: ["x-1"] } },
    { points: 7, rounding: "down" as const, best: true as const },
    { points: 9, rounding: "down" as const, best: true as const, goods: { collections: ["summer"] } },
  ];
  const goods = { rules, campaigns: [{ factorHundredths: 150, goods: { types: ["shirt"] } }] };

  test.each([
    ["all goods", {}, "", "Earn 32 points"],
    ["a tag, where a rule stops", { tags: ["Sale"] }, "", "Earn 129 points"],
    ["goods that are left out", { tags: ["Sale"], vendor: "ACME" }, "", "Earn 32 points"],
    ["a variant by its SKU", {}, "X-1", "Earn 62 points"],
    [
      "a collection, of which the better rule counts",
      { collections: [{ id: 1, handle: "summer" }] },
      "",
      "Earn 34 points",
    ],
    ["a campaign's goods", { type: "Shirt" }, "", "Earn 48 points"],
  ])("S44: where goods earn differently, a page says what this product earns: %s", (_name, product, sku, text) => {
    const page: Page = { block: "earn", programme: { ...base, goods }, product, sku };
    expect(textOf(page)).toContain(text);
  });

  test("in another currency than the shop's the ratio is told instead", () => {
    expect(textOf({ block: "earn", currency: { shop: "EUR", cart: "USD" } })).toBe("For every €1.00 you get 1 point.");
  });

  test("a gift card earns nothing, and so nothing is said", () => {
    expect(textOf({ block: "earn", isGiftCard: true })).toBe("");
  });

  test("every variant's text is at hand for the script", () => {
    const table = draw({ block: "earn", prices: [2599, 5000], locale: "nl" }).querySelector(
      "[data-zegel-earn-by-variant]",
    );
    expect(JSON.parse(table?.textContent ?? "")).toEqual({
      101: "Spaar 25 punten met dit product",
      102: "Spaar 50 punten met dit product",
    });
  });
});

describe("the rewards", () => {
  test("one that the balance reaches can be used; one that it does not says what is missing", () => {
    const page = draw({ block: "rewards", card });
    expect(
      [...page.querySelectorAll("[data-zegel-reserve]")].map((each) => each.getAttribute("data-zegel-reserve")),
    ).toEqual(["five"]);
    expect(page.textContent).toContain("You need 50 more points.");
  });

  test("one that is in the cart can be removed, by a button that says which", () => {
    const page = draw({ block: "rewards", card: { ...card, reservations: [held] }, wish: `${held.ref} 1ABCDEFG` });
    const button = page.querySelector(`[data-zegel-release="${held.ref}"]`);
    expect(button?.textContent?.replace(/\s+/g, " ").trim()).toBe("Remove: €5.00 off");
  });

  test("one that is held for another cart can be brought here, with all that are held", () => {
    const page = draw({ block: "rewards", card: { ...card, reservations: [held, { ...held, ref: "1ABCDEFG" }] } });
    expect(page.querySelector("[data-zegel-wish]")?.getAttribute("data-zegel-wish")).toBe(`${held.ref} 1ABCDEFG`);
  });

  test("a guest sees no button but a way to sign in", () => {
    const page = draw({ block: "rewards", locale: "nl" });
    expect(page.querySelector("button")).toBeNull();
    expect(page.querySelector("a")?.textContent).toBe("Log in om je punten te gebruiken");
  });

  test("a customer without points yet sees what there is to save for", () => {
    const page = draw({ block: "rewards", card: null });
    expect(page.textContent).toContain("€5.00 off");
    expect(page.querySelector("button")).toBeNull();
  });

  test("a title of a merchant cannot break out of the page", () => {
    const hostile = {
      ...card.rewards[0]!,
      id: '"><script>alert(1)</script>',
      title: { en: "<img src=x onerror=alert(1)>", nl: "" },
    };
    const page = draw({ block: "rewards", card: { ...card, rewards: [hostile] } });
    expect(page.querySelector("script, img")).toBeNull();
    expect(page.querySelector("[data-zegel-reserve]")?.getAttribute("data-zegel-reserve")).toBe(hostile.id);
  });
});

describe("S36: a reward of which the shopper chooses how much", () => {
  const choice = (points: number) => ({
    points,
    text: { en: `${points} points: €${points / 100}.00 "off"`, nl: `${points} punten: € ${points / 100},00 korting` },
  });
  const slider = { ...card.rewards[0]!, choices: [100, 200, 300].map(choice) };

  test("is a slider that says what each place gives, beginning with the most", () => {
    const input = draw({ block: "rewards", card: { ...card, rewards: [slider] }, locale: "nl" }).querySelector("input");
    expect([input?.min, input?.max, input?.value]).toEqual(["0", "2", "2"]);
    expect(JSON.parse(input?.dataset.zegelChoices ?? "")).toEqual(
      slider.choices.map(({ points, text }) => ({ points, text: text.nl })),
    );
    expect(input?.nextElementSibling?.textContent).toBe(slider.choices[2]?.text.nl);
  });

  test("needs no slider where there is one choice", () => {
    const one = { ...slider, choices: slider.choices.slice(0, 1) };
    expect(draw({ block: "rewards", card: { ...card, rewards: [one] } }).querySelector("input")).toBeNull();
  });
});

describe("S14: a free product", () => {
  const page = (add: { variant: string } | { product: string }, items: number[]): Page => ({
    block: "rewards",
    card: { ...card, rewards: [{ ...card.rewards[0]!, add }] },
    items,
  });
  const added = (given: Page) => draw(given).querySelector<HTMLElement>("[data-zegel-reserve]")?.dataset.add;

  test("is put in the cart with its reward, unless it is in there", () => {
    expect(added(page({ variant: "9" }, [7]))).toBe("9");
    expect(added(page({ product: "mug" }, []))).toBe("9");
    expect(added(page({ variant: "9" }, [7, 9]))).toBeUndefined();
    expect(added(page({ product: "product-7" }, [7]))).toBeUndefined();
    expect(textOf(page({ variant: "9" }, []))).toContain("Add and use");
  });
});

describe("S66: the best reward by itself", () => {
  const best = (more: Partial<Page>) =>
    draw({ block: "rewards", card: { ...card, auto: true }, items: [7], ...more }).querySelector<HTMLElement>(
      "[data-zegel-best]",
    )?.dataset;

  test("is asked for with what the cart comes to, where the merchant wishes it", () => {
    expect(best({})).toMatchObject({ zegelBest: "25.99", currency: "EUR" });
    expect(best({ card })).toBeUndefined();
  });

  test("not for an empty cart, one that wishes already, or one whose shopper said no", () => {
    expect(best({ items: [] })).toBeUndefined();
    expect(best({ wish: held.ref })).toBeUndefined();
    expect(best({ isAutoRefused: true })).toBeUndefined();
  });
});
