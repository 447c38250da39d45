import type { AppContext } from "../context.ts";
import type { ClaimAnswer, Refusal } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { entryOf } from "../domain/ledger/entry.ts";
import type { Movement } from "../domain/ledger/position.ts";
import { type LotShare, reserve } from "../domain/ledger/redeem.ts";
import { noStanding } from "../domain/programme/audience.ts";
import type { ClaimReward } from "../domain/programme/compile-claim-rewards.ts";
import { versionAt } from "../domain/programme/programme.ts";
import { type ClaimStatus, firstStatus, isIssuedAtShopify, isOver, moveClaim } from "../domain/rewards/claim.ts";
import {
  isCounted,
  periodStart,
  type RewardUse,
  type TermsRefusal,
  termsRefusal,
} from "../domain/rewards/reward-terms.ts";
import { claimByClick, countClaims, insertClaim, openClaims, type StoredClaim } from "../persistence/claims.ts";
import type { Transaction } from "../persistence/database.ts";
import { membersByCustomer } from "../persistence/members.ts";
import { owe } from "../persistence/outbox.ts";
import { lockPositions } from "../persistence/positions.ts";
import { lockLimitedReward } from "../persistence/reward-uses.ts";
import { standingsOf } from "../persistence/standings.ts";
import { book, wakeDelivery } from "./book.ts";
import { dueByTime } from "./due-by-time.ts";
import { publishWalletNow } from "./publish-wallets.ts";
import { readCardOf } from "./read-card.ts";
import { readProgrammes } from "./read-programmes.ts";
import { refusal } from "./refusals.ts";
import { newReference } from "./reserve-reward.ts";

/** A member has at most so many claims open at once: enough for every honest wish. */
const MOST_OPEN_CLAIMS = 20;

/**
 * The shopper's click on a reward that needs no cart: the points are held, or spent at once where the reward is theirs by the click itself.
 * What Shopify has to issue follows through the outbox. The same click again answers the same claim.
 */
export async function claimReward(
  app: AppContext,
  shop: ShopFacts,
  wish: { customerGid: string; reward: string; click: string },
): Promise<ClaimAnswer> {
  const made = await app.database.transaction((transaction) => claim(app, transaction, shop, wish));
  if ("refused" in made) return made.refused;
  await showNow(app, shop, made.claim.member);
  const card = await readCardOf(app, shop, made.claim.member);
  return { ok: true, ref: made.claim.ref, card };
}

/** The page is drawn anew after the click, so its card is written at once; what cannot be written now is owed and written later. */
export async function showNow(app: AppContext, shop: ShopFacts, member: string): Promise<void> {
  const published = await publishWalletNow(app, shop, member);
  if (published.outcome === "not_now")
    app.log.warn({ shop: shop.domain, outcome: published.outcome }, "a card is written later");
}

async function claim(
  app: AppContext,
  transaction: Transaction,
  shop: ShopFacts,
  { customerGid, reward: rewardId, click }: { customerGid: string; reward: string; click: string },
): Promise<{ claim: StoredClaim } | { refused: Refusal }> {
  const now = app.clock.now();
  const member = (await membersByCustomer(transaction, shop.id, [customerGid])).get(customerGid);
  if (!member) return { refused: refusal("not_enough_points") };
  const before = await lockPositions(transaction, shop.id, [member.id], "all");
  const position = before.get(member.id);
  if (!position) return { refused: refusal("not_enough_points") };
  const same = await claimByClick(transaction, shop.id, member.id, click);
  if (same) return { claim: same };
  const admitted = await admit(transaction, shop, member.id, rewardId, now.getTime());
  if ("code" in admitted) return { refused: admitted };
  const { reward, status } = admitted;

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
  const made = newClaim(reward, member.id, status === "waiting", now.getTime());
  const { ref } = made;
  const entry = entryOf(swept.position, reserved.movement, {
    kind: "reserve",
    key: `reservation:${ref}:reserve`,
    inputs: { reward, click },
    occurredAt: now.getTime(),
    orderGid: null,
    reservation: ref,
    reason: { code: "claim_made", reward: reward.id, ref },
    actor: null,
  });
  if (entry) entries.push(entry);
  // What is the member's by the click itself is spent by an entry of its own: every claim's points leave by the same two steps.
  const held = sharesOf(reserved.movement);
  const settled = moveClaim(reserved.movement.position, made, status, { held, spent: [] }, now.getTime());
  if (settled.entry) entries.push(settled.entry);
  await book(transaction, shop, now, { entries, before, after: new Map([[member.id, settled.position]]) });
  const claimed: StoredClaim = { ...made, status };
  await insertClaim(transaction, shop.id, claimed, click);
  if (status === "claimed" && isIssuedAtShopify(reward)) await owe(transaction, shop.id, "claim", [ref], now);
  await wakeDelivery(transaction, shop.id);
  return { claim: claimed };
}

