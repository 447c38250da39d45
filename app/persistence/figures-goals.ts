import type { Goal, MeasureCode } from "../domain/metrics/goal.ts";
import { isMeasureCode } from "../domain/metrics/goal.ts";
import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

/** Keeps the locks of goals apart from other advisory locks. */
const NAMESPACE = 7003;

export interface GoalRecord extends Goal {
  id: string;
  isPrimary: boolean;
  setBy: string;
  setAt: Date;
}

/** Takes the shop's goals until the transaction ends, so that exactly one of them is the primary one. */
export async function lockGoals(transaction: Transaction, shopId: number): Promise<void> {
  await transaction.query("select pg_advisory_xact_lock($1, $2)", [NAMESPACE, shopId]);
}

/** Goals that are not closed: the primary one first, then the oldest. */
export async function openGoals(database: Pick<Transaction, "query">, shopId: number): Promise<GoalRecord[]> {
  const { rows } = await database.query<
    Record<"id" | "measure" | "baseline" | "target" | "starts_on" | "ends_on" | "set_by", string> & {
      is_primary: boolean;
      set_at: Date;
    }
  >({
    name: "goals.open",
    text: `select id, measure, baseline, target, starts_on::text, ends_on::text, is_primary, set_by, set_at from goal
           where shop_id = $1 and closed_at is null order by is_primary desc, id`,
    values: [shopId],
  });
  return rows.map((row) => ({
    id: row.id,
    measure: knownMeasure(row.measure),
    baseline: integer(row.baseline),
    target: integer(row.target),
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    isPrimary: row.is_primary,
    setBy: row.set_by,
    setAt: row.set_at,
  }));
}

/** Adds a goal, which is not the primary one before `makePrimary`. Answers its id. */
export async function insertGoal(
  transaction: Transaction,
  shopId: number,
  goal: Goal & { setBy: string; setAt: Date },
): Promise<string> {
  const { rows } = await transaction.query<{ id: string }>(
    `insert into goal (shop_id, measure, baseline, target, starts_on, ends_on, set_by, set_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [shopId, goal.measure, goal.baseline, goal.target, goal.startsOn, goal.endsOn, goal.setBy, goal.setAt],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("the goal was not stored");
  return id;
}

/** Two statements: the unique index looks at each row as it is written. */
export async function makePrimary(transaction: Transaction, shopId: number, id: string): Promise<void> {
  await transaction.query("update goal set is_primary = false where shop_id = $1 and is_primary and id <> $2", [
    shopId,
    id,
  ]);
  await transaction.query("update goal set is_primary = true where shop_id = $1 and id = $2", [shopId, id]);
}

/** Answers whether there was such an open goal. */
export async function closeGoalRow(transaction: Transaction, shopId: number, id: string, now: Date): Promise<boolean> {
  const result = await transaction.query(
    "update goal set closed_at = $3, is_primary = false where shop_id = $1 and id = $2 and closed_at is null",
    [shopId, id, now],
  );
  return result.rowCount === 1;
}

function knownMeasure(code: string): MeasureCode {
  if (!isMeasureCode(code)) throw new Error(`a goal is about "${code}", which is not measured`);
  return code;
}
