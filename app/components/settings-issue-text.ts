import type { SettingsIssue, TextIssue } from "#app/contracts/settings-issue.ts";
import { accessSubject } from "./access-words.ts";
import type { Words } from "./words.tsx";

/** What is wrong with a setting, in a sentence for beside its field. */
export function settingsIssueText(issue: SettingsIssue, { t, format, language }: Words): string {
  switch (issue.code) {
    case "name":
      return t("programme.error.name");
    case "amount":
      return t("programme.error.amount");
    case "id":
      return t("programme.error.id");
    case "choice":
      return t("programme.error.choice");
    case "missing":
      return t("programme.error.missing");
    case "decimals":
      return t("programme.error.decimals", { currency: issue.currency, exponent: String(issue.exponent) });
    case "wholeNumber":
      return t("programme.error.wholeNumber", {
        minimum: format.number(issue.minimum),
        maximum: format.number(issue.maximum),
      });
    case "atLeast":
      return t("programme.error.atLeast", { minimum: format.number(issue.minimum) });
    case "atMost":
      return t("programme.error.atMost", { maximum: format.number(issue.maximum) });
    case "number":
      return t("programme.error.number");
    case "contradiction":
      return issue.words[language];
    case "duplicateId":
      return t("programme.error.duplicateId", { id: issue.id });
    case "lapsesWhilePending":
      return t("programme.error.lapsesWhilePending", { days: format.number(issue.availableAfterDays) });
    case "factor":
      return t("programme.error.factor");
    case "localTime":
      return t("programme.error.localTime");
    case "campaignEnds":
      return t("programme.error.campaignEnds");
    case "unknownField":
      return t("programme.error.unknownField", { field: issue.field });
    case "tooMany":
      return t("programme.error.tooMany", { maximum: format.number(issue.maximum) });
    case "access":
      return t(`programme.error.access.${accessSubject(issue.scope)}`);
    case "accessUnknown":
      return t("programme.error.accessUnknown");
    case "other":
      return t("programme.error.other", { detail: issue.detail });
  }
}

/** The same for a programme as text, with the setting and its line where they are known. */
export function textIssueText(issue: TextIssue, words: Words): string {
  const { t } = words;
  const about = "path" in issue && issue.path !== "" ? `${issue.path}: ` : "";
  const sentence =
    issue.code === "syntax"
      ? t("programme.error.syntax", { detail: issue.detail })
      : issue.code === "empty"
        ? t("programme.error.empty")
        : settingsIssueText(issue, words);
  const message = `${about}${sentence}`;
  return issue.line === null ? message : t("programme.text.line", { line: String(issue.line), message });
}
