import type { Text } from "./wallet.ts";

/** What settings would have given for the orders of the last whole month, and for those who signed up in it. */
export interface ProgrammePreview {
  /** The shop's last whole calendar month: its first and last day (YYYY-MM-DD). */
  period: { from: string; to: string };
  /** Paid orders of known buyers. */
  orders: number;
  /** True where only some of the orders were looked at, since there are very many. */
  isEstimate: boolean;
  points: number;
  /** What these points would be worth to their owners, in minor units; null without a reward of a fixed amount. */
  liabilityMinor: number | null;
  /** The points rule by rule, in the order of the settings. */
  rules: { words: Text; points: number }[];
  /** One of the orders, for how the rules meet: that of which most rules had something to say. Null with fewer than two rules. */
  example: { order: string; rules: { rule: Text; words: Text }[] } | null;
  /** The same orders by the programme in force; null before the first is published. */
  pointsNow: number | null;
}

export type PreviewOutcome =
  | { outcome: "previewed"; preview: ProgrammePreview }
  | { outcome: "no_orders"; period: ProgrammePreview["period"] };
