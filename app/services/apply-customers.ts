import type { Transaction } from "../persistence/database.ts";
import { type CustomerFacts, enrolCustomers, updateCustomers } from "../persistence/members.ts";
import type { Batch } from "./apply-orders.ts";
import { awardSignUps } from "./award-sign-ups.ts";
import { claimGuests } from "./claim-members.ts";

/** Enrols customers, brings what is known of them up to date, and gives them the points that waited for them as guests and those for signing up. */
export async function applyCustomers(
  transaction: Transaction,
  { shop, now, programmes }: Pick<Batch, "shop" | "now" | "programmes">,
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
  await awardSignUps(transaction, { shop, now, programmes }, unique);
}
