import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { normalizedEmail } from "../domain/orders/order-from-payload.ts";
import { isAnyoneToLearn, learnAgain } from "../persistence/customer-facts.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { customersToSeeFrom, noteCustomersSeen } from "../persistence/shops.ts";
import { type ChangedCustomer, changedCustomers } from "../shopify/read-customers.ts";
import { applyCustomers } from "./apply-customers.ts";
import { wakeDelivery } from "./book.ts";
import { readProgrammes } from "./read-programmes.ts";

/** Shopify's search trails by seconds to minutes, and what changed while this ran belongs to the next time. */
const OVERLAP_MINUTES = 15;

/**
 * Looks at the customers who changed at Shopify since the last time, so that what no webhook told is known all the same: who is new, their names, and by a
 * reading of their own tags, consent and the rest. Twice is once. Returns how many there were.
 *
 * @throws GatewayError; what was looked at by then stays
 */
export async function reconcileCustomers(app: AppContext, shop: ShopFacts): Promise<number> {
  const from = await customersToSeeFrom(app.database.pool, shop.id, OVERLAP_MINUTES);
  if (from === null) return 0;
  const startedAt = app.clock.now();
  let seen = 0;
  for await (const page of changedCustomers(app.gateway, shop.domain, from)) {
    await takeIn(app, shop, page);
    seen += page.length;
  }
  await noteCustomersSeen(app.database.pool, shop.id, startedAt);
  if (await isAnyoneToLearn(app.database.pool, shop.id))
    await enqueueShopJob(app.database.pool, "customers.learn", shop.id);
  return seen;
}

async function takeIn(app: AppContext, shop: ShopFacts, page: readonly ChangedCustomer[]): Promise<void> {
  if (page.length === 0) return;
  const customers = page.map(({ gid, email, firstName, lastName, createdAt, updatedAt }) => ({
    customerGid: gid,
    email: normalizedEmail(email),
    firstName,
    lastName,
    version: updatedAt,
    createdAt,
  }));
  await app.database.transaction(async (transaction) => {
    await lockShopWork(transaction, shop.id);
    const programmes = await readProgrammes(transaction, shop);
    if (programmes.length === 0) return;
    await applyCustomers(transaction, { shop, now: app.clock.now(), programmes }, customers);
    const changed = page.map(({ gid, updatedAt }) => ({ customerGid: gid, changedAt: updatedAt }));
    await learnAgain(transaction, shop.id, changed);
    await wakeDelivery(transaction, shop.id);
  });
}
