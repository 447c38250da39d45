import type { AppContext } from "../context.ts";
import type { CardAnswer, Refusal } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import type { Referrals } from "../domain/programme/compile-referrals.ts";
import { versionAt } from "../domain/programme/programme.ts";
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
  const ordersEver = await countOrdersEver(app, shop, customerGid);
  if (ordersEver === null) return refusal("not_ready");
  const noted = await app.database.transaction((transaction) =>
    noteVisit(app, transaction, shop, { customerGid, visit, ordersEver }),
  );
  if ("refused" in noted) return noted.refused;
  if (noted.isNew) await publishWalletNow(app, shop, noted.member);
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

async function noteVisit(
  app: AppContext,
  transaction: Transaction,
  shop: ShopFacts,
  { customerGid, visit, ordersEver }: { customerGid: string; visit: Visit; ordersEver: number },
): Promise<{ member: string; isNew: boolean } | { refused: Refusal }> {
  const now = app.clock.now();
  await lockShopWork(transaction, shop.id);
  const programmes = await readProgrammes(transaction, shop);
  const programme = versionAt(programmes, now.getTime())?.programme;
  const terms = programme?.referrals;
  const byCode = await membersByCode(transaction, shop.id, spellingsOf(visit.code));
  const code = spellingsOf(visit.code).find((each) => byCode.has(each));
  const advocateId = byCode.get(code ?? "");
  const visitedAt = Math.min(visit.visitedAt ?? now.getTime(), now.getTime());
  if (!programme || !terms || code === undefined || advocateId === undefined)
    return { refused: refusal("unknown_link") };
  if (visitedAt + terms.linkDays * DAY_MS <= now.getTime()) return { refused: refusal("unknown_link") };

  await enrolCustomers(transaction, shop.id, [{ customerGid, email: null, joinedAt: now.getTime() }]);
  const friend = (await membersByCustomer(transaction, shop.id, [customerGid])).get(customerGid);
  if (friend?.status !== "member") return { refused: refusal("not_a_member") };
  if (friend.id === advocateId) return { refused: refusal("own_link") };
  const known = await referralsOf(transaction, shop.id, { orders: [], friends: [friend.id] });
  if (known.some(({ claimedAt }) => claimedAt !== null)) return { member: friend.id, isNew: false };
  const { hasPaid, joinedAt } = await friendFacts(transaction, shop.id, friend.id);
  if (hasPaid || ordersEver > 0) return { refused: refusal("not_new") };

  const added = await addReferrals(transaction, shop.id, [
    {
      code,
      advocateId,
      friendId: friend.id,
      orderGid: null,
      visitedAt,
      claimedAt: now.getTime(),
      terms: joinedAt < visitedAt - SIGNED_UP_BEFORE_MS ? withoutSignUp(terms) : terms,
      version: programme.version,
    },
  ]);
  await settleReferrals(transaction, { shop, now, programmes }, added);
  await owe(transaction, shop.id, "wallet", [friend.id, advocateId], now);
  await wakeDelivery(transaction, shop.id);
  return { member: friend.id, isNew: true };
}

/** Of somebody who was a customer before, points for signing up come with the order. */
function withoutSignUp(terms: Referrals): Referrals {
  const { friend } = terms;
  return friend && "points" in friend ? { ...terms, friend: { ...friend, at: "order" } } : terms;
}