/** What the claim is from the start, or why there is none. */
async function admit(
  transaction: Transaction,
  shop: ShopFacts,
  member: string,
  rewardId: string,
  now: number,
): Promise<{ reward: ClaimReward; status: ClaimStatus } | Refusal> {
  const programme = versionAt(await readProgrammes(transaction, shop), now)?.programme;
  const reward = programme?.claimRewards.find((each) => each.id === rewardId);
  if (!reward) return refusal("unknown_reward");
  if ((await openClaims(transaction, shop.id, [member])).length >= MOST_OPEN_CLAIMS) return refusal("too_many");
  const place = await readPlace(transaction, shop, reward, member, now);
  if (typeof place === "string") return refusal(place);
  const status = firstStatus(reward, place.hasPlace);
  return status === "sold_out" ? refusal("sold_out") : { reward, status };
}

function sharesOf({ postings }: Movement): LotShare[] {
  return postings.flatMap(({ target, lot, points }) =>
    target.account === "reserved" && lot !== null ? [{ lot, points }] : [],
  );
}

/**
 * Why a member may not have this now, or whether there is a place for them: stock is told apart, since somebody may wait for one. Whoever
 * counts what is left of a limited reward is alone with it until its claim stands.
 */
async function readPlace(
  transaction: Transaction,
  shop: ShopFacts,
  reward: ClaimReward,
  member: string,
  now: number,
): Promise<TermsRefusal | { hasPlace: boolean }> {
  if (isOver(reward, now)) return "reward_over";
  const standings = reward.audience ? await standingsOf(transaction, shop.id, [member]) : null;
  let use: RewardUse = { byMember: 0, byAll: 0, ever: 0 };
  if (isCounted(reward)) {
    await lockLimitedReward(transaction, shop.id, reward.id);
    const since = new Date(periodStart(reward.limits?.per ?? "ever", now, shop.timezone));
    use = await countClaims(transaction, shop.id, reward.id, { member, since });
  }
  const { stock, ...terms } = reward;
  const refused = termsRefusal(terms, now, standings?.get(member) ?? noStanding, use);
  return refused ?? { hasPlace: stock === undefined || use.ever < stock };
}

function newClaim(reward: ClaimReward, member: string, isWaiting: boolean, now: number): StoredClaim {
  return {
    ref: newReference(),
    member,
    rewardId: reward.id,
    reward,
    points: reward.cost,
    status: isWaiting ? "waiting" : "claimed",
    createdAt: now,
    changedAt: now,
    // What waits for a place does so until it begins; access counts from when it is given.
    endsAt: reward.code === "experience" ? reward.at : null,
    amountMinor: "amountMinor" in reward ? reward.amountMinor : null,
    giftCode: reward.code === "gift_card" ? newGiftCode() : null,
    issuedGid: null,
    askedAt: null,
    creditBefore: null,
    hadTag: null,
    refusal: null,
    note: null,
  };
}

/** 16 letters and digits without those that are mistaken for others: 80 random bits. */
function newGiftCode(): string {
  return newReference() + newReference();
}
