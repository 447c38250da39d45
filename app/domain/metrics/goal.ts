import { scale } from "../money/money.ts";
import { addDays, type Day, daysBetween, lengthDays, type Period } from "./calendar.ts";
import type { PeriodFigures } from "./period-figures.ts";
import { type Measured, WHOLE } from "./ratio.ts";

/**
 * How a measure is read and foretold. A level of the last 365 days moves along a line from its baseline; an average of the days since the
 * start is expected to stay as it is; a count grows by the day.
 */
type Course = "level" | "average" | "count";

interface Measure {
  course: Course;
  unit: "basis_points" | "thousandths" | "minor" | "count";
  /** A share of a whole can be no more than all of it. */
  isPartOfWhole: boolean;
  /** What the guide advises for it, as codes. */
  helpedBy: readonly Advice[];
  read: (figures: PeriodFigures) => Measured<string>;
}

export type Advice =
  | "reward_second_and_third_purchase"
  | "remind_of_balance"
  | "threshold_above_average_order"
  | "bonus_for_review"
  | "cheaper_first_reward"
  | "show_programme_everywhere";

const counted = (value: number): Measured<string> => ({ outcome: "measured", value });

/** Everything that a goal can be about (S5–S8). Reviews are those that a provider told of. */
export const MEASURES = {
  purchase_frequency: {
    course: "level",
    unit: "thousandths",
    isPartOfWhole: false,
    helpedBy: ["reward_second_and_third_purchase", "remind_of_balance"],
    read: (figures) => figures.frequencyAYear,
  },
  average_order_value: {
    course: "average",
    unit: "minor",
    isPartOfWhole: false,
    helpedBy: ["threshold_above_average_order"],
    read: (figures) => figures.averageOrderValue,
  },
  product_reviews: {
    course: "count",
    unit: "count",
    isPartOfWhole: false,
    helpedBy: ["bonus_for_review"],
    read: (figures) => counted(figures.reviews),
  },
  retention: {
    course: "level",
    unit: "basis_points",
    isPartOfWhole: false,
    helpedBy: ["remind_of_balance"],
    read: (figures) => figures.retention,
  },
  repeat_purchase_rate: {
    course: "average",
    unit: "basis_points",
    isPartOfWhole: true,
    helpedBy: ["reward_second_and_third_purchase"],
    read: (figures) => figures.all.repeatPurchaseRate,
  },
  redemption_rate: {
    course: "average",
    unit: "basis_points",
    isPartOfWhole: true,
    helpedBy: ["cheaper_first_reward", "remind_of_balance"],
    read: (figures) => figures.redemption,
  },
  participation: {
    course: "level",
    unit: "basis_points",
    isPartOfWhole: true,
    helpedBy: ["show_programme_everywhere"],
    read: (figures) => figures.participation,
  },
  active_participants: {
    course: "count",
    unit: "count",
    isPartOfWhole: false,
    helpedBy: ["remind_of_balance", "show_programme_everywhere"],
    read: (figures) => counted(figures.activeParticipants),
  },
  lifetime_value: {
    course: "level",
    unit: "minor",
    isPartOfWhole: false,
    helpedBy: ["reward_second_and_third_purchase", "remind_of_balance"],
    read: (figures) => figures.lifetimeValue,
  },
} satisfies Record<string, Measure>;

export type MeasureCode = keyof typeof MEASURES;

export function measureOf(code: MeasureCode): Measure {
  return MEASURES[code];
}

export function isMeasureCode(text: string): text is MeasureCode {
  return Object.hasOwn(MEASURES, text);
}

/** A goal: what is measured, from where to where, by when. Values are in the measure's unit. */
export interface Goal {
  measure: MeasureCode;
  baseline: number;
  target: number;
  startsOn: Day;
  endsOn: Day;
}

export type GoalIssue = "ends_before_start" | "takes_too_long" | "no_change" | "below_zero" | "beyond_the_whole";

/** A goal beyond three years is a wish: nobody steers by it. */
const LONGEST_DAYS = 1_096;

