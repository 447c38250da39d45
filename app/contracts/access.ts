import type { ProgrammeSettings } from "./programme.ts";

/** To tag or cancel an overspent order. */
export const CHANGE_ORDERS = "write_orders";
/** For the reward `gift_card`. */
export const ISSUE_GIFT_CARDS = "write_gift_cards";
/** For the reward `store_credit`; what was given is read as well, so that a lost answer gives nothing twice. */
export const GIVE_STORE_CREDIT = ["write_store_credit_account_transactions", "read_store_credit_accounts"] as const;

/** What a merchant may grant beyond the installation: `optional_scopes` of shopify.app.toml says the same, and a test holds the two together. */
export const OPTIONAL_SCOPES: readonly string[] = [CHANGE_ORDERS, ISSUE_GIFT_CARDS, ...GIVE_STORE_CREDIT];

/** Begins the error of a delivery that waits for a grant; the scope follows. */
export const ACCESS_MISSING = "access_missing:";

/** The scopes that these settings need beyond what every shop grants at the installation, each with the setting that does. */
export function accessNeeded({
  onOverspend = "leave",
  rewards = [],
}: Partial<Pick<ProgrammeSettings, "onOverspend" | "rewards">>): { scope: string; path: string }[] {
  const scopesOf = (code: string): readonly string[] => {
    if (code === "gift_card") return [ISSUE_GIFT_CARDS];
    return code === "store_credit" ? GIVE_STORE_CREDIT : [];
  };
  const needs = [
    ...(onOverspend === "leave" ? [] : [{ scope: CHANGE_ORDERS, path: "onOverspend" }]),
    ...rewards.flatMap(({ code }, index) => scopesOf(code).map((scope) => ({ scope, path: `rewards.${index}.code` }))),
  ];
  return needs.filter(({ scope }, index) => needs.findIndex((each) => each.scope === scope) === index);
}
