import { z } from "zod";
import type { SettingsProblem } from "./settings-issue.ts";

/** The values that settings of all mechanics are made of. What is wrong with one is said by a code, which pages word in the reader's language. */

/** Money as text, such as `"5.00"` or `"500"`: no sign, no exponent, no more than four decimals. */
export const moneyText = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/, "write an amount such as 5.00");
export const positiveMoneyText = moneyText.refine((text) => Number(text) > 0, "an amount above zero is needed");

export const wholePoints = z.int().min(1).max(1_000_000_000);

/** How a rule, reward, tier or offer is called in settings of others, in the ledger and in scenarios. */
export const shortCode = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/i, "letters, digits, - and _, at most 32");

/** What shoppers and merchants read, such as a tier's name. */
export const displayName = z.string().trim().min(1).max(60);

/** A date and time on the shop's own clocks, such as `"2026-11-27T00:00"`; a day alone is its midnight. */
export const localTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/, "write a date and time such as 2026-11-27T00:00")
  .refine(isInCalendar, "no calendar has that day");

/** Whether there is such a day and time; clocks may skip it all the same. */
function isInCalendar(local: string): boolean {
  const instant = shownAt(local);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(local);
}

/** What clocks show, as if they were those of UTC: times of one place compare by it. */
export function shownAt(local: string): number {
  return Date.parse(local.includes("T") ? `${local}Z` : local);
}

/** Refuses what is called as another one of the same list is. */
export function refuseDuplicateIds(list: readonly { id?: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { id }] of list.entries()) {
    if (id === undefined) continue;
    if (seen.has(id)) refuse(context, [index, "id"], { code: "duplicateId", id }, `two are called "${id}"`);
    seen.add(id);
  }
}

/** A setting that its type allows but its neighbours do not; `problem` is what pages word (contracts/settings-issue). */
export function refuse(context: z.RefinementCtx, path: PropertyKey[], problem: SettingsProblem, message: string): void {
  context.addIssue({ code: "custom", path, message, params: { problem } });
}
