import type { MemberFigures, OrderFigures } from "../expected.ts";
import type { Stage } from "../stage.ts";
import { compareFields, type Failure, words } from "./failure.ts";

/** Compares friends whom a member brought in, by where each stands. */
export async function lookAtReferrals(
  stage: Stage,
  who: string,
  memberId: string | null,
  figures: NonNullable<MemberFigures["referrals"]>,
): Promise<Failure[]> {
  const { rows } = await stage.system.app.database.pool.query<{ state: string; count: number }>(
    "select state, count(*)::int as count from referral where shop_id = $1 and advocate_id = $2 group by state",
    [stage.facts.id, memberId],
  );
  const none = { invited: 0, ordered: 0, waiting: 0, held: 0, awarded: 0, refused: 0, revoked: 0 };
  const counted = { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) };
  return compareFields(`${who}.referrals`, figures, counted);
}

/** Compares where the referral of an order stands, why, and what spoke against it. */
export async function lookAtReferral(
  stage: Stage,
  id: string,
  orderGid: string,
  { state, reason, signals }: NonNullable<OrderFigures["referral"]>,
): Promise<Failure[]> {
  const { rows } = await stage.system.app.database.pool.query<{ state: string; reason: string; signals: string[] }>(
    `select state, coalesce(reason, 'none') as reason,
       array(select signal->>'code' from jsonb_array_elements(examination->'signals') as signal order by 1) as signals
     from referral where shop_id = $1 and order_gid = $2`,
    [stage.facts.id, orderGid],
  );
  const got = rows[0] ?? { state: "none", reason: "none", signals: [] };
  const isSame = signals === undefined || [...signals].sort().join() === [...got.signals].sort().join();
  return [
    ...compareFields(`${id}.referral`, { state, reason }, got),
    ...(isSame ? [] : [{ expected: `${id}.referral.signals ${words(signals)}`, got: words(got.signals) }]),
  ];
}
