/** What is wrong with one setting of a programme, as a code that a page words in the reader's language. */
export type SettingsProblem =
  | { code: "name" | "amount" | "id" | "choice" | "missing" }
  | { code: "decimals"; currency: string; exponent: number }
  | { code: "wholeNumber"; minimum: number; maximum: number }
  | { code: "atLeast"; minimum: number }
  | { code: "atMost"; maximum: number }
  | { code: "number" }
  /** What contradicts another setting, with what to change, in words of its own. */
  | { code: "contradiction"; words: { en: string; nl: string } }
  | { code: "duplicateId"; id: string }
  | { code: "lapsesWhilePending"; availableAfterDays: number }
  | { code: "factor" | "localTime" | "campaignEnds" }
  | { code: "unknownField"; field: string }
  | { code: "tooMany"; maximum: number }
  /** The merchant has not granted the scope that this choice needs. */
  | { code: "access"; scope: string }
  /** Shopify could not be asked whether it was granted. */
  | { code: "accessUnknown" }
  | { code: "other"; detail: string };

/** `path` leads to the setting, joined by dots: "rewards.0.cost". Empty for the programme as a whole. */
export type SettingsIssue = { path: string } & SettingsProblem;

/** A problem of a programme that was pasted as text. `line` counts from 1; null where it belongs to no line. */
export type TextIssue = { line: number | null } & (
  | SettingsIssue
  | { code: "syntax"; detail: string }
  | { code: "empty" }
);
