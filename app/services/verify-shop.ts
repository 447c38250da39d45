import type { AppContext } from "../context.ts";
import { pointsEarned } from "../domain/earning/award-snapshot.ts";
import { keptGoods, lineBases } from "../domain/orders/kept-goods.ts";
import type { Transaction } from "../persistence/database.ts";
import { compareFigures } from "../persistence/figures-verification.ts";
import { findShopById } from "../persistence/shops.ts";
import {
  compareWithRebuilt,
  countsOf,
  type Difference,
  type Differences,
  ordersAfter,
  rebuildFromPostings,
  type StoredOrder,
} from "../persistence/verification.ts";
import { readProgrammes } from "./read-programmes.ts";
import { verifyEvents } from "./verify-events.ts";
import { verifyMemberships } from "./verify-memberships.ts";
import { verifyReferrals } from "./verify-referrals.ts";
import { verifyTiers } from "./verify-tiers.ts";

export interface Verification {
  domain: string;
  checked: Record<"entries" | "members" | "lots" | "orders" | "reservations" | "days", number> & {
    memberships?: number;
    levels?: number;
    referrals?: number;
    events?: number;
    wallets?: number;
  };
  differences: Differences;
}

const ORDERS_AT_ONCE = 1_000;
const NAMED_ORDERS = 50;

/**
 * Rebuilds every balance, lot, order, reservation, redemption and day of a shop from its postings, what each order earns from its newest
 * state and the award's rules, and daily figures from orders and members, and compares. Changes nothing, and works on one snapshot, so that
 * the shop may be at work meanwhile.
 */
export async function verifyShop(
  app: Pick<AppContext, "database">,
  shop: { id: number; domain: string; timezone: string },
): Promise<Verification> {
  return app.database.transaction(async (transaction) => {
    const entries = await rebuildFromPostings(transaction, shop.id, shop.timezone);
    const differences = await compareWithRebuilt(transaction, shop.id);
    const figures = await compareFigures(transaction, shop.id, shop.timezone);
    differences.count += figures.count;
    differences.first.push(...figures.first);
    const orders = await verifyOrders(transaction, shop.id, differences);
    const memberships = await verifyMembershipsOf(transaction, shop, differences);
    const levels = await verifyTiersOf(transaction, shop, differences);
    const referrals = await verifyReferrals(transaction, shop, (difference) => {
      differences.count += 1;
      if (differences.first.length < 2 * NAMED_ORDERS) differences.first.push(difference);
    });
    const events = await verifyEvents(transaction, shop.id, (difference) => {
      differences.count += 1;
      if (differences.first.length < 2 * NAMED_ORDERS) differences.first.push(difference);
    });
    return {
      domain: shop.domain,
      checked: {
        entries,
        orders,
        ...(await countsOf(transaction, shop.id)),
        ...(memberships === null ? {} : { memberships }),
        ...(levels === null ? {} : { levels }),
        ...(referrals === 0 ? {} : { referrals }),
        ...(events === 0 ? {} : { events }),
      },
      differences,
    };
  });
}

/** Adds what differs, and answers how many memberships there are; null where no programme ever had one. */
async function verifyMembershipsOf(
  transaction: Transaction,
  shop: { id: number; timezone: string },
  differences: Differences,
): Promise<number | null> {
  const currency = (await findShopById(transaction, shop.id))?.currency;
  if (!currency) return null;
  const programmes = await readProgrammes(transaction, { ...shop, currency });
  if (programmes.every(({ programme }) => programme.memberships.length === 0)) return null;
  return verifyMemberships(transaction, shop, programmes, (difference) => {
    differences.count += 1;
    if (differences.first.length < 2 * NAMED_ORDERS) differences.first.push(difference);
  });
}

/** Adds what differs, and answers how many levels there are; null where no programme ever had any. */
async function verifyTiersOf(
  transaction: Transaction,
  shop: { id: number; timezone: string },
  differences: Differences,
): Promise<number | null> {
  const currency = (await findShopById(transaction, shop.id))?.currency;
  if (!currency) return null;
  const programmes = await readProgrammes(transaction, { ...shop, currency });
  if (programmes.every(({ programme }) => programme.tiers === null)) return null;
  return verifyTiers(transaction, shop.id, programmes, (difference) => {
    differences.count += 1;
    if (differences.first.length < 2 * NAMED_ORDERS) differences.first.push(difference);
  });
}

/** Adds what differs, and answers how many orders there are. */
async function verifyOrders(transaction: Transaction, shopId: number, differences: Differences): Promise<number> {
  let count = 0;
  let last = "";
  for (;;) {
    const orders = await ordersAfter(transaction, shopId, last, ORDERS_AT_ONCE);
    for (const order of orders) {
      for (const difference of differencesOf(order)) {
        differences.count += 1;
        if (differences.first.length < 2 * NAMED_ORDERS) differences.first.push(difference);
      }
    }
    count += orders.length;
    last = orders.at(-1)?.gid ?? "";
    if (orders.length < ORDERS_AT_ONCE) return count;
  }
}

function differencesOf({ gid, state, award, ...stored }: StoredOrder): Difference[] {
  if (!state.order) return [];
  const differences: Difference[] = [];
  const compare = (field: string, expected: number, found: number): void => {
    if (expected !== found) differences.push({ what: "order", subject: gid, field, expected, found });
  };
  compare("kept goods", keptGoods(state.order, lineBases(state.order.lines)).netMinor, stored.goodsMinor);
  if (award === null) compare("points without an award", 0, stored.pointsEarned);
  // While an edit's addition is owed, the award stays as it was before.
  else if (state.order.isPaid) compare("points by its rules", pointsEarned(award, state.order), stored.pointsEarned);
  return differences;
}

/** The verification in words, for a person at a terminal: one line a shop, and one for each difference that is named. */
export function verificationReport(verifications: readonly Verification[]): string {
  const lines = verifications.flatMap(({ domain, checked, differences }) => {
    const { count, first } = differences;
    const figures = `${checked.entries} entries, ${checked.members} members, ${checked.lots} lots, ${checked.orders} orders, ${checked.reservations} reservations, ${checked.days} days${checked.memberships === undefined ? "" : `, ${checked.memberships} memberships`}${checked.levels === undefined ? "" : `, ${checked.levels} levels`}${checked.referrals === undefined ? "" : `, ${checked.referrals} referrals`}${checked.wallets === undefined ? "" : `, ${checked.wallets} wallets`}`;
    const verdict = count === 0 ? "everything adds up" : `${count} ${count === 1 ? "difference" : "differences"}`;
    const named = first.map(({ what, subject, field, expected, found }) =>
      what === "wallet"
        ? `    wallet ${subject}: Shopify holds another ${field} than the ledger leads to`
        : `    ${what} ${subject}: ${field} should be ${expected ?? "absent"}, is ${found ?? "absent"}`,
    );
    const more = count > first.length ? [`    … and ${count - first.length} more`] : [];
    return [`${domain}: ${verdict} (${figures})`, ...named, ...more];
  });
  const wrong = verifications.filter(({ differences }) => differences.count > 0).length;
  const shops = `${verifications.length} ${verifications.length === 1 ? "shop" : "shops"} verified`;
  return [...lines, wrong === 0 ? `${shops}, no difference.` : `${shops}, ${wrong} with differences.`].join("\n");
}
