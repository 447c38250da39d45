import { randomBytes } from "node:crypto";
import type { AppContext } from "../context.ts";
import type { Refusal, ReserveAnswer } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { entryOf } from "../domain/ledger/entry.ts";
import { reserve } from "../domain/ledger/redeem.ts";
import { noStanding } from "../domain/programme/audience.ts";
import type { DiscountReward } from "../domain/programme/compile-rewards.ts";
import { versionAt } from "../domain/programme/programme.ts";
import { chosenReward } from "../domain/rewards/chosen-reward.ts";
import { isCounted, periodStart, termsRefusal } from "../domain/rewards/reward-terms.ts";
import type { Transaction } from "../persistence/database.ts";
import { membersByCustomer } from "../persistence/members.ts";
import { lockPositions } from "../persistence/positions.ts";
import {
  insertReservation,
  openReservations,
  reservationByClick,
  type StoredReservation,
} from "../persistence/reservations.ts";
import { countReservations, lockLimitedReward } from "../persistence/reward-uses.ts";
import { standingsOf } from "../persistence/standings.ts";
import { book, wakeDelivery } from "./book.ts";
import { dueByTime } from "./due-by-time.ts";
import { publishWalletNow } from "./publish-wallets.ts";
import { openWish, readCardOf } from "./read-card.ts";
import { readProgrammes } from "./read-programmes.ts";
import { refusal } from "./refusals.ts";
import { undoReservation } from "./release-reservation.ts";

/** A member holds at most so many rewards at once: enough for every honest cart, few enough for a wallet to stay small. */
const MOST_OPEN_RESERVATIONS = 20;
const HOUR_MS = 3_600_000;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export interface RewardWish {
  customerGid: string;
  reward: string;
  /** Made by the client once for a click. */
  click: string;
  /** For a reward of which the shopper chooses how much. */
  points?: number | undefined;
}

type Held = { reservation: StoredReservation } | { refused: Refusal };

/**
 * The shopper's click: holds the points, tells Shopify what this customer may now have, and answers what the cart is to wish for.
 *
 * The order of these steps matters: once the cart is written the Function runs, and by then it must find the reservation. When Shopify
 * cannot be told in time the points are let go again, so that nobody has points held without a discount in sight.
 */
export async function reserveReward(app: AppContext, shop: ShopFacts, wish: RewardWish): Promise<ReserveAnswer> {
  const held = await app.database.transaction((transaction) => hold(app, transaction, shop, wish));
  if ("refused" in held) return held.refused;
  const { reservation } = held;
  const published = await publishWalletNow(app, shop, reservation.member);
  if (published.outcome !== "published") {
    await undoReservation(app, shop, reservation.ref);
    app.log.warn(
      { shop: shop.domain, outcome: published.outcome },
      "a reservation was undone: its wallet could not be written",
    );
    return refusal("not_ready");
  }
  const card = await readCardOf(app, shop, reservation.member);
  return { ok: true, ref: reservation.ref, wish: openWish(card), card };
}

async function hold(
  app: AppContext,
  transaction: Transaction,
  shop: ShopFacts,
  { customerGid, reward: rewardId, click, points }: RewardWish,
): Promise<Held> {
  const now = app.clock.now();
  const member = (await membersByCustomer(transaction, shop.id, [customerGid])).get(customerGid);
  if (!member) return { refused: refusal("not_enough_points") };
  const before = await lockPositions(transaction, shop.id, [member.id], "all");
  const position = before.get(member.id);
  if (!position) return { refused: refusal("not_enough_points") };
  const same = await reservationByClick(transaction, shop.id, member.id, click);
  if (same) return same.status === "held" ? { reservation: same } : { refused: refusal("already_used") };
  const programme = versionAt(await readProgrammes(transaction, shop), now.getTime())?.programme;
  const offered = programme?.rewards.find((each) => each.id === rewardId);
  if (!programme || !offered) return { refused: refusal("unknown_reward") };
  const reward = chosenReward(offered, points ?? null);
  if (reward === null) return { refused: refusal("bad_points") };
  const refused = await whyNot(transaction, shop, member.id, reward, now);
  if (refused !== null) return { refused: refusal(refused) };

  const swept = dueByTime(position, now.getTime());
  const reserved = reserve(swept.position, reward.cost);
  const { entries } = swept;
  if (reserved.outcome === "not_enough_points") {
    if (entries.length > 0) {
      await book(transaction, shop, now, { entries, before, after: new Map([[member.id, swept.position]]) });
      await wakeDelivery(transaction, shop.id);
    }
    return { refused: refusal("not_enough_points") };
  }
  const ref = newReference();
  const entry = entryOf(swept.position, reserved.movement, {
    kind: "reserve",
    key: `reservation:${ref}:reserve`,
    inputs: { reward, click },
    occurredAt: now.getTime(),
    orderGid: null,
    reservation: ref,
    reason: { code: "reward_reserved", reward: reward.id, ref },
    actor: null,
  });
  if (entry) entries.push(entry);
  const reservation: StoredReservation = {
    ref,
    member: member.id,
    rewardId: reward.id,
    reward,
    points: reward.cost,
    status: "held",
    createdAt: now.getTime(),
    expiresAt: now.getTime() + programme.reservationHours * HOUR_MS,
  };
  await insertReservation(transaction, shop.id, reservation, click);
  await book(transaction, shop, now, { entries, before, after: new Map([[member.id, reserved.movement.position]]) });
  await wakeDelivery(transaction, shop.id);
  return { reservation };
}

/** Why the member may not take this reward beside what they hold, whatever their points are; null where they may. */
async function whyNot(
  transaction: Transaction,
  shop: ShopFacts,
  member: string,
  reward: DiscountReward,
  now: Date,
): Promise<Refusal["code"] | null> {
  const open = await openReservations(transaction, shop.id, [member]);
  if (open.length >= MOST_OPEN_RESERVATIONS) return "too_many";
  const standings = reward.audience ? await standingsOf(transaction, shop.id, [member]) : null;
  let use = { byMember: 0, byAll: 0, ever: 0 };
  if (isCounted(reward)) {
    await lockLimitedReward(transaction, shop.id, reward.id);
    const since = new Date(periodStart(reward.limits?.per ?? "ever", now.getTime(), shop.timezone));
    use = await countReservations(transaction, shop.id, reward.id, member, since);
  }
  const refused = termsRefusal(reward, now.getTime(), standings?.get(member) ?? noStanding, use);
  if (refused !== null) return refused;
  const held = open.filter(({ status }) => status === "held");
  const isApart = held.length > 0 && (reward.isAlone || held.some((each) => each.reward.isAlone));
  return isApart ? "not_combinable" : null;
}

/** Eight characters that are easy to read out: 40 random bits, unique within a shop by its primary key. */
export function newReference(): string {
  return [...randomBytes(8)].map((byte) => CROCKFORD[byte % 32]).join("");
}
