import type { OrderState } from "../contracts/order-state.ts";
import { versionAt } from "../domain/programme/programme.ts";
import { spellingsOf, type Visit, visitOf } from "../domain/referrals/link.ts";
import type { Transaction } from "../persistence/database.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { membersByCode } from "../persistence/referral-codes.ts";
import {
  addReferrals,
  followVisits,
  type NewReferral,
  type ReferralKnown,
  referralsOf,
} from "../persistence/referral-orders.ts";
import type { Batch } from "./apply-orders.ts";
import { settleReferrals } from "./settle-referrals.ts";

const DAY_MS = 86_400_000;

interface OrderInWork {
  gid: string;
  memberId: string | null;
  order: OrderState;
}

/**
 * Follows what became of friends' orders: those that say by whose link they came, and those of friends who followed one signed in. Called once
 * the orders are written; shops whose programme never had referrals pay nothing for it, others one look by index a batch.
 */
export async function followReferrals(
  transaction: Transaction,
  batch: Pick<Batch, "shop" | "now" | "programmes">,
  orders: readonly OrderInWork[],
): Promise<void> {
  if (orders.length === 0 || !batch.programmes.some(({ programme }) => programme.referrals !== null)) return;
  const shopId = batch.shop.id;
  const about = {
    orders: orders.map(({ gid }) => gid),
    friends: [...new Set(orders.flatMap(({ memberId }) => (memberId === null ? [] : [memberId])))],
  };
  const known = await referralsOf(transaction, shopId, about);
  const hasReferral = new Set(known.map(({ orderGid }) => orderGid));
  const visits = known.filter(({ claimedAt }) => claimedAt !== null);
  const byLink = orders.flatMap((each) => {
    const visit = hasReferral.has(each.gid) ? null : visitOf(each.order.attributes);
    // The link that a friend followed signed in counts, and finds its order by itself.
    return visit === null || visits.some((claimed) => covers(claimed, each)) ? [] : [{ ...each, visit }];
  });
  const added = await addReferrals(transaction, shopId, await newReferrals(transaction, batch, byLink));
  await followVisits(
    transaction,
    shopId,
    visits.map(({ id }) => id),
  );
  const { isAnyDue } = await settleReferrals(transaction, batch, [...added, ...known.map(({ id }) => id)]);
  if (isAnyDue) await enqueueShopJob(transaction, "referrals.award", shopId);
}

/** Whether an order was placed by the friend while the visit counts. */
function covers({ friendId, visitedAt, linkDays }: ReferralKnown, { memberId, order }: OrderInWork): boolean {
  if (friendId === null || friendId !== memberId || visitedAt === null) return false;
  return order.placedAt >= visitedAt && order.placedAt <= visitedAt + linkDays * DAY_MS;
}

/** Orders by a link that leads to a member, placed while the programme rewards that. */
async function newReferrals(
  transaction: Transaction,
  { shop, programmes }: Pick<Batch, "shop" | "programmes">,
  orders: readonly (OrderInWork & { visit: Visit })[],
): Promise<NewReferral[]> {
  const members = await membersByCode(
    transaction,
    shop.id,
    orders.flatMap(({ visit }) => spellingsOf(visit.code)),
  );
  return orders.flatMap(({ gid, memberId, order, visit }) => {
    const code = spellingsOf(visit.code).find((each) => members.has(each));
    const advocateId = code === undefined ? undefined : members.get(code);
    const programme = versionAt(programmes, order.placedAt)?.programme;
    if (code === undefined || advocateId === undefined || !programme?.referrals) return [];
    // A visit after the order is a clock that is wrong: then it says nothing of when.
    const visitedAt = visit.visitedAt !== null && visit.visitedAt <= order.placedAt ? visit.visitedAt : null;
    const { referrals: terms, version } = programme;
    return [{ code, advocateId, friendId: memberId, orderGid: gid, visitedAt, claimedAt: null, terms, version }];
  });
}
