import type { ProgrammeSettings } from "../contracts/programme.ts";
import type { SettingsIssue } from "../contracts/settings-issue.ts";

/** Audiences that ask for a level which the programme does not have: they would be nobody, without a word. */
export function unknownLevels(settings: ProgrammeSettings): SettingsIssue[] {
  const known = (settings.tiers?.levels ?? []).map(({ id }) => id);
  const isKnown = (asked: string): boolean => known.some((id) => id.toLowerCase() === asked.toLowerCase());
  return askedLevels(settings, "")
    .filter(({ level }) => !isKnown(level))
    .map(({ path, level }) => ({ path, code: "contradiction", words: unknownWords(level, known) }));
}

function askedLevels(value: unknown, path: string): { path: string; level: string }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => {
    const innerPath = path === "" ? field : `${path}.${field}`;
    if (field !== "audience") return askedLevels(inner, innerPath);
    const levels: unknown = typeof inner === "object" && inner !== null ? Reflect.get(inner, "tiers") : undefined;
    return Array.isArray(levels)
      ? levels.map((level, index) => ({ path: `${innerPath}.tiers.${index}`, level: String(level) }))
      : [];
  });
}

function unknownWords(level: string, known: readonly string[]): { en: string; nl: string } {
  if (known.length === 0)
    return {
      en: `The programme has no levels, so nobody would be in "${level}". Add levels under tiers, or take it out of the audience.`,
      nl: `Het programma heeft geen niveaus, dus niemand zou in "${level}" zitten. Voeg niveaus toe onder tiers, of haal het uit het publiek.`,
    };
  const list = known.join(", ");
  return {
    en: `There is no level "${level}", so nobody would be in it. Choose one of ${list}, or take it out of the audience.`,
    nl: `Er is geen niveau "${level}", dus niemand zou erin zitten. Kies uit ${list}, of haal het uit het publiek.`,
  };
}
