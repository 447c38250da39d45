import type { TierLevel, Tiers } from "../programme/compile-tiers.ts";
import { startOfYear, twelveMonthsAfter, yearOf } from "./calendar.ts";
import { type History, type Step, stepsOf } from "./counted.ts";
import { endOfGrace, type Hold, holdsOf } from "./level-holds.ts";

/** Levels by the same rules, from an instant on; null where a version took them away. */
export interface PublishedTiers {
  version: number;
  /** Epoch milliseconds. */
  from: number;
  /** As the newest of `revisions` has them. */
  tiers: Tiers | null;
  /** Versions that changed names, perks or points of these levels and no rule, the first included; in order of time. */
  revisions: readonly TierRevision[];
}

export interface TierRevision {
  version: number;
  from: number;
  tiers: Tiers;
}

/** What a level came about by: a purchase or points, time alone, or settings that were published. */
export type SpanCause = "bought" | "time" | "published";

/** A time in which a member has one level, up to the next span. */
export interface TierSpan {
  from: number;
  /** Null below the first level. */
  level: TierLevel | null;
  cause: SpanCause;
  version: number;
}

/** A level that was reached by what the member did; all that were passed at once are there. */
export interface Rise {
  level: TierLevel;
  at: number;
  tiers: Tiers;
  version: number;
}

export interface Timeline {
  spans: TierSpan[];
  rises: Rise[];
  /** How what counts went up and down under the newest of the versions; empty where that has no levels. */
  steps: Step[];
}

/** A change of level by its place in the list; -1 below the first. */
interface Change {
  at: number;
  index: number;
  cause: SpanCause;
}

/**
 * Every level that a member had and, if nothing more happens, will have: a function of what counts and of the versions that were published,
 * whatever came to be known first. Each version judges the whole history by its own rules, as if they had always held; who had a higher
 * level when it was published keeps that for the time of grace.
 */
export function timelineOf(published: readonly PublishedTiers[], history: History): Timeline {
  const spans: TierSpan[] = [];
  const rises: Rise[] = [];
  let steps: Step[] = [];
  for (const [place, { version, from, tiers, revisions }] of published.entries()) {
    const until = published[place + 1]?.from ?? Number.POSITIVE_INFINITY;
    const before = spans.at(-1)?.level ?? null;
    steps = tiers === null ? [] : stepsOf(tiers, history[tiers.by] ?? []);
    if (tiers === null) {
      if (before !== null) spans.push({ from, level: null, cause: "published", version });
      continue;
    }
    const changes = changesOf(tiers, steps, from, carried(before, published[place - 1]?.tiers, tiers));
    let index = -1;
    for (const { at, index: reached, cause } of changes) {
      if (at >= until) break;
      const revision = revisions.findLast((each) => each.from <= at);
      if (cause === "bought" && revision)
        for (const level of revision.tiers.levels.slice(index + 1, reached + 1))
          rises.push({ level, at, tiers: revision.tiers, version: revision.version });
      index = reached;
      const level = tiers.levels[index] ?? null;
      if (level?.id !== spans.at(-1)?.level?.id) spans.push({ from: at, level, cause, version });
    }
  }
  return { spans, rises, steps };
}

/** Which level keeps somebody who had `before`: that of the same id, or where it is gone the highest that did not begin later. */
function carried(before: TierLevel | null, old: Tiers | null | undefined, tiers: Tiers): number {
  if (before === null) return -1;
  const same = tiers.levels.findIndex(({ id }) => id === before.id);
  if (same >= 0 || old?.by !== tiers.by) return same;
  const border = old.levels.find(({ id }) => id === before.id)?.from ?? before.from;
  return tiers.levels.findLastIndex(({ from }) => from <= border);
}

/** Changes of level under one version that was published at `start`; the first tells the level at that instant. */
function changesOf(tiers: Tiers, steps: readonly Step[], start: number, kept: number): Change[] {
  const holds = tiers.levels.map((level) => holdsOf(level, tiers, steps));
  if (kept >= 0) {
    const to = tiers.downgrade === "never" ? null : endOfGrace(tiers.grace, start, tiers.timezone);
    if (to === null || to > start) holds[kept] = [...(holds[kept] ?? []), { from: Number.NEGATIVE_INFINITY, to }];
  }
  const highest = highestOf(holds, start);
  return tiers.downgrade === "one_step" ? oneStepDown(highest, tiers) : highest;
}

/** The highest level that is held: first what is had before anything happens at `start`, then every change from then on. */
function highestOf(holds: readonly (readonly Hold[])[], start: number): Change[] {
  const heldAt = (at: number, isHeld: (from: number) => boolean): number =>
    holds.findLastIndex((each) => each.some(({ from, to }) => isHeld(from) && (to === null || at < to)));
  const changes: Change[] = [{ at: start, index: heldAt(start, (from) => from < start), cause: "published" }];
  const instants = new Set(holds.flat().flatMap(({ from, to }) => (to === null ? [from] : [from, to])));
  for (const at of [...instants].filter((each) => each >= start).sort((a, b) => a - b)) {
    const index = heldAt(at, (from) => from <= at);
    const before = changes.at(-1)?.index ?? -1;
    if (index !== before) changes.push({ at, index, cause: index < before ? "time" : "bought" });
  }
  return changes;
}

/** Who falls lands softly: one level down, and no further before a whole period has passed. */
function oneStepDown(earned: readonly Change[], tiers: Tiers): Change[] {
  const changes: Change[] = [];
  let current = -1;
  /** When the next step down is due; null while what is had is earned. */
  let nextStep: number | null = null;
  const stepAt = (at: number, target: number): void => {
    current = Math.max(target, current - 1);
    changes.push({ at, index: current, cause: "time" });
    nextStep = current > target ? periodAfter(tiers, at) : null;
  };
  for (const [place, { at, index, cause }] of earned.entries()) {
    if (index >= current) {
      if (index > current || changes.length === 0) changes.push({ at, index, cause });
      current = index;
      nextStep = null;
    } else if (nextStep === null || nextStep <= at) stepAt(at, index);
    const until = earned[place + 1]?.at ?? Number.POSITIVE_INFINITY;
    while (nextStep !== null && nextStep < until) stepAt(nextStep, index);
  }
  return changes;
}

function periodAfter({ period, timezone }: Tiers, at: number): number {
  return period === "calendar_year" ? startOfYear(yearOf(at, timezone) + 1, timezone) : twelveMonthsAfter(at, timezone);
}
