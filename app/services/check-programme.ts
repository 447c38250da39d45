import type { z } from "zod";
import { exponentOf } from "../contracts/currency.ts";
import { type ProgrammeSettings, programmeSettings } from "../contracts/programme.ts";
import type { SettingsIssue, SettingsProblem } from "../contracts/settings-issue.ts";
import { unknownLevels } from "./check-audiences.ts";

export type SettingsCheck =
  | { outcome: "valid"; settings: ProgrammeSettings }
  | { outcome: "refused"; issues: SettingsIssue[] };

/** Settings that are amounts of money. */
export const moneyFields = new Set([
  "amount",
  "per",
  "minimum",
  "minimumBasket",
  "minimumOrder",
  "maximum",
  "price",
  "usualShipping",
]);
/** Settings of which the decimals are counted: borders of tiers too, which are amounts, points or orders. */
const decimalFields = new Set([...moneyFields, "from", "keepFrom", "returnFrom"]);
/** Settings that are a date and time on the shop's clocks. */
const localTimeFields = new Set(["from", "to"]);
const choiceFields = new Set([
  "code",
  "basis",
  "channels",
  "rounding",
  "redeemedOnPartialRefund",
  "onOverspend",
  "by",
  "period",
  "grace",
  "downgrade",
  "combine",
  "tax",
  "exceptPaidBy",
  "loyaltyDiscounts",
  "over",
  "of",
  "availableFrom",
  "tierMeetsCampaign",
  "onRefund",
  "changesReach",
  "openClaimsOnDebt",
]);
/** Smallest and largest whole number of each field, as `contracts/programme` bounds them. */
const wholeNumbers = new Map<string, readonly [minimum: number, maximum: number]>([
  ["points", [1, 1_000_000_000]],
  ["cost", [1, 1_000_000_000]],
  ["percent", [1, 100]],
  ["days", [1, 3660]],
  ["reservationHours", [1, 720]],
  ["guestDays", [0, 366]],
  ["availableAfterDays", [0, 366]],
  ["months", [1, 120]],
  ["graceDays", [0, 90]],
  ["offersPerWeek", [0, 50]],
]);

/**
 * Checks what a merchant wrote against the programme's schema and the shop's currency.
 *
 * @param currency ISO 4217; null while it is not known, then decimals are not counted
 */
export function checkProgramme(given: unknown, currency: string | null): SettingsCheck {
  const parsed = programmeSettings.safeParse(given);
  if (!parsed.success) {
    return { outcome: "refused", issues: onePerSetting(parsed.error.issues.map((issue) => issueOf(issue, given))) };
  }
  const decimals = currency === null ? [] : decimalIssues(parsed.data, currency);
  const issues = [...decimals, ...unknownLevels(parsed.data)];
  return issues.length === 0 ? { outcome: "valid", settings: parsed.data } : { outcome: "refused", issues };
}

function issueOf(issue: z.core.$ZodIssue, given: unknown): SettingsIssue {
  const path = issue.path.join(".");
  const field = String(issue.path.findLast((part) => typeof part === "string") ?? "");
  const value = valueAt(given, issue.path);
  const whole = wholeNumbers.get(field);
  if (issue.code === "unrecognized_keys") return { path, code: "unknownField", field: issue.keys.join(", ") };
  if (issue.code === "too_big" && issue.origin === "array") {
    return { path, code: "tooMany", maximum: Number(issue.maximum) };
  }
  if (issue.code === "custom" && issue.params?.problem) return { path, ...(issue.params.problem as SettingsProblem) };
  // An empty field says more by its own sentence; only what has none is "missing".
  if (field === "name") return { path, code: "name" };
  if (moneyFields.has(field) || issue.path.includes("perCurrency")) return { path, code: "amount" };
  if (whole !== undefined) return { path, code: "wholeNumber", minimum: whole[0], maximum: whole[1] };
  if (value === undefined) return { path, code: "missing" };
  if (field === "factor") return { path, code: "factor" };
  if (issue.code === "invalid_union" || issue.code === "invalid_value") return { path, code: "choice" };
  if (localTimeFields.has(field)) return { path, code: "localTime" };
  if (field === "id") return { path, code: "id" };
  if (choiceFields.has(field)) return { path, code: "choice" };
  if (issue.code === "too_small" && issue.origin !== "array")
    return { path, code: "atLeast", minimum: Number(issue.minimum) };
  if (issue.code === "too_big") return { path, code: "atMost", maximum: Number(issue.maximum) };
  if (issue.code === "invalid_type" && ["int", "number"].includes(issue.expected)) return { path, code: "number" };
  return { path, code: "other", detail: issue.message };
}

/** An amount that is no number is not above zero either; one sentence beside the field is enough. */
function onePerSetting(issues: SettingsIssue[]): SettingsIssue[] {
  const seen = new Set<string>();
  return issues.filter(({ path, code }) => {
    const isNew = !seen.has(`${path} ${code}`);
    seen.add(`${path} ${code}`);
    return isNew;
  });
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = given;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

/** Amounts that the currency cannot hold, such as 5.005 euros: they would be rounded behind the merchant's back. */
function decimalIssues(settings: ProgrammeSettings, currency: string): SettingsIssue[] {
  const exponent = exponentOf(currency);
  return amountsIn(settings, "")
    .filter(({ amount }) => (amount.split(".")[1] ?? "").replace(/0+$/, "").length > exponent)
    .map(({ path }) => ({ path, code: "decimals", currency, exponent }));
}

function amountsIn(value: unknown, path: string): { path: string; amount: string }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => {
    const innerPath = path === "" ? field : `${path}.${field}`;
    return decimalFields.has(field) && typeof inner === "string"
      ? [{ path: innerPath, amount: inner }]
      : amountsIn(inner, innerPath);
  });
}
