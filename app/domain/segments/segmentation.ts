import type { ChampionSettings, PearlSettings, SegmentSettings, SleeperSettings } from "../../contracts/segments.ts";
import { compileCondition, type Matches } from "./condition.ts";
import type { Customer, Scores } from "./customer.ts";
import type { PersonalFact, Refusal } from "./refusals.ts";
import { type Borders, bordersOf, scoresOf } from "./scores.ts";
import { isPearl, isSleeper, mayBeChampion, mostChampions } from "./standard-segments.ts";
import { worthOfTop } from "./top-share.ts";

/** A segment that customers can be sorted into. */
export type Segment = { code: string } & (ChampionSettings | PearlSettings | SleeperSettings | CustomSegment);

interface CustomSegment {
  kind: "custom";
  matches: Matches;
}

export type CompiledSegment = { outcome: "compiled"; segment: Segment } | { outcome: "refused"; refusals: Refusal[] };

/** The guide's bounds, for a shop that set none. */
export const DEFAULT_SEGMENTS = {
  champions: { kind: "champions", scoreAtLeast: 4, topPercent: 10 },
  pearls: { kind: "pearls", withinDays: 90, monetaryAtLeast: 4 },
  sleepers: { kind: "sleepers", fromMonths: 6, toMonths: 12 },
} as const satisfies Record<string, SegmentSettings>;

export function compileSegment(
  code: string,
  settings: SegmentSettings,
  currency: string,
  collected: ReadonlySet<PersonalFact>,
): CompiledSegment {
  if (settings.kind !== "custom") return { outcome: "compiled", segment: { code, ...settings } };
  const condition = compileCondition(settings.condition, { currency, collected });
  if (condition.outcome === "refused") return condition;
  return { outcome: "compiled", segment: { code, kind: "custom", matches: condition.matches } };
}

/** All that it takes to sort one customer of a shop, without looking at the others. */
export interface Segmentation {
  borders: Borders;
  /** The least worth of a champion by segment's code, in minor units; null where nobody is one. */
  championsFromMinor: ReadonlyMap<string, number | null>;
  segments: readonly Segment[];
  today: number;
}

export interface ScoredCustomer {
  /** Null without a purchase. */
  scores: Scores | null;
  /** Codes, sorted. */
  segments: string[];
}

export function scoreCustomer(customer: Customer, segmentation: Segmentation): ScoredCustomer {
  const scores = scoresOf(customer, segmentation.borders);
  const isIn = (segment: Segment): boolean => {
    if (segment.kind === "custom") return segment.matches(customer, scores, segmentation.today);
    if (scores === null) return false;
    if (segment.kind === "pearls") return isPearl(customer, scores, segment, segmentation.today);
    if (segment.kind === "sleepers") return isSleeper(customer, segment, segmentation.today);
    const from = segmentation.championsFromMinor.get(segment.code) ?? null;
    return from !== null && customer.spentMinor >= from && mayBeChampion(scores, segment);
  };
  const segments = segmentation.segments.filter(isIn).map(({ code }) => code);
  return { scores, segments: segments.sort() };
}

/** The whole shop in memory: what a scoring in portions must come to. */
export function segmentationOf(
  customers: readonly Customer[],
  segments: readonly Segment[],
  today: number,
): Segmentation {
  const borders = bordersOf(customers);
  const scored = customers.flatMap((customer) => {
    const scores = scoresOf(customer, borders);
    return scores ? [{ spentMinor: customer.spentMinor, scores }] : [];
  });
  const championsFromMinor = new Map<string, number | null>();
  for (const segment of segments) {
    if (segment.kind !== "champions") continue;
    const worths = scored.filter(({ scores }) => mayBeChampion(scores, segment)).map(({ spentMinor }) => spentMinor);
    championsFromMinor.set(segment.code, worthOfTop(worths, mostChampions(scored.length, segment)));
  }
  return { borders, championsFromMinor, segments, today };
}
