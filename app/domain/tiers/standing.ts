import type { TierLevel, Tiers } from "../programme/compile-tiers.ts";
import { countedAt, type History, type Step, stepsOf } from "./counted.ts";
import { holdsOf } from "./level-holds.ts";
import type { PublishedTiers, SpanCause, Timeline } from "./timeline.ts";

/** Where a member stands at one instant. Amounts are of what counts: minor units, points or orders. */
export interface TierStanding {
  level: TierLevel | null;
  /** When that level came about, and by what; null before there were any. */
  since: number | null;
  cause: SpanCause | null;
  /** The version that holds; null without tiers. */
  version: number | null;
  /** What counts in the period that runs. */
  counted: number;
  /** The next level, and how much more it takes; null on the highest. */
  next: { level: TierLevel; needed: number; missing: number } | null;
  /** When the level ends if nothing more is bought, and where that leads; null where time alone ends nothing. */
  ends: { at: number; to: TierLevel | null } | null;
  /** When time alone next changes anything of all this; null for never. */
  nextAt: number | null;
}

/** The version that holds at an instant; undefined before the first. */
export function publishedAt(published: readonly PublishedTiers[], at: number): PublishedTiers | undefined {
  return published.findLast(({ from }) => from <= at);
}

/** Reads a timeline (`timelineOf` the same versions and history) at an instant. */
export function standingAt(
  published: readonly PublishedTiers[],
  history: History,
  { spans, steps: newest }: Timeline,
  at: number,
): TierStanding {
  const inForce = publishedAt(published, at);
  const span = spans.findLast(({ from }) => from <= at);
  const following = spans.find(({ from }) => from > at);
  const tiers = inForce?.tiers ?? null;
  // A span may have begun under a version that called the same level otherwise.
  const level = tiers?.levels.find(({ id }) => id === span?.level?.id) ?? null;
  const known = { level, since: span?.from ?? null, cause: span?.cause ?? null, version: inForce?.version ?? null };
  if (tiers === null) return { ...known, counted: 0, next: null, ends: null, nextAt: following?.from ?? null };
  const steps = inForce === published.at(-1) ? newest : stepsOf(tiers, history[tiers.by] ?? []);
  const counted = countedAt(steps, at);
  const rank = (each: TierLevel | null): number => tiers.levels.findIndex(({ id }) => id === each?.id);
  const fall = following && rank(following.level) < rank(level) ? following : undefined;
  const instants = [following?.from, steps.find((step) => step.at > at)?.at].filter((each) => each !== undefined);
  return {
    ...known,
    counted,
    next: nextOf(tiers, steps, tiers.levels[rank(level) + 1], counted, at),
    ends: fall ? { at: fall.from, to: fall.level } : null,
    nextAt: instants.length === 0 ? null : Math.min(...instants),
  };
}

/** Who had it and lost it needs `returnFrom`. */
function nextOf(
  tiers: Tiers,
  steps: readonly Step[],
  level: TierLevel | undefined,
  counted: number,
  at: number,
): TierStanding["next"] {
  if (level === undefined) return null;
  const hadIt = level.returnFrom < level.from && holdsOf(level, tiers, steps).some(({ to }) => to !== null && to <= at);
  const needed = hadIt ? level.returnFrom : level.from;
  return { level, needed, missing: Math.max(0, needed - counted) };
}
