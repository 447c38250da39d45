import type { SegmentCondition, SegmentFact } from "../../contracts/segments.ts";
import { parseMoney } from "../money/money.ts";
import type { Customer, Scores } from "./customer.ts";
import { emptyRange, isPersonal, notCollected, type PersonalFact, type Refusal } from "./refusals.ts";

/** Whether a customer is in the segment on this day; the scores are null without a purchase. */
export type Matches = (customer: Customer, scores: Scores | null, today: number) => boolean;

export type CompiledCondition = { outcome: "compiled"; matches: Matches } | { outcome: "refused"; refusals: Refusal[] };

interface Terms {
  currency: string;
  /** What the shop collects of its customers: a condition on anything else is refused. */
  collected: ReadonlySet<PersonalFact>;
}

/** Turns conditions into a question that a customer answers with yes or no, or says all that is wrong with them. */
export function compileCondition(condition: SegmentCondition, terms: Terms, path = "condition"): CompiledCondition {
  const refusals: Refusal[] = [];
  const matches = compile(condition, terms, path, refusals);
  return refusals.length > 0 ? { outcome: "refused", refusals } : { outcome: "compiled", matches };
}

function compile(condition: SegmentCondition, terms: Terms, path: string, refusals: Refusal[]): Matches {
  if ("all" in condition) {
    const all = condition.all.map((each, index) => compile(each, terms, `${path}.all.${index}`, refusals));
    return (customer, scores, today) => all.every((matches) => matches(customer, scores, today));
  }
  if ("any" in condition) {
    const any = condition.any.map((each, index) => compile(each, terms, `${path}.any.${index}`, refusals));
    return (customer, scores, today) => any.some((matches) => matches(customer, scores, today));
  }
  if ("not" in condition) {
    const matches = compile(condition.not, terms, `${path}.not`, refusals);
    return (customer, scores, today) => !matches(customer, scores, today);
  }
  if (isPersonal(condition.code) && !terms.collected.has(condition.code)) {
    refusals.push(notCollected(path, condition.code));
  }
  const range = rangeOf(condition, terms.currency);
  if (range !== null && range.atLeast > range.atMost && "atLeast" in condition) {
    refusals.push(emptyRange(path, condition.atLeast ?? "", condition.atMost ?? ""));
  }
  return matchesFact(condition, range ?? EVERYTHING);
}

interface Range {
  atLeast: number;
  atMost: number;
}

const EVERYTHING: Range = { atLeast: Number.NEGATIVE_INFINITY, atMost: Number.POSITIVE_INFINITY };

/** The bounds of a condition, money in minor units; null for one without bounds. */
function rangeOf(fact: SegmentFact, currency: string): Range | null {
  if (!("atLeast" in fact) && !("atMost" in fact)) return null;
  const bound = (value: number | string | undefined, otherwise: number): number => {
    if (value === undefined) return otherwise;
    return typeof value === "string" ? parseMoney(value, currency) : value;
  };
  return { atLeast: bound(fact.atLeast, EVERYTHING.atLeast), atMost: bound(fact.atMost, EVERYTHING.atMost) };
}

function matchesFact(fact: SegmentFact, range: Range): Matches {
  const within = (value: number | null | undefined): boolean =>
    value !== null && value !== undefined && value >= range.atLeast && value <= range.atMost;
  switch (fact.code) {
    case "last_purchase_days":
      return ({ lastDay }, _scores, today) => lastDay !== null && within(today - lastDay);
    case "first_purchase_days":
      return ({ firstDay }, _scores, today) => firstDay !== null && within(today - firstDay);
    case "orders":
      return ({ orders }) => within(orders);
    case "spent":
      return ({ spentMinor }) => within(spentMinor);
    case "average_order":
      return ({ orders, spentMinor }) => orders > 0 && isAverageWithin(spentMinor, orders, range);
    case "points":
      return ({ points }) => within(points);
    case "recency_score":
      return (_customer, scores) => within(scores?.recency);
    case "frequency_score":
      return (_customer, scores) => within(scores?.frequency);
    case "monetary_score":
      return (_customer, scores) => within(scores?.monetary);
    case "channel":
      return ({ channels }) => channels.includes(fact.is);
    case "age":
      return ({ person }) => within(person.age);
    case "gender":
    case "country":
    case "city":
    case "tier": {
      const { code } = fact;
      return ({ person }) => isSameWord(person[code], fact.is);
    }
    case "interest":
      return ({ person }) => hasWord(person.interests, fact.is);
    case "tag":
      return ({ person }) => hasWord(person.tags, fact.is);
    case "buys_often":
      return ({ person }) => hasWord(person.buysOften, fact.is);
  }
}

/** Without dividing: an average of a third of a cent is on the side that it is on. */
function isAverageWithin(spentMinor: number, orders: number, { atLeast, atMost }: Range): boolean {
  const times = (bound: number): bigint => BigInt(bound) * BigInt(orders);
  if (Number.isFinite(atLeast) && BigInt(spentMinor) < times(atLeast)) return false;
  return !Number.isFinite(atMost) || BigInt(spentMinor) <= times(atMost);
}

/** Shopify's tags know no difference between capitals and small letters; neither do people about cities. */
function isSameWord(value: string | undefined, asked: string): boolean {
  return value !== undefined && value.trim().toLowerCase() === asked.trim().toLowerCase();
}

function hasWord(values: readonly string[] | undefined, asked: string): boolean {
  return values?.some((value) => isSameWord(value, asked)) ?? false;
}