/** What keeps a goal from being one (S5): a date that can be missed, a change that can be measured, a value that can be reached. */
export function goalIssues(goal: Goal): GoalIssue[] {
  const days = daysBetween(goal.startsOn, goal.endsOn);
  const { isPartOfWhole } = measureOf(goal.measure);
  return [
    ...(days < 1 ? (["ends_before_start"] as const) : []),
    ...(days > LONGEST_DAYS ? (["takes_too_long"] as const) : []),
    ...(goal.target === goal.baseline ? (["no_change"] as const) : []),
    ...(goal.target < 0 || goal.baseline < 0 ? (["below_zero"] as const) : []),
    ...(isPartOfWhole && goal.target > WHOLE ? (["beyond_the_whole"] as const) : []),
  ];
}

/** The days by which a goal's measure is read on a day: the last 365 for a level, those since the start for the others. */
export function readingPeriod(goal: Pick<Goal, "measure" | "startsOn">, day: Day): Period {
  const isLevel = measureOf(goal.measure).course === "level";
  return { from: isLevel ? addDays(day, -364) : goal.startsOn, to: day };
}

/** The days by which a new goal's baseline is read: the last 365 before the start, or as many as the goal will have. */
export function baselinePeriod(goal: Pick<Goal, "measure" | "startsOn" | "endsOn">): Period {
  const to = addDays(goal.startsOn, -1);
  const days = measureOf(goal.measure).course === "level" ? 365 : lengthDays({ from: goal.startsOn, to: goal.endsOn });
  return { from: addDays(to, 1 - days), to };
}

export type GoalProgress =
  | { outcome: "not_started" }
  /** There is nothing to read yet, with what there is too little of. */
  | { outcome: "not_measured"; reason: string }
  | {
      outcome: "under_way" | "reached" | "missed";
      current: number;
      /** How much of the way is gone, in basis points: below zero when it went the other way. */
      progress: number;
      /** How much of the time is gone, in basis points. */
      elapsed: number;
      /** Where it ends if it goes on like this; null in the first two weeks, when a day more or less decides. */
      forecast: number | null;
      isOnCourse: boolean | null;
    };

const TOO_EARLY_DAYS = 14;

/** Where a goal stands on a day, by what its measure reads then. */
export function goalProgress(goal: Goal, reading: Measured<string>, today: Day): GoalProgress {
  if (today < goal.startsOn) return { outcome: "not_started" };
  if (reading.outcome === "not_enough") return { outcome: "not_measured", reason: reading.reason };
  const totalDays = lengthDays({ from: goal.startsOn, to: goal.endsOn });
  const days = Math.min(totalDays, lengthDays({ from: goal.startsOn, to: today }));
  const current = reading.value;
  const { course } = measureOf(goal.measure);
  // A count starts at nothing, whatever was counted in the time before.
  const start = course === "count" ? 0 : goal.baseline;
  const direction = goal.target >= goal.baseline ? 1 : -1;
  // An average of the first days may still fall, and a count that is to stay low may still rise.
  const staysReached = course === "level" || (course === "count" && direction > 0);
  const isThere = (value: number): boolean => (value - goal.target) * direction >= 0;
  const isOver = today > goal.endsOn;
  const forecast =
    isOver || days === totalDays ? current : days < TOO_EARLY_DAYS ? null : foretell(goal, current, days, totalDays);
  return {
    outcome: isThere(current) && (isOver || staysReached) ? "reached" : isOver ? "missed" : "under_way",
    current,
    progress: goal.target === start ? WHOLE : signedShare(current - start, goal.target - start),
    elapsed: scale(days, WHOLE, totalDays, "nearest"),
    forecast,
    isOnCourse: forecast === null ? null : isThere(forecast),
  };
}

function foretell(goal: Goal, current: number, days: number, totalDays: number): number {
  const { course } = measureOf(goal.measure);
  if (course === "average") return current;
  if (course === "count") return scale(current, totalDays, days, "nearest");
  const moved = current - goal.baseline;
  return Math.max(0, goal.baseline + Math.sign(moved) * scale(Math.abs(moved), totalDays, days, "nearest"));
}

function signedShare(way: number, whole: number): number {
  const share = scale(Math.abs(way), WHOLE, Math.abs(whole), "nearest");
  return share !== 0 && Math.sign(way) !== Math.sign(whole) ? -share : share;
}
