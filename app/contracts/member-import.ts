/** Systems whose files of members can be read and written; `plain` is our own. */
export const IMPORT_FORMATS = ["plain", "smile", "loyaltylion", "yotpo"] as const;

export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** What a file says of one member. */
export interface ImportedMember {
  /** Shopify's global id; null where the file knows the e-mail address alone. */
  customerGid: string | null;
  /** In small letters; null where only the customer is known. */
  email: string | null;
  /** The whole balance in the other system. */
  points: number;
  firstName: string | null;
  lastName: string | null;
  /** "1990-02-28", or "--02-28" where the year is not known. */
  birthday: string | null;
  /** Name or code of the tier there. */
  tier: string | null;
  /** Code at the end of the referral link there. */
  referralCode: string | null;
  /** Epoch milliseconds. */
  joinedAt: number | null;
}

/** Why a line is left out. */
export type LineProblem =
  | "columns"
  | "nobody"
  | "email"
  | "customer"
  | "points_missing"
  | "points_number"
  | "points_negative"
  | "points_too_many"
  | "excluded"
  | "same_as_before"
  | "spent_meanwhile"
  | "erased";

/** What of a line is left out, while the rest of it counts. */
export type LineNote = "birthday" | "joined_at";
