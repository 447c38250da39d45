import type { ProgrammeSettings } from "./programme.ts";

/** What a merchant may grant beyond the installation: `optional_scopes` of shopify.app.toml says the same, and a test holds the two together. */
export const CHANGE_ORDERS = "write_orders";

/** Begins the error of a delivery that waits for a grant; the scope follows. */
export const ACCESS_MISSING = "access_missing:";

/** The scope that these settings need beyond what every shop grants at the installation; null for none. */
export function accessNeeded({ onOverspend }: Pick<ProgrammeSettings, "onOverspend">): string | null {
  return onOverspend === "leave" ? null : CHANGE_ORDERS;
}
