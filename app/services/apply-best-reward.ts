import type { AppContext } from "../context.ts";
import type { BestRequest, Refusal, ReserveAnswer } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { parseMoney } from "../domain/money/money.ts";
import { versionAt } from "../domain/programme/programme.ts";
import { bestRewards } from "../domain/rewards/best-reward.ts";
import { membersByCustomer } from "../persistence/members.ts";
import { readBalance } from "../persistence/positions.ts";
import { openWish, readCardOf } from "./read-card.ts";
import { readProgrammes } from "./read-programmes.ts";
import { refusal } from "./refusals.ts";
import { reserveReward } from "./reserve-reward.ts";

/** So many rewards are tried: who may not take the best may take the next. */
const MOST_TRIES = 5;
const NEXT_ONE = new Set<Refusal["code"]>([
  "reward_over",
  "not_for_you",
  "sold_out",
  "limit_reached",
  "not_enough_points",
]);

/**
 * Gives a cart the best reward that its member has points for, where the merchant wishes it by itself: holds the points and answers what the
 * cart is to wish for. What is held already is wished for instead, so that nothing is held twice. The cart's total only chooses: what is
 * taken off in the end is between the reward and the cart.
 */
export async function applyBestReward(
  app: AppContext,
  shop: ShopFacts,
  { customerGid, total, currency, click }: BestRequest & { customerGid: string },
): Promise<ReserveAnswer> {
  const programme = versionAt(await readProgrammes(app.database.pool, shop), app.clock.now().getTime())?.programme;
  const member = (await membersByCustomer(app.database.pool, shop.id, [customerGid])).get(customerGid);
  if (!programme?.isAutoApplied || !member || currency !== shop.currency) return refusal("no_reward");
  const card = await readCardOf(app, shop, member.id);
  const [held] = card.reservations;
  if (held) return { ok: true, ref: held.ref, wish: openWish(card), card };
  const balance = await readBalance(app.database.pool, shop.id, member.id);
  const best = bestRewards(programme.rewards, balance?.available ?? 0, parseMoney(total, shop.currency));
  for (const { id, points } of best.slice(0, MOST_TRIES)) {
    const answer = await reserveReward(app, shop, { customerGid, reward: id, click, points });
    if (answer.ok || !NEXT_ONE.has(answer.code)) return answer;
  }
  return refusal("no_reward");
}
