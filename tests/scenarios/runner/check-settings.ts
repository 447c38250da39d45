import type { SettingsIssue } from "#app/contracts/settings-issue.ts";
import { checkProgramme } from "#app/services/check-programme.ts";

/** What is wrong with a programme: where, and for an unknown setting its key. */
export interface SettingsProblem {
  path: (string | number)[];
  key: string | null;
  message: string;
}

/** Checks settings as the admin's own page does. */
export function checkSettings(settings: Record<string, unknown>, currency: string): SettingsProblem[] {
  const checked = checkProgramme(settings, currency);
  if (checked.outcome === "valid") return [];
  return checked.issues.flatMap((issue): SettingsProblem[] => {
    const path =
      issue.path === "" ? [] : issue.path.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    if (issue.code === "unknownField")
      return issue.field
        .split(", ")
        .map((key) => ({ path, key, message: `unknown setting "${[...path, key].join(".")}"` }));
    return [{ path, key: null, message: `${issue.path || "programme"}: ${sentenceOf(issue)}` }];
  });
}

function sentenceOf(issue: Exclude<SettingsIssue, { code: "unknownField" }>): string {
  switch (issue.code) {
    case "amount":
      return 'write an amount above zero in quotes, such as "5.00"';
    case "decimals":
      return `${issue.currency} has ${issue.exponent} decimals`;
    case "wholeNumber":
      return `write a whole number from ${issue.minimum} to ${issue.maximum}`;
    case "atLeast":
      return `write a number from ${issue.minimum} on`;
    case "atMost":
      return `write a number up to ${issue.maximum}`;
    case "number":
      return "write a number";
    case "contradiction":
      return issue.words.en;
    case "duplicateId":
      return `two ${issue.path.startsWith("rewards") ? "rewards" : "campaigns"} are called "${issue.id}"`;
    case "lapsesWhilePending":
      return `points would lapse before they become available after ${issue.availableAfterDays} days`;
    case "factor":
      return "write a number from 1.5 to 10 in steps of a half";
    case "localTime":
      return "write a date and time of the shop, such as 2026-11-27T00:00";
    case "campaignEnds":
      return "the campaign ends before it starts";
    case "tooMany":
      return `at most ${issue.maximum}`;
    case "missing":
      return "is missing";
    case "choice":
      return "is none of the choices that there are";
    case "id":
      return "write letters, digits, - and _, at most 32";
    case "name":
      return "write a name of at most 40 characters";
    case "access":
    case "accessUnknown":
      return "the merchant has not granted what this needs";
    case "other":
      return issue.detail;
  }
}
