import type { ShopFacts } from "../contracts/shop.ts";
import type { Transaction } from "../persistence/database.ts";
import { type CustomerFacts, enrolCustomers, updateCustomers } from "../persistence/members.ts";
import { claimGuests } from "./claim-members.ts";

/** Enrols customers, brings what is known of them up to date, and gives them the points that waited for them as guests. */
export async function applyCustomers(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  customers: readonly CustomerFacts[],
): Promise<void> {
  if (customers.length === 0) return;
  const newest = new Map<string, CustomerFacts>();
  for (const facts of customers) {
    const known = newest.get(facts.customerGid);
    if (!known || (known.version ?? 0) <= (facts.version ?? 0)) newest.set(facts.customerGid, facts);
  }
  const unique = [...newest.values()];
  const enrolled = unique.map(({ customerGid, email, createdAt }) => ({
    customerGid,
    email,
    joinedAt: createdAt ?? now.getTime(),
  }));
  await enrolCustomers(transaction, shop.id, enrolled);
  await updateCustomers(transaction, shop.id, unique);
  await claimGuests(transaction, shop, now, unique);
}
