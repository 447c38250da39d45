import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Liquid, type TagToken, type TopLevelToken } from "liquidjs";
import type { Card, ProgrammeCard } from "../../../app/contracts/card.ts";

const extension = join(import.meta.dirname, "../");

export interface Page {
  block: "balance" | "claims" | "earn" | "rewards" | "drawer" | "refer" | "offers";
  locale?: string;
  programme?: ProgrammeCard | null;
  /** undefined: a guest; null: a customer for whom nothing was written yet. */
  card?: Card | null;
  wish?: string;
  /** Whether the shopper has said no to a reward that came by itself. */
  isAutoRefused?: boolean;
  /** Variants' numbers of what the cart holds. */
  items?: number[];
  /** By whose link the cart's owner came, and when. */
  visit?: string;
  currency?: { shop: string; cart: string };
  prices?: number[];
  isGiftCard?: boolean;
  /** What is known of the product beside its prices. */
  product?: Record<string, unknown>;
  sku?: string;
}

export const programme: ProgrammeCard = {
  version: 1,
  name: "Stars <b>",
  earn: { points: 1, perMinor: 100, rounding: "down" },
  sentence: { en: "For every €1.00 you get 1 point.", nl: "Voor elke € 1,00 krijg je 1 punt." },
  rewards: [
    {
      id: "five",
      cost: 100,
      title: { en: "€5.00 off", nl: "€ 5,00 korting" },
      price: { en: "100 points", nl: "100 punten" },
    },
  ],
};

export const card: Card = {
  version: 1,
  programme: "Stars",
  points: 150,
  pending: 0,
  debt: 0,
  balance: { en: "150 points (worth €7.50)", nl: "150 punten (€ 7,50 waard)" },
  rewards: [
    {
      id: "five",
      cost: 100,
      title: { en: "€5.00 off", nl: "€ 5,00 korting" },
      price: { en: "100 points", nl: "100 punten" },
      affordable: true,
      missing: 0,
      hint: { en: "You have enough points.", nl: "Je hebt genoeg punten." },
    },
    {
      id: "ten",
      cost: 200,
      title: { en: "€10.00 off", nl: "€ 10,00 korting" },
      price: { en: "200 points", nl: "200 punten" },
      affordable: false,
      missing: 50,
      hint: { en: "You need 50 more points.", nl: "Je hebt nog 50 punten nodig." },
    },
  ],
  reservations: [],
};

export const held = {
  ref: "7KQ2M9XA",
  reward: "five",
  points: 100,
  title: { en: "€5.00 off", nl: "€ 5,00 korting" },
  expiresAt: "2026-01-06T10:00:00.000Z",
};

/** The block as a theme prints it for this page, by the Liquid engine with the few filters of Shopify that the blocks use. */
export function render(page: Page): string {
  const { locale = "en", currency = { shop: "EUR", cart: "EUR" }, prices = [2599] } = page;
  const variants = prices.map((price, index) => ({ id: 101 + index, price, sku: page.sku ?? "" }));
  const json = (value: unknown) => ({ value });
  const metafields = (key: string, value: unknown) => (value ? { $app: { [key]: json(value) } } : {});
  const shown = page.programme === undefined ? programme : page.programme;
  return engine(locale).parseAndRenderSync(
    readFileSync(`${extension}blocks/${page.block}.liquid`, "utf8"),
    {
      request: { locale: { iso_code: locale } },
      shop: { url: "https://shop.example", currency: currency.shop, metafields: metafields("programme", shown) },
      customer: page.card === undefined ? null : { metafields: metafields("card", page.card) },
      cart: {
        attributes: {
          ...(page.wish ? { _zegel: page.wish } : {}),
          ...(page.isAutoRefused ? { _zegel_auto: "no" } : {}),
          ...(page.visit ? { _zegel_ref: page.visit } : {}),
        },
        currency: { iso_code: currency.cart },
        items: (page.items ?? []).map((id) => ({ variant_id: id, product: { handle: `product-${id}` } })),
        item_count: (page.items ?? []).length,
        total_price: 2599,
      },
      product: {
        ...page.product,
        variants,
        selected_or_first_available_variant: variants[0],
        "gift_card?": page.isGiftCard === true,
      },
      routes: { account_login_url: "/account/login" },
      block: { id: "b1", settings: { show_sentence: true, selector: "#cart-drawer" }, shopify_attributes: "" },
    },
    { globals: { all_products: { mug: { selected_or_first_available_variant: { id: 9 } } } } },
  );
}

/** The Liquid engine with the few filters of Shopify that the blocks use. */
export function engine(locale: string): Liquid {
  const file = locale.startsWith("nl") ? "nl.json" : "en.default.json";
  const words: unknown = JSON.parse(readFileSync(`${extension}locales/${file}`, "utf8"));
  const liquid = new Liquid({ partials: `${extension}snippets`, extname: ".liquid", strictFilters: true });
  liquid.registerFilter("t", (key: string, ...pairs: [string, unknown][]) => {
    const values = Object.fromEntries(pairs);
    const found = key.split(".").reduce<unknown>((at, part) => Object(at)[part], words);
    const text = typeof found === "object" ? Object(found)[values.count === 1 ? "one" : "other"] : found;
    if (typeof text !== "string") throw new Error(`there is no text "${key}" in ${file}`);
    return text.replaceAll(/\{\{ (\w+) \}\}/g, (_, name: string) => String(values[name]));
  });
  for (const name of ["schema", "doc"]) {
    liquid.registerTag(name, {
      parse(_: TagToken, rest: TopLevelToken[]) {
        while (rest.length > 0) {
          const token = rest.shift();
          if (token && "name" in token && token.name === `end${name}`) return;
        }
      },
      render: () => "",
    });
  }
  return liquid;
}
