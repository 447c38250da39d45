import { isScalar, LineCounter, type ParsedNode, parseDocument, stringify, visit } from "yaml";
import type { ProgrammeSettings } from "../contracts/programme.ts";
import type { SettingsIssue, TextIssue } from "../contracts/settings-issue.ts";
import { checkProgramme, moneyFields } from "./check-programme.ts";

/** Characters of a programme as text; the largest that the schema allows needs a quarter of it. */
const longestText = 100_000;

export type TextCheck = { outcome: "valid"; settings: ProgrammeSettings } | { outcome: "refused"; issues: TextIssue[] };

/** A programme as YAML, complete, to copy or keep. */
export function writeProgrammeText(settings: ProgrammeSettings): string {
  return stringify(settings, { lineWidth: 0 });
}

/** Reads a programme from YAML (or JSON, which is YAML) and says what is wrong by the line. */
export function readProgrammeText(text: string, currency: string | null): TextCheck {
  if (text.trim() === "") return refused({ code: "empty", line: null });
  if (text.length > longestText) return refused({ code: "syntax", line: null, detail: `> ${longestText}` });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken) return refused({ code: "syntax", line: lines.linePos(broken.pos[0]).line, detail: broken.message });

  // Amounts are text, so that no float ever holds them; a merchant who writes 5.00 without quotes means that text.
  visit(document, {
    Pair(_, pair) {
      const isAmount = isScalar(pair.key) && moneyFields.has(String(pair.key.value));
      if (isAmount && isScalar(pair.value) && typeof pair.value.value === "number") {
        pair.value.value = pair.value.source ?? String(pair.value.value);
      }
    },
  });
  const plain = plainOf(document);
  if ("refused" in plain) return refused({ code: "syntax", line: null, detail: plain.refused });
  const checked = checkProgramme(plain.value, currency);
  if (checked.outcome === "valid") return checked;
  return {
    outcome: "refused",
    issues: checked.issues.map((issue) => ({ ...issue, line: lineOf(document, issue.path, lines) })),
  };
}

/** Says at which lines of a text that reads well the problems stand that were found later. */
export function withLines(text: string, issues: readonly SettingsIssue[]): TextIssue[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return issues.map((issue) => ({ ...issue, line: lineOf(document, issue.path, lines) }));
}

/** Anchors that refer to each other can stand for millions of values in a few lines; the library stops there by throwing. */
function plainOf(document: { toJS(): unknown }): { value: unknown } | { refused: string } {
  try {
    return { value: document.toJS() };
  } catch (error) {
    return { refused: error instanceof Error ? error.message : "" };
  }
}

function refused(issue: TextIssue): TextCheck {
  return { outcome: "refused", issues: [issue] };
}

/** The line of a setting, or of the nearest thing around it where the setting itself is missing. */
function lineOf(
  document: { getIn(path: unknown[], keepScalar: true): unknown },
  path: string,
  lines: LineCounter,
): number | null {
  const parts = path === "" ? [] : path.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  for (let length = parts.length; length > 0; length -= 1) {
    const node = document.getIn(parts.slice(0, length), true) as ParsedNode | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return null;
}
