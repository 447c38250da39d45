import type { AppContext } from "../context.ts";
import type { CustomerFactName } from "../contracts/customer-facts.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { factsOfCustomer } from "../domain/customers/facts-from-payload.ts";
import { type ToldFacts, wordFacts } from "../domain/customers/known-facts.ts";
import type { CollectedFacts } from "../domain/programme/compile-facts.ts";
import { dropFacts, learnAllAnew, markLearned, membersToLearn } from "../persistence/customer-facts.ts";
import type { Transaction } from "../persistence/database.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { CUSTOMERS_A_PAGE, type CustomerAsRead, readCustomers } from "../shopify/read-customers.ts";
import { applyCustomerFacts } from "./apply-customer-facts.ts";
import { dayIn, wakeDelivery } from "./book.ts";
import { readProgrammes } from "./read-programmes.ts";

/** Pages of one run: a shop with many customers is read bit by bit, so that clicks find something left of Shopify's rate limit. */
const PAGES_A_RUN = 10;

/**
 * Asks Shopify about members of whom it was not asked yet: webhooks tell only what changes from now on, and of a new customer neither tags nor consent.
 * The newest first; who waits longer is read by the next sweep. Answers how many were read.
 */
export async function learnCustomers(app: AppContext, shop: ShopFacts): Promise<number> {
  let learned = 0;
  for (let page = 0; page < PAGES_A_RUN; page += 1) {
    const members = await membersToLearn(app.database.pool, shop.id, CUSTOMERS_A_PAGE);
    const programmes = await readProgrammes(app.database.pool, shop);
    const collected = programmes.at(-1)?.programme.collects;
    if (members.length === 0 || !collected) break;
    // Whatever changes while Shopify answers is told by a webhook of a later instant.
    const askedAt = app.clock.now();
    const gids = members.map(({ customerGid }) => customerGid);
    const customers = await readCustomers(app.gateway, shop.domain, gids, collected);
    await app.database.transaction(async (transaction) => {
      await lockShopWork(transaction, shop.id);
      const told = customers.map((customer) => toldOf(customer, collected, dayIn(shop.timezone), askedAt.getTime()));
      await applyCustomerFacts(transaction, { shop, now: askedAt, programmes }, told);
      const ids = members.map(({ id }) => id);
      await markLearned(transaction, shop.id, ids, askedAt);
      await wakeDelivery(transaction, shop.id);
    });
    learned += members.length;
    if (members.length < CUSTOMERS_A_PAGE) break;
  }
  return learned;
}

function toldOf(
  customer: CustomerAsRead,
  collected: CollectedFacts,
  dayOf: (instant: number) => string,
  toldAt: number,
): ToldFacts {
  const { facts, whole } = factsOfCustomer(
    { address: customer.address, metafield: (name) => customer.metafields.get(name) },
    collected,
    dayOf(toldAt),
  );
  const consents = [
    { fact: "email_consent" as const, consent: customer.emailConsent },
    { fact: "sms_consent" as const, consent: customer.smsConsent },
  ].flatMap(({ fact, consent }) =>
    consent ? [{ fact, value: consent.state, since: consent.updatedAt ?? toldAt }] : [],
  );
  return {
    customerGid: customer.gid,
    toldAt,
    facts: [...facts, ...consents, ...wordFacts("tag", customer.tags)],
    whole: [...whole, "tag"],
  };
}

/**
 * A new version of the programme may collect something else: what is collected no longer goes at once, and for what is new everybody is asked about
 * again. Within the transaction that publishes.
 */
export async function collectOtherwise(
  transaction: Transaction,
  shopId: number,
  before: CollectedFacts | null,
  after: CollectedFacts,
): Promise<void> {
  await dropFacts(transaction, shopId, factsGone(before, after));
  if (before !== null && !isMore(before, after)) return;
  await learnAllAnew(transaction, shopId);
  await enqueueShopJob(transaction, "customers.learn", shopId);
}

function factsGone(before: CollectedFacts | null, after: CollectedFacts): CustomerFactName[] {
  const gone: CustomerFactName[] = [];
  if (!after.birthday) gone.push("birthday");
  if (!after.place) gone.push("country", "city");
  // Another metafield holds something else.
  if (before && before.gender !== after.gender) gone.push("gender");
  if (before && before.interests !== after.interests) gone.push("interest");
  return gone;
}

function isMore(before: CollectedFacts, after: CollectedFacts): boolean {
  return (
    (after.birthday && !before.birthday) ||
    (after.place && !before.place) ||
    (after.gender !== null && after.gender !== before.gender) ||
    (after.interests !== null && after.interests !== before.interests)
  );
}
