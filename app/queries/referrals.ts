import type { Text } from "../contracts/wallet.ts";
import { SIGNALS, type SignalCode } from "../domain/referrals/signals.ts";
import type { Examination, ReferralReason, ReferralState } from "../domain/referrals/standing.ts";
import { REASON_WORDS, STATE_WORDS } from "../domain/referrals/words.ts";
import type { Database } from "../persistence/database.ts";
import { integer } from "../persistence/rows.ts";
import { rowIdOf } from "./columns.ts";
import { cutPage, type Page, pageSize } from "./page.ts";

/** One referral as the merchant reads it: who, which order, where it stands and why. */
export interface ReferralLine {
  id: string;
  advocate: { id: string; name: string | null };
  friend: { id: string; name: string | null } | null;
  order: { gid: string; name: string | null } | null;
  orderedAt: Date | null;
  dueAt: Date | null;
  state: ReferralState;
  stateWords: Text;
  reasonWords: Text | null;
  /** What speaks against it, the heaviest first. */
  signals: { code: string; weight: number; words: Text }[];
  score: number | null;
  advocatePoints: number;
  friendPoints: number;
  decidedBy: string | null;
}

interface Row {
  id: string;
  advocate_id: string;
  advocate_name: string | null;
  friend_id: string | null;
  friend_name: string | null;
  order_gid: string | null;
  order_name: string | null;
  ordered_at: Date | null;
  due_at: Date | null;
  state: ReferralState;
  reason: ReferralReason | null;
  examination: Examination | null;
  advocate_points: string;
  friend_points: string;
  decided_by: string | null;
}

/** A page of a shop's referrals, the newest first; of one state where it is given: "held" for what waits for the merchant. */
export async function listReferrals(
  database: Pick<Database, "pool">,
  shopId: number,
  { state = null, cursor = null }: { state?: ReferralState | null; cursor?: string | null } = {},
): Promise<Page<ReferralLine>> {
  const name = (alias: string) =>
    `coalesce(nullif(concat_ws(' ', ${alias}.first_name, ${alias}.last_name), ''), ${alias}.email)`;
  const { rows } = await database.pool.query<Row>(
    `select referral.id, advocate_id, ${name("advocate")} as advocate_name, friend_id, ${name("friend")} as friend_name,
       order_gid, placed.name as order_name, ordered_at, due_at, referral.state, reason, examination, advocate_points, friend_points,
       decided_by
     from referral
     join member advocate on advocate.shop_id = $1 and advocate.id = advocate_id
     left join member friend on friend.shop_id = $1 and friend.id = friend_id
     left join "order" placed on placed.shop_id = $1 and placed.gid = order_gid
     where referral.shop_id = $1 and ($2::text is null or referral.state = $2) and ($3::bigint is null or referral.id < $3)
     order by referral.id desc limit $4`,
    [shopId, state, rowIdOf(cursor), pageSize + 1],
  );
  return cutPage(rows.map(lineOf), (last) => last.id);
}

function lineOf(row: Row): ReferralLine {
  const signals = (row.examination?.signals ?? []).map(({ code, weight }) => ({
    code,
    weight,
    words: code in SIGNALS ? SIGNALS[code as SignalCode].words : { en: code, nl: code },
  }));
  return {
    id: row.id,
    advocate: { id: row.advocate_id, name: row.advocate_name },
    friend: row.friend_id === null ? null : { id: row.friend_id, name: row.friend_name },
    order: row.order_gid === null ? null : { gid: row.order_gid, name: row.order_name },
    orderedAt: row.ordered_at,
    dueAt: row.due_at,
    state: row.state,
    stateWords: STATE_WORDS[row.state],
    reasonWords: row.reason === null ? null : REASON_WORDS[row.reason],
    signals: signals.sort((a, b) => b.weight - a.weight),
    score: row.examination?.score ?? null,
    advocatePoints: integer(row.advocate_points),
    friendPoints: integer(row.friend_points),
    decidedBy: row.decided_by,
  };
}

/** How many referrals of a shop stand where. */
export async function referralTotals(
  database: Pick<Database, "pool">,
  shopId: number,
): Promise<Record<ReferralState, number>> {
  const { rows } = await database.pool.query<{ state: ReferralState; count: number }>(
    "select state, count(*)::int as count from referral where shop_id = $1 group by state",
    [shopId],
  );
  const totals = { invited: 0, ordered: 0, waiting: 0, held: 0, awarded: 0, refused: 0, revoked: 0 };
  for (const { state, count } of rows) totals[state] = count;
  return totals;
}
