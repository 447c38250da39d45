/** The columns that are read, by what they mean; places count from 0. */
export type Columns = Partial<Record<Meaning, number>>;

export type Meaning =
  | "email"
  | "customer"
  | "points"
  | "firstName"
  | "lastName"
  | "birthday"
  | "tier"
  | "referral"
  | "joinedAt"
  | "state";

export type ColumnsRead =
  | { outcome: "read"; columns: Columns }
  /** A first line without these headings is no list of members. */
  | { outcome: "missing"; columns: ("email" | "points")[] };

/**
 * Headings of each meaning, in small letters with `_` for whatever stands between words. Exports let a merchant choose and rename columns, so
 * that every system's words are known for each; the one that a system itself writes comes first.
 *
 * Sources: Smile (help.smile.io 4036233, dev.smile.io customer), LoyaltyLion (help.loyaltylion.com 5553630 and 1965801), Yotpo
 * (support.yotpo.com importingexporting-points-and-customers).
 */
const HEADINGS: Record<Meaning, readonly string[]> = {
  email: ["email", "email_address", "e_mail", "customer_email"],
  customer: ["customer", "customer_id", "shopify_customer_id", "shopify_id", "merchant_id"],
  points: [
    "points",
    "points_balance",
    "available",
    "approved_points",
    "points_approved",
    "current_points_balance",
    "balance",
  ],
  firstName: ["first_name", "firstname"],
  lastName: ["last_name", "lastname"],
  birthday: [
    "birthday",
    "date_of_birth",
    "birth_date",
    "birthdate",
    "birthday_mm_dd_or_mm_dd_yyyy",
    "birthday_mm_dd_yyyy",
  ],
  tier: ["tier", "vip_tier", "loyalty_tier", "vip_tier_name", "loyalty_tier_name", "current_tier_level"],
  referral: ["referral_link", "referral_url", "referral_code"],
  joinedAt: ["joined_at", "enrolled_at", "enrollment_date", "created_at", "date_joined"],
  state: ["status", "state", "member_status"],
};

const MEANINGS = Object.keys(HEADINGS) as Meaning[];

/** What the columns of a file mean, by its first line. */
export function readColumns(headings: readonly string[]): ColumnsRead {
  const names = headings.map((heading) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_|_$/g, ""),
  );
  const columns: Columns = {};
  for (const meaning of MEANINGS) {
    const name = HEADINGS[meaning].find((each) => names.includes(each));
    if (name !== undefined) columns[meaning] = names.indexOf(name);
  }
  const missing: ("email" | "points")[] = [];
  if (columns.email === undefined && columns.customer === undefined) missing.push("email");
  if (columns.points === undefined) missing.push("points");
  return missing.length === 0 ? { outcome: "read", columns } : { outcome: "missing", columns: missing };
}
