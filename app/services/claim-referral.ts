import type { AppContext } from "../context.ts";
import type { CardAnswer, Refusal } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import type { Referrals } from "../domain/programme/compile-referrals.ts";
import { type Programme, versionAt } from "../domain/programme/programme.ts";
import { readVisit, spellingsOf, type Visit } from "../domain/referrals/link.ts";
import type { Transaction } from "../persistence/database.ts";
import { enrolCustomers, membersByCustomer } from "../persistence/members.ts";
import { owe } from "../persistence/outbox.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { membersByCode } from "../persistence/referral-codes.ts";
import { addReferrals, friendFacts, referralsOf } from "../persistence/referral-orders.ts";
import { GatewayError } from "../shopify/errors.ts";
import { OrdersEverDocument } from "../shopify/generated/operations.ts";
import { wakeDelivery } from "./book.ts";
import { publishWalletNow } from "./publish-wallets.ts";
import { readCardOf } from "./read-card.ts";
import { readProgrammes } from "./read-programmes.ts";
import { refusal } from "./refusals.ts";
import { settleReferrals } from "./settle-referrals.ts";

const DAY_MS = 86_400_000;
/** The shopper waits for it. */
const CLICK_TIME_LIMIT_MS = 5_000;
/** Somebody who became a customer so long before they followed a link did not sign up because of it. */
const SIGNED_UP_BEFORE_MS = DAY_MS;

/**
 * Notes by whose link somebody who is signed in came: from here on their first order is that friend's, on whatever device it is placed, and what
 * waits for it stands in their wallet. Twice is once; the first link that they follow counts, as long as it does.
 */
export async function claimReferral(
  app: AppContext,
  shop: ShopFacts,
  { customerGid, visit: text }: { customerGid: string; visit: string },
): Promise<CardAnswer> {
  const visit = readVisit(text);
  if (visit === null) return refusal("unknown_link");
  const who = { customerGid, visit, now: app.clock.now().getTime() };
  // Shopify is asked only where nothing here answers already.
  const looked = await lookAt(app.database.pool, shop, who);
  if (looked.outcome === "refused") return refusal(looked.code);
  if (looked.outcome === "noted") return { ok: true, card: await readCardOf(app, shop, looked.member) };
  const ordersEver = await countOrdersEver(app, shop, customerGid);
  if (ordersEver === null) return refusal("not_ready");
  if (ordersEver > 0) return refusal("not_new");
  const noted = await app.database.transaction((transaction) => noteVisit(transaction, shop, who));
  if (noted.outcome === "refused") return refusal(noted.code);
  await publishWalletNow(app, shop, noted.member);
  return { ok: true, card: await readCardOf(app, shop, noted.member) };
}

/** Null where Shopify could not be asked. */
async function countOrdersEver(app: AppContext, shop: ShopFacts, customerGid: string): Promise<number | null> {
  try {
    const options = { timeLimitMs: CLICK_TIME_LIMIT_MS };
    const { customer } = await app.gateway.request(shop.domain, OrdersEverDocument, { id: customerGid }, options);
    return Number(customer?.numberOfOrders ?? 0);
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}

interface Who {
  customerGid: string;
  visit: Visit;
  now: number;
}

type Look =
  | { outcome: "refused"; code: Refusal["code"] }
  /** It was before. */
  | { outcome: "noted"; member: string }
  | { outcome: "free"; code: string; advocateId: string; visitedAt: number; programme: Programme; terms: Referrals };

/** What is known here about somebody who followed a link. */
async function lookAt(
  database: Pick<Transaction, "query">,
  shop: ShopFacts,
  { customerGid, visit, now }: Who,
): Promise<Look> {
  const programme = versionAt(await readProgrammes(database, shop), now)?.programme;
  const terms = programme?.referrals;
  const byCode = await membersByCode(database, shop.id, spellingsOf(visit.code));
  const code = spellingsOf(visit.code).find((each) => byCode.has(each));
  const advocateId = byCode.get(code ?? "");
  const visitedAt = Math.min(visit.visitedAt ?? now, now);
  if (!programme || !terms || code === undefined || advocateId === undefined)
    return { outcome: "refused", code: "unknown_link" };
  if (visitedAt + terms.linkDays * DAY_MS <= now) return { outcome: "refused", code: "unknown_link" };
  const friend = (await membersByCustomer(database, shop.id, [customerGid])).get(customerGid);
  const free: Look = { outcome: "free", code, advocateId, visitedAt, programme, terms };
  if (!friend) return free;
  if (friend.status !== "member") return { outcome: "refused", code: "not_a_member" };
  if (friend.id === advocateId) return { outcome: "refused", code: "own_link" };
  const known = await referralsOf(database, shop.id, { orders: [], friends: [friend.id] });
  if (known.some(({ claimedAt }) => claimedAt !== null)) return { outcome: "noted", member: friend.id };
  const { hasPaid } = await friendFacts(database, shop.id, friend.id);
  return hasPaid ? { outcome: "refused", code: "not_new" } : free;
}

async function noteVisit(
  transaction: Transaction,
  shop: ShopFacts,
  who: Who,
): Promise<Exclude<Look, { outcome: "free" }>> {
  const now = new Date(who.now);
  await lockShopWork(transaction, shop.id);
  await enrolCustomers(transaction, shop.id, [{ customerGid: who.customerGid, email: null, joinedAt: who.now }]);
  const looked = await lookAt(transaction, shop, who);
  if (looked.outcome !== "free") return looked;
  const { code, advocateId, visitedAt, programme, terms } = looked;
  const friend = (await membersByCustomer(transaction, shop.id, [who.customerGid])).get(who.customerGid);
  if (!friend) return { outcome: "refused", code: "not_a_member" };
  const { joinedAt } = await friendFacts(transaction, shop.id, friend.id);
  const added = await addReferrals(transaction, shop.id, [
    {
      code,
      advocateId,
      friendId: friend.id,
      orderGid: null,
      visitedAt,
      claimedAt: who.now,
      terms: joinedAt < visitedAt - SIGNED_UP_BEFORE_MS ? withoutSignUp(terms) : terms,
      version: programme.version,
    },
  ]);
  const programmes = await readProgrammes(transaction, shop);
  await settleReferrals(transaction, { shop, now, programmes }, added);
  await owe(transaction, shop.id, "wallet", [friend.id, advocateId], now);
  await wakeDelivery(transaction, shop.id);
  return { outcome: "noted", member: friend.id };
}

/** Of somebody who was a customer before, points for signing up come with the order. */
function withoutSignUp(terms: Referrals): Referrals {
  const { friend } = terms;
  return friend && "points" in friend ? { ...terms, friend: { ...friend, at: "order" } } : terms;
}
