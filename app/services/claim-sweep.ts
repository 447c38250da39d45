import type { AppContext } from "../context.ts";
import type { OrderLine } from "../contracts/order-state.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { goodsOfLine, productsIn } from "../domain/orders/goods-of-line.ts";
import type { ClaimReward } from "../domain/programme/compile-claim-rewards.ts";
import { type Programme, versionAt } from "../domain/programme/programme.ts";
import { selects } from "../domain/programme/selection.ts";
import { countClaims, type StoredClaim } from "../persistence/claims.ts";
import { accessWithOrders, endedClaims, openClaimsOfDebtors, waitingClaims } from "../persistence/claims-due.ts";
import type { Transaction } from "../persistence/database.ts";
import { lockPositions, lockShopWork, readBalance } from "../persistence/positions.ts";
import { productFacts } from "../persistence/products.ts";
import { lockLimitedReward } from "../persistence/reward-uses.ts";
import { changeClaims } from "./claim-change.ts";
import { readProgrammes } from "./read-programmes.ts";

const BATCH_SIZE = 200;

/**
 * What is due of claims by time, or by what happened elsewhere: access ends or was used, the hour of a place has come, those who wait for one get it or have waited in vain, and
 * open claims of members who owe points are given back where the merchant chose so.
 */
export async function sweepClaims(app: AppContext, shop: ShopFacts): Promise<void> {
  await endClaims(app, shop);
  await endUsedAccess(app, shop);
  const now = app.clock.now();
  const programme = versionAt(await readProgrammes(app.database.pool, shop), now.getTime())?.programme;
  if (!programme) return;
  await app.database.transaction(async (transaction) => {
    await lockShopWork(transaction, shop.id);
    await promote(transaction, shop, now, programme);
  });
  if (programme.openClaimsOnDebt !== "return") return;
  await app.database.transaction(async (transaction) => {
    await lockShopWork(transaction, shop.id);
    await payDebts(transaction, shop, now);
  });
}

async function endClaims(app: AppContext, shop: ShopFacts): Promise<void> {
  for (;;) {
    const now = app.clock.now();
    const count = await app.database.transaction(async (transaction) => {
      await lockShopWork(transaction, shop.id);
      const due = await endedClaims(transaction, shop.id, now, BATCH_SIZE);
      const wanted = due.map((claim) => ({ claim, ...whatEnds(claim) }));
      if (wanted.length > 0) await changeClaims(transaction, shop, now, wanted);
      return due.length;
    });
    if (count < BATCH_SIZE) return;
  }
}

/** Whoever waits for a place at what has begun has waited in vain. */
function whatEnds({ status }: StoredClaim) {
  return status === "waiting"
    ? { to: "refused" as const, by: "time" as const, refusal: "no_place" }
    : { to: "fulfilled" as const, by: "time" as const };
}

/** Access to goods that its member has bought by now. */
async function endUsedAccess(app: AppContext, shop: ShopFacts): Promise<void> {
  await app.database.transaction(async (transaction) => {
    await lockShopWork(transaction, shop.id);
    const open = await accessWithOrders(transaction, shop.id);
    if (open.length === 0) return;
    const products = await productFacts(transaction, shop.id, productsIn(open));
    const isUsed = ({ claim, lines }: (typeof open)[number]): boolean => {
      const goods = "goods" in claim.reward ? claim.reward.goods : undefined;
      const known = ({ productGid }: OrderLine) => (productGid === null ? undefined : products.get(productGid));
      return goods !== undefined && lines.some((line) => selects(goods, goodsOfLine(line, known(line))));
    };
    const wanted = open.filter(isUsed).map(({ claim }) => ({ claim, to: "fulfilled" as const, by: "time" as const }));
    if (wanted.length > 0) await changeClaims(transaction, shop, app.clock.now(), wanted);
  });
}

/** Places that became free, or were added, go to those who wait, the one who has waited longest first. */
async function promote(transaction: Transaction, shop: ShopFacts, now: Date, programme: Programme): Promise<void> {
  const waiting = await waitingClaims(transaction, shop.id);
  const rewards = new Set(waiting.map(({ rewardId }) => rewardId));
  // A click locks its member before the reward, so whoever locks both does.
  await lockPositions(
    transaction,
    shop.id,
    waiting.map(({ member }) => member),
    new Set(),
  );
  for (const rewardId of rewards) {
    const offered = programme.claimRewards.find(({ id }) => id === rewardId);
    const own = waiting.filter((claim) => claim.rewardId === rewardId);
    await lockLimitedReward(transaction, shop.id, rewardId);
    const counted = await countClaims(transaction, shop.id, rewardId, { member: "0", since: now });
    const free = placesOf(offered ?? own[0]?.reward) - (counted.ever - counted.waiting);
    const next = own.slice(0, Math.max(0, free));
    if (next.length === 0) continue;
    const wanted = next.map((claim) => ({ claim, to: "ready" as const, by: "time" as const }));
    await changeClaims(transaction, shop, now, wanted);
  }
}

/** Of a reward that is not offered any more, as many as there were when it was claimed. */
function placesOf(reward: ClaimReward | undefined): number {
  return reward?.stock ?? Number.POSITIVE_INFINITY;
}

/** The newest claim goes first, and no more of them than the debt takes. */
async function payDebts(transaction: Transaction, shop: ShopFacts, now: Date): Promise<void> {
  const open = await openClaimsOfDebtors(transaction, shop.id);
  for (const claim of open) {
    const balance = await readBalance(transaction, shop.id, claim.member);
    if ((balance?.debt ?? 0) === 0) continue;
    await changeClaims(transaction, shop, now, [{ claim, to: "refused", by: "time", refusal: "debt" }]);
  }
}
