import { donatedSoFar } from "#app/persistence/claims.ts";
import { formatMoney, parseMoney } from "#tests/shop/money.ts";
import type { ShopFigures } from "../expected.ts";
import type { Stage } from "../stage.ts";
import { compareFields, type Failure, words } from "./failure.ts";

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
  const { donated, ...points } = figures;
  const number = (name: keyof ShopFigures): number => Number(rows[0]?.[name] ?? 0);
  const donations = donated === undefined ? [] : await compareDonated(stage, donated);
  const compared = compareFields("shop", points, {
    liability: number("liability"),
    issued: number("issued"),
    redeemed: number("redeemed"),
    reversed: number("reversed"),
    expired: number("expired"),
    adjusted: number("adjusted"),
  });
  return [...compared, ...donations];
}

async function compareDonated(stage: Stage, expected: string): Promise<Failure[]> {
  const donated = await donatedSoFar(stage.system.app.database.pool, stage.facts.id);
  const got = donated.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  if (parseMoney(expected, stage.shop.currency) === got) return [];
  return [{ expected: `shop.donated ${words(expected)}`, got: words(formatMoney(got, stage.shop.currency)) }];
}
