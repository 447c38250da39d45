import type { Text } from "../contracts/wallet.ts";
import { type EarningExplanation, explainAward } from "../domain/earning/explain-earning.ts";
import type { Database } from "../persistence/database.ts";
import { findOrder } from "../persistence/orders.ts";

/** Why an order earned what it did, for the merchant and whoever asks them. */
export interface OrderEarning {
  order: string;
  /** What the ledger holds for it. */
  points: number;
  /** Rule by rule; their sum is `points` but for an order of which an addition is still owed. */
  rules: EarningExplanation[];
  /** "Gold", where a level or membership multiplied points. */
  tier: Text | null;
}

/** Null for an order that is not known, and for one that was never awarded. */
export async function readOrderEarning(
  { pool }: Pick<Database, "pool">,
  shopId: number,
  orderGid: string,
): Promise<OrderEarning | null> {
  const found = await findOrder(pool, shopId, orderGid);
  const order = found?.state.order;
  if (!found?.award || !order) return null;
  const { award, pointsEarned } = found;
  return { order: order.name, points: pointsEarned, rules: explainAward(award, order), tier: award.tier?.name ?? null };
}
