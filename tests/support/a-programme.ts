import { type ProgrammeInput, programmeSettings } from "#app/contracts/programme.ts";
import { compileProgramme, type Programme } from "#app/domain/programme/programme.ts";

/** A published programme: one point for each euro and 100 points for €5.00 unless said otherwise. */
export function aProgramme(
  settings: ProgrammeInput = {},
  version = 1,
  currency = "EUR",
  timezone = "Europe/Amsterdam",
): Programme {
  return compileProgramme(version, programmeSettings.parse(settings), currency, timezone);
}
