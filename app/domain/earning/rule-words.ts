import type { SelectionSettings } from "../../contracts/selection.ts";
import type { Text } from "../../contracts/wallet.ts";
import { moneyWords } from "../money/money-words.ts";
import type { Campaign, EarningRule, Milestone } from "../programme/compile-earning.ts";
import { isStanding } from "../programme/compile-earning.ts";
import { pointsWords } from "../wallet/points-words.ts";
import type { OrderPlace } from "./order-place.ts";

/** Every rule for orders in one sentence. */
export function ruleWords(rule: EarningRule, currency: string): Text {
  const where = termsWords(rule);
  const sentence = (text: Text): Text => ({ en: `${text.en}${where.en}.`, nl: `${text.nl}${where.nl}.` });
  switch (rule.code) {
    case "per_amount": {
      const [per, points] = [moneyWords(rule.perMinor, currency), pointsWords(rule.points)];
      return sentence({
        en: `For every ${per.en} you get ${points.en}`,
        nl: `Voor elke ${per.nl} krijg je ${points.nl}`,
      });
    }
    case "per_piece": {
      const points = pointsWords(rule.points);
      return sentence({ en: `Each piece gets ${points.en}`, nl: `Je krijgt ${points.nl} per stuk` });
    }
    case "per_order": {
      const points = pointsWords(rule.points);
      const order = orderWords(rule.minimumMinor, currency);
      return sentence({ en: `${order.en} gets ${points.en}`, nl: `${order.nl} krijgt ${points.nl}` });
    }
    case "milestone":
      return sentence(milestoneWords(rule, currency));
    case "volume": {
      const steps = rule.steps.map((step) => {
        const [sum, points] = [moneyWords(step.minimumMinor, currency), pointsWords(step.points)];
        return { en: `${points.en} from ${sum.en}`, nl: `${points.nl} vanaf ${sum.nl}` };
      });
      const [en, nl] = [steps.map((step) => step.en).join(", "), steps.map((step) => step.nl).join(", ")];
      if (rule.of === "company")
        return rule.over === "calendar_year"
          ? sentence({
              en: `Purchases of your company in a calendar year get ${en}`,
              nl: `Aankopen van je bedrijf in een kalenderjaar leveren op: ${nl}`,
            })
          : sentence({
              en: `Purchases of your company in twelve months get ${en}`,
              nl: `Aankopen van je bedrijf in twaalf maanden leveren op: ${nl}`,
            });
      return rule.over === "calendar_year"
        ? sentence({
            en: `Purchases of a calendar year get ${en}`,
            nl: `Aankopen in een kalenderjaar leveren op: ${nl}`,
          })
        : sentence({ en: `Purchases of twelve months get ${en}`, nl: `Aankopen in twaalf maanden leveren op: ${nl}` });
    }
  }
}

function orderWords(minimumMinor: number | null, currency: string): Text {
  if (minimumMinor === null) return { en: "Each order", nl: "Elke bestelling" };
  const from = moneyWords(minimumMinor, currency);
  return { en: `An order from ${from.en}`, nl: `Een bestelling vanaf ${from.nl}` };
}

function milestoneWords(rule: Extract<EarningRule, { code: "milestone" }>, currency: string): Text {
  const { which } = rule;
  const points = pointsWords(rule.points);
  const from = rule.minimumMinor === null ? null : moneyWords(rule.minimumMinor, currency);
  const [en, nl] = from === null ? ["", ""] : [` from ${from.en}`, ` vanaf ${from.nl}`];
  if ("nth" in which)
    return {
      en: `Your ${ordinal(which.nth).en} order${en} gets ${points.en}`,
      nl: `Je ${ordinal(which.nth).nl} bestelling${nl} krijgt ${points.nl}`,
    };
  if ("every" in which)
    return {
      en: `Every ${ordinal(which.every).en} order${en} gets ${points.en}`,
      nl: `Elke ${ordinal(which.every).nl} bestelling${nl} krijgt ${points.nl}`,
    };
  if ("streakMonths" in which)
    return {
      en: `Orders${en} in ${which.streakMonths} months in a row get ${points.en}`,
      nl: `Bestellingen${nl} in ${which.streakMonths} maanden achter elkaar leveren ${points.nl} op`,
    };
  return {
    en: `The first order${en} after each year with us gets ${points.en}`,
    nl: `De eerste bestelling${nl} na elk jaar bij ons krijgt ${points.nl}`,
  };
}

/** What an order is a milestone of: "your second order". */
export function placeWords(which: Milestone, place: OrderPlace | undefined): Text {
  const { nth = 1, months = 0, years = 0 } = place ?? {};
  if ("streakMonths" in which)
    return { en: `orders in ${months} months in a row`, nl: `bestellingen in ${months} maanden achter elkaar` };
  if ("anniversary" in which)
    return { en: `${years} ${years === 1 ? "year" : "years"} with us`, nl: `${years} jaar bij ons` };
  return { en: `your ${ordinal(nth).en} order`, nl: `je ${ordinal(nth).nl} bestelling` };
}

