import { reviewReferral } from "#app/services/review-referrals.ts";
import type { Stage } from "../stage.ts";
import type { Values } from "../verbs.ts";
import { orderOf } from "./orders.ts";

/** The merchant's word about the referral of an order. */
export async function playDecide(stage: Stage, { order, referral }: Values["decide"]): Promise<string> {
  const { rows } = await stage.system.app.database.pool.query<{ id: string }>(
    "select id from referral where shop_id = $1 and order_gid = $2",
    [stage.facts.id, orderOf(stage, order)],
  );
  const id = rows[0]?.id ?? "";
  const outcome = await reviewReferral(stage.system.app, stage.facts, { id, decision: referral, actor: "Scenario" });
  return outcome.outcome === "decided" ? "ok" : outcome.outcome;
}
