import type { ImportedMember, ImportFormat, LineNote, LineProblem } from "../../contracts/member-import.ts";
import type { Columns, Meaning } from "./columns.ts";

export type LineRead =
  | { outcome: "read"; member: ImportedMember; notes: LineNote[] }
  | { outcome: "refused"; problem: LineProblem };

const MOST_POINTS = 1_000_000_000;
/** The year that Smile writes where it knows day and month only. */
const UNKNOWN_YEAR = "1004";

/** One line of a file. What cannot be read of a birthday or a date leaves the rest of the line as it is. */
export function readLine(format: ImportFormat, columns: Columns, cells: readonly string[]): LineRead {
  const cell = (meaning: Meaning): string => {
    const place = columns[meaning];
    return place === undefined ? "" : plainText(cells[place] ?? "");
  };
  const refused = (problem: LineProblem): LineRead => ({ outcome: "refused", problem });

  const email = cell("email").toLowerCase() || null;
  const customer = cell("customer");
  if (email === null && customer === "") return refused("nobody");
  if (email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return refused("email");
  const customerGid = customer === "" ? null : customerGidOf(customer);
  if (customer !== "" && customerGid === null) return refused("customer");
  if (/^(disabled|blocked|excluded|opted.?out|erased|merged)$/i.test(cell("state"))) return refused("excluded");
  const points = pointsOf(cell("points"));
  if (typeof points === "string") return refused(points);

  const birthday = birthdayOf(format, cell("birthday"));
  const joinedAt = cell("joinedAt") === "" ? null : Date.parse(cell("joinedAt"));
  const notes: LineNote[] = [];
  if (birthday === "unreadable") notes.push("birthday");
  if (Number.isNaN(joinedAt)) notes.push("joined_at");
  return {
    outcome: "read",
    notes,
    member: {
      customerGid,
      email,
      points,
      firstName: cell("firstName") || null,
      lastName: cell("lastName") || null,
      birthday: birthday === "unreadable" ? null : birthday,
      tier: cell("tier") || null,
      referralCode: referralCodeOf(cell("referral")),
      joinedAt: joinedAt === null || Number.isNaN(joinedAt) ? null : joinedAt,
    },
  };
}

/** The sign that our own files put before what a spreadsheet would take for a formula is no part of the text. */
function plainText(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@])/, "");
}

function customerGidOf(text: string): string | null {
  const id = /^(?:gid:\/\/shopify\/Customer\/)?([1-9]\d{0,19})$/.exec(text)?.[1];
  return id === undefined ? null : `gid://shopify/Customer/${id}`;
}

/** Whole points without separators: whether "1.250" is one or a thousand is not for us to guess. */
function pointsOf(text: string): number | LineProblem {
  if (text === "") return "points_missing";
  if (/^-\d+(\.0+)?$/.test(text)) return "points_negative";
  if (!/^\d+(\.0{1,2})?$/.test(text)) return "points_number";
  const points = Number(text);
  return points <= MOST_POINTS ? points : "points_too_many";
}

function birthdayOf(format: ImportFormat, text: string): string | null | "unreadable" {
  if (text === "" || text === "0") return null;
  const iso = /^(?:(\d{4})|-)-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text);
  const american = format === "yotpo" ? /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?$/.exec(text) : null;
  const [year, month, day] = iso ? [iso[1], iso[2], iso[3]] : [american?.[3], american?.[1], american?.[2]];
  if (month === undefined || day === undefined) return "unreadable";
  const known = year === undefined || year === UNKNOWN_YEAR ? null : year;
  const monthDay = `${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  // A year that had a 29 February stands for one that is not known.
  const isDay = new Date(`${known ?? "2000"}-${monthDay}T00:00:00Z`).toJSON()?.slice(5, 10) === monthDay;
  return isDay ? `${known ?? "-"}-${monthDay}` : "unreadable";
}

/** The last part of a link, or of its query; a bare code is one itself. */
function referralCodeOf(text: string): string | null {
  const code = /([A-Za-z0-9_-]{3,64})\/?$/.exec(text)?.[1];
  return code ?? null;
}