const FIRST_EN = ["first", "second", "third"];
const FIRST_NL = ["eerste", "tweede", "derde"];
const ENDINGS = new Map<Intl.LDMLPluralRule, string>([
  ["one", "st"],
  ["two", "nd"],
  ["few", "rd"],
]);
const ordinals = new Intl.PluralRules("en", { type: "ordinal" });

function ordinal(number: number): Text {
  return {
    en: FIRST_EN[number - 1] ?? `${number}${ENDINGS.get(ordinals.select(number)) ?? "th"}`,
    nl: FIRST_NL[number - 1] ?? `${number}e`,
  };
}

/** "2 times the points", "1,5 keer de punten". */
export function timesWords(hundredths: number): Text {
  const factor = String(hundredths / 100);
  return { en: `${factor} times the points`, nl: `${factor.replace(".", ",")} keer de punten` };
}

/** A campaign in one sentence: "2 times the points until 30 Nov 2026." */
export function campaignWords(campaign: Campaign, timezone: string): Text {
  const times = timesWords(campaign.factorHundredths);
  const where = termsWords({ terms: { goods: null, audience: null, locations: null, ...campaign } });
  const until = isStanding(campaign) ? { en: "", nl: "" } : untilWords(campaign.to, timezone);
  const name = campaign.name ? { en: `${campaign.name.en}: `, nl: `${campaign.name.nl}: ` } : { en: "", nl: "" };
  return {
    en: `${capital(`${name.en}${times.en}`)}${where.en}${until.en}.`,
    nl: `${capital(`${name.nl}${times.nl}`)}${where.nl}${until.nl}.`,
  };
}

/** The last second of it is what a shopper can still use. */
function untilWords(to: number, timeZone: string): Text {
  const words = (locale: string) =>
    new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "medium", timeStyle: "short" }).format(to - 1000);
  return { en: ` until ${words("en-GB")}`, nl: ` tot en met ${words("nl-NL")}` };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** For whom, where and on what a rule is, to stand after its sentence; empty for everybody, everywhere, on everything. */
function termsWords({ terms }: Pick<EarningRule, "terms">): Text {
  if (terms === undefined) return { en: "", nl: "" };
  const parts: Text[] = [];
  const goods = goodsWords(terms.goods);
  if (goods) parts.push(goods);
  const { tiers = [], memberships = [], segments = [], tags = [] } = terms.audience ?? {};
  const groups = [...tiers, ...memberships, ...segments, ...tags].join(", ");
  if (groups) parts.push({ en: `for ${groups}`, nl: `voor ${groups}` });
  if (terms.channels) {
    const channels = terms.channels.map((channel) => CHANNELS[channel]);
    parts.push({
      en: channels.map(({ en }) => en).join(" and "),
      nl: channels.map(({ nl }) => nl).join(" en "),
    });
  }
  if (terms.locations) parts.push({ en: "at chosen shops", nl: "in gekozen winkels" });
  return { en: parts.map(({ en }) => ` ${en}`).join(","), nl: parts.map(({ nl }) => ` ${nl}`).join(",") };
}

const CHANNELS = {
  web: { en: "online", nl: "online" },
  pos: { en: "in the shop", nl: "in de winkel" },
  b2b: { en: "for companies", nl: "voor bedrijven" },
} satisfies Record<string, Text>;

/** "on sale, summer, except Acme". Ids of Shopify say nothing to a reader: those goods are called chosen ones. */
function goodsWords(goods: SelectionSettings | null): Text | null {
  if (goods === null) return null;
  const { except, ...included } = goods;
  const [on, off] = [namesIn(included), namesIn(except ?? {})];
  const all = Object.values(included).every((list) => list === undefined);
  const chosen = (names: readonly string[]): Text =>
    names.length > 0 ? { en: names.join(", "), nl: names.join(", ") } : { en: "chosen goods", nl: "gekozen artikelen" };
  const [with_, without] = [chosen(on), chosen(off)];
  const exceptWords: Text = except ? { en: `except ${without.en}`, nl: `behalve ${without.nl}` } : { en: "", nl: "" };
  if (all) return except ? exceptWords : null;
  return {
    en: [`on ${with_.en}`, exceptWords.en].filter(Boolean).join(" "),
    nl: [`op ${with_.nl}`, exceptWords.nl].filter(Boolean).join(" "),
  };
}

function namesIn(criteria: Record<string, readonly string[] | undefined>): string[] {
  return Object.values(criteria)
    .flatMap((list) => list ?? [])
    .filter((name) => !name.startsWith("gid:"))
    .slice(0, 5);
}
