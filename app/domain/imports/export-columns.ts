import type { ImportFormat } from "../../contracts/member-import.ts";

/** What another system takes of a member. */
export interface LeavingMember {
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  available: number;
  /** "1990-02-28", or "--02-28" where the year is not known. */
  birthday: string | null;
  tier: string | null;
}

type Column = readonly [heading: string, cell: (member: LeavingMember) => string | number | null];

/**
 * The columns under which another system takes a list of members (sources: `columns.ts`). Smile takes no more than these two; LoyaltyLion takes
 * birthdays and tiers beside them.
 */
export const EXPORT_COLUMNS: Record<Exclude<ImportFormat, "plain">, readonly Column[]> = {
  smile: [
    ["email", ({ email }) => email],
    ["points", ({ available }) => available],
  ],
  loyaltylion: [
    ["email", ({ email }) => email],
    ["points", ({ available }) => available],
    ["birthday", ({ birthday }) => birthday],
    ["tier", ({ tier }) => tier],
  ],
  yotpo: [
    ["First Name", ({ firstName }) => firstName],
    ["Last Name", ({ lastName }) => lastName],
    ["Email", ({ email }) => email],
    ["Points Balance", ({ available }) => available],
    ["Birthday (MM/DD) or (MM/DD/YYYY)", ({ birthday }) => american(birthday)],
  ],
};

function american(birthday: string | null): string | null {
  const [, year, month, day] = /^(?:(\d{4})|-)-(\d{2})-(\d{2})$/.exec(birthday ?? "") ?? [];
  if (month === undefined || day === undefined) return null;
  return year === undefined ? `${month}/${day}` : `${month}/${day}/${year}`;
}
