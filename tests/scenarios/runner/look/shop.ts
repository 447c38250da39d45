import type { ShopFigures } from "../expected.ts";
import type { Stage } from "../stage.ts";
import { compareFields, type Failure } from "./failure.ts";

/**
 * Compares the shop's points since the programme began: `liability` is what members have (pending, available, held) less their debts. Given
 * back points lower `redeemed`.
 */
export async function lookAtShop(stage: Stage, figures: ShopFigures): Promise<Failure[]> {
  const { pool } = stage.system.app.database;
  const { rows } = await pool.query<Record<string, string>>(
    `select coalesce(sum(issued), 0) as issued, coalesce(sum(redeemed), 0) as redeemed, coalesce(sum(reversed), 0) as reversed,
       coalesce(sum(expired), 0) as expired, coalesce(sum(adjusted), 0) as adjusted,
       (select coalesce(sum(pending + available + reserved - debt), 0) from balance where shop_id = $1) as liability
     from daily_statistic where shop_id = $1`,
    [stage.facts.id],
  );
  const number = (name: keyof ShopFigures): number => Number(rows[0]?.[name] ?? 0);
  return compareFields("shop", figures, {
    liability: number("liability"),
    issued: number("issued"),
    redeemed: number("redeemed"),
    reversed: number("reversed"),
    expired: number("expired"),
    adjusted: number("adjusted"),
  });
}
