import type { Text } from "../contracts/wallet.ts";
import type { ClaimReward } from "../domain/programme/compile-claim-rewards.ts";
import { type ClaimStatus, mayBecome } from "../domain/rewards/claim.ts";
import { donatedSoFar } from "../persistence/claims.ts";
import type { Database } from "../persistence/database.ts";
import { integer } from "../persistence/rows.ts";
import { instantOf } from "./columns.ts";
import { cutPage, type Page, pageSize } from "./page.ts";

/** A claim as a merchant works it. The code of a gift card is its member's alone. */
export interface ClaimRow {
  ref: string;
  memberId: string;
  firstName: string | null;
  lastName: string | null;
  rewardId: string;
  code: ClaimReward["code"];
  title: Text;
  points: number;
  status: ClaimStatus;
  claimedAt: string;
  changedAt: string;
  endsAt: string | null;
  /** Money that it came to, in the shop's minor units. */
  amountMinor: number | null;
  /** Why it was refused, as a code: one of Shopify's, access_denied, customer_gone, merchant, no_place or debt. */
  refusal: string | null;
  note: string | null;
  actor: string | null;
  /** Shopify was asked for it and has not answered. */
  isBeingIssued: boolean;
  /** What the merchant may do with it now. */
  may: { ready: boolean; fulfil: boolean; refuse: boolean };
}

interface ClaimColumns {
  ref: string;
  member_id: string;
  first_name: string | null;
  last_name: string | null;
  reward_id: string;
  reward: ClaimReward;
  points: string;
  status: ClaimStatus;
  created_at: Date;
  changed_at: Date;
  ends_at: Date | null;
  amount_minor: string | null;
  refusal: string | null;
  note: string | null;
  actor: string | null;
  asked_at: Date | null;
}

export interface ClaimFilter {
  /** due: what waits for the merchant's hands. */
  which: "due" | "all";
  memberId?: string | null;
  rewardId?: string | null;
  /** The `next` of the page before. */
  before: string | null;
}

/** Kinds that a merchant sees to, as the database writes them. */
const IN_HAND = "reward->>'code' in ('physical_gift', 'experience', 'custom', 'exclusive_product', 'early_access')";

/** Claims, the newest first. */
export async function listClaims(database: Database, shopId: number, filter: ClaimFilter): Promise<Page<ClaimRow>> {
  const cursor = /^(\d{1,16})\.([0-9A-HJKMNP-TV-Z]{8})$/.exec(filter.before ?? "");
  const { rows } = await database.pool.query<ClaimColumns>(
    `SELECT c.ref, c.member_id, m.first_name, m.last_name, c.reward_id, c.reward, c.points, c.status, c.created_at, c.changed_at,
            c.ends_at, c.amount_minor, c.refusal, c.note, c.actor, c.asked_at
       FROM (SELECT * FROM claim
              WHERE shop_id = $1 AND ($2 <> 'due' OR (status IN ('waiting', 'claimed', 'ready') AND ${IN_HAND}))
                AND ($3::bigint IS NULL OR member_id = $3) AND ($4::text IS NULL OR reward_id = $4)
                AND ($5::timestamptz IS NULL OR (created_at, ref) < ($5, $6))
              ORDER BY created_at DESC, ref DESC LIMIT $7) c
       LEFT JOIN member m ON m.shop_id = $1 AND m.id = c.member_id
      ORDER BY c.created_at DESC, c.ref DESC`,
    [
      shopId,
      filter.which,
      filter.memberId ?? null,
      filter.rewardId ?? null,
      cursor ? new Date(Number(cursor[1])) : null,
      cursor?.[2] ?? null,
      pageSize + 1,
    ],
  );
  return cutPage(rows.map(claimRow), (last) => `${Date.parse(last.claimedAt)}.${last.ref}`);
}

function claimRow(row: ClaimColumns): ClaimRow {
  const isBeingIssued = row.asked_at !== null;
  const may = (to: ClaimStatus): boolean => !isBeingIssued && mayBecome(row, to, "merchant");
  return {
    ref: row.ref,
    memberId: row.member_id,
    firstName: row.first_name,
    lastName: row.last_name,
    rewardId: row.reward_id,
    code: row.reward.code,
    title: row.reward.title,
    points: integer(row.points),
    status: row.status,
    claimedAt: instantOf(row.created_at),
    changedAt: instantOf(row.changed_at),
    endsAt: row.ends_at === null ? null : instantOf(row.ends_at),
    amountMinor: row.amount_minor === null ? null : integer(row.amount_minor),
    refusal: row.refusal,
    note: row.note,
    actor: row.actor,
    isBeingIssued,
    may: { ready: may("ready"), fulfil: may("fulfilled"), refuse: may("refused") || may("returned") },
  };
}

/** What a merchant sees at a glance: what waits for them, what is with Shopify, and what went to good causes. */
export async function readClaimFigures(database: Database, shopId: number) {
  const { rows } = await database.pool.query<{ due: string; issuing: string; waiting: string }>(
    `SELECT count(*) FILTER (WHERE status = 'claimed' AND reward->>'code' = 'physical_gift') AS due,
            count(*) FILTER (WHERE status = 'claimed' AND reward->>'code' <> 'physical_gift') AS issuing,
            count(*) FILTER (WHERE status = 'waiting') AS waiting
       FROM claim WHERE shop_id = $1 AND status IN ('waiting', 'claimed')`,
    [shopId],
  );
  return {
    due: integer(rows[0]?.due ?? 0),
    issuing: integer(rows[0]?.issuing ?? 0),
    waiting: integer(rows[0]?.waiting ?? 0),
    donated: await donatedSoFar(database.pool, shopId),
  };
}
