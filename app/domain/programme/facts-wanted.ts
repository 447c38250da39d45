import type { SelectionCriteria, SelectionSettings } from "../../contracts/selection.ts";
import type { Programme } from "./programme.ts";

/** What a programme's rules ask of orders that a webhook may not tell. Nothing of it is read for a programme that does not ask. */
export interface FactsWanted {
  /** What products are: their handles, collections, tags, types. */
  products: boolean;
  /** How much was paid by gift card or store credit. */
  tenders: boolean;
  /** By which selling plans lines were bought. */
  plans: boolean;
}

/** Of all versions together: each order is worked by the one that was in force when it was placed. */
export function factsWanted(
  programmes: readonly Pick<Programme, "earning" | "campaigns" | "memberships">[],
): FactsWanted {
  const wanted: FactsWanted = { products: false, tenders: false, plans: false };
  for (const { earning, campaigns, memberships } of programmes) {
    const selections = [...earning.map(({ terms }) => terms?.goods), ...campaigns.map(({ goods }) => goods)];
    wanted.products ||= selections.some((selection) => selection != null && asksOfProducts(selection));
    wanted.tenders ||= earning.some((rule) => "exceptPaidBy" in rule && rule.exceptPaidBy !== undefined);
    wanted.plans ||= memberships.some(({ sellingPlans }) => sellingPlans !== null);
  }
  return wanted;
}

/** Whether goods can be selected only with what is known of their product: an order's line itself tells product, variant, SKU and vendor. */
export function asksOfProducts({ except, ...included }: SelectionSettings): boolean {
  return [included, except ?? {}].some(
    ({ products, collections, tags, types }: SelectionCriteria) =>
      collections !== undefined ||
      tags !== undefined ||
      types !== undefined ||
      (products ?? []).some((product) => !product.startsWith("gid://")),
  );
}

type Asking = Pick<
  Programme,
  "collects" | "events" | "earning" | "campaigns" | "rewards" | "claimRewards" | "offers" | "referrals"
>;

/** Whether a programme asks for what only Shopify knows of a new customer, so that it is asked at once and not with the next sweep. */
export function asksOfCustomers(programme: Asking): boolean {
  const { collects, events, earning, campaigns, rewards, claimRewards, offers, referrals } = programme;
  const audiences = [
    ...events.map(({ audience }) => audience),
    ...earning.map(({ terms }) => terms?.audience),
    ...[...campaigns, ...rewards, ...claimRewards, ...(offers?.more ?? [])].map(({ audience }) => audience),
    referrals?.audience,
  ];
  return (
    collects.birthday ||
    collects.place ||
    collects.gender !== null ||
    collects.interests !== null ||
    events.some(({ code }) => code === "newsletter" || code === "sms" || code === "profile") ||
    audiences.some((audience) => audience?.tags !== undefined)
  );
}
