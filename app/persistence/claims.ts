import type { LotShare } from "../domain/ledger/redeem.ts";
import type { ClaimReward } from "../domain/programme/compile-claim-rewards.ts";
import type { ClaimStatus } from "../domain/rewards/claim.ts";
import type { RewardUse } from "../domain/rewards/reward-terms.ts";
import type { Transaction } from "./database.ts";
import { integer, withRows } from "./rows.ts";

type Queryable = Pick<Transaction, "query">;

/** A claim as stored; `reward` is the reward as it was when it was claimed. */
export interface StoredClaim {
  ref: string;
  member: string;
  rewardId: string;
  reward: ClaimReward;
  points: number;
  status: ClaimStatus;
  createdAt: number;
  changedAt: number;
  endsAt: number | null;
  amountMinor: number | null;
  /** Of a gift card; whoever has it has the money. */
  giftCode: string | null;
  issuedGid: string | null;
  /** Set while nobody knows whether Shopify did what it was asked. */
  askedAt: number | null;
  creditBefore: string | null;
  hadTag: boolean | null;
  refusal: string | null;
  note: string | null;
}

export interface ClaimRow {
  ref: string;
  member_id: string;
  reward_id: string;
  reward: ClaimReward;
  points: string;
  status: ClaimStatus;
  created_at: Date;
  changed_at: Date;
  ends_at: Date | null;
  amount_minor: string | null;
  gift_code: string | null;
  issued_gid: string | null;
  asked_at: Date | null;
  credit_before: string | null;
  had_tag: boolean | null;
  refusal: string | null;
  note: string | null;
}

export const CLAIM_COLUMNS = `ref, member_id, reward_id, reward, points, status, created_at, changed_at, ends_at, amount_minor, gift_code, issued_gid,
  asked_at, credit_before, had_tag, refusal, note`;

export function storedClaim(row: ClaimRow): StoredClaim {
  return {
    ref: row.ref,
    member: row.member_id,
    rewardId: row.reward_id,
    reward: row.reward,
    points: integer(row.points),
    status: row.status,
    createdAt: row.created_at.getTime(),
    changedAt: row.changed_at.getTime(),
    endsAt: row.ends_at?.getTime() ?? null,
    amountMinor: row.amount_minor === null ? null : integer(row.amount_minor),
    giftCode: row.gift_code,
    issuedGid: row.issued_gid,
    askedAt: row.asked_at?.getTime() ?? null,
    creditBefore: row.credit_before,
    hadTag: row.had_tag,
    refusal: row.refusal,
    note: row.note,
  };
}

export async function insertClaim(
  transaction: Transaction,
  shopId: number,
  claim: StoredClaim,
  click: string | null,
): Promise<void> {
  await transaction.query({
    name: "claims.insert",
    text: `insert into claim (shop_id, ref, member_id, click, reward_id, reward, points, status, created_at, changed_at, ends_at,
             amount_minor, gift_code)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [
      shopId,
      claim.ref,
      claim.member,
      click,
      claim.rewardId,
      JSON.stringify(claim.reward),
      claim.points,
      claim.status,
      new Date(claim.createdAt),
      new Date(claim.changedAt),
      claim.endsAt === null ? null : new Date(claim.endsAt),
      claim.amountMinor,
      claim.giftCode,
    ],
  });
}

export async function claimByClick(
  transaction: Transaction,
  shopId: number,
  member: string,
  click: string,
): Promise<StoredClaim | null> {
  const { rows } = await transaction.query<ClaimRow>({
    name: "claims.by_click",
    text: `select ${CLAIM_COLUMNS} from claim where shop_id = $1 and member_id = $2 and click = $3`,
    values: [shopId, member, click],
  });
  return rows[0] ? storedClaim(rows[0]) : null;
}

/** Without a lock. */
export async function findClaim(database: Queryable, shopId: number, ref: string): Promise<StoredClaim | null> {
  const { rows } = await database.query<ClaimRow>({
    name: "claims.find",
    text: `select ${CLAIM_COLUMNS} from claim where shop_id = $1 and ref = $2`,
    values: [shopId, ref],
  });
  return rows[0] ? storedClaim(rows[0]) : null;
}

/** Locked until the transaction ends. The balances of their members are locked before. */
export async function lockClaims(
  transaction: Transaction,
  shopId: number,
  refs: readonly string[],
): Promise<Map<string, StoredClaim>> {
  if (refs.length === 0) return new Map();
  const { rows } = await transaction.query<ClaimRow>({
    name: "claims.lock",
    text: `select ${CLAIM_COLUMNS} from claim where shop_id = $1 and ref = any($2::text[]) order by ref for update`,
    values: [shopId, refs],
  });
  return new Map(rows.map((row) => [row.ref, storedClaim(row)]));
}

/** A member's claims, the newest first. */
export async function claimsOfMember(
  database: Queryable,
  shopId: number,
  member: string,
  limit: number,
): Promise<StoredClaim[]> {
  const { rows } = await database.query<ClaimRow>({
    name: "claims.of_member",
    text: `select ${CLAIM_COLUMNS} from claim where shop_id = $1 and member_id = $2 order by created_at desc, ref limit $3`,
    values: [shopId, member, limit],
  });
  return rows.map(storedClaim);
}

/** Open claims of members: their points are held. */
export async function openClaims(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<StoredClaim[]> {
  const { rows } = await database.query<ClaimRow>({
    name: "claims.open",
    text: `select ${CLAIM_COLUMNS} from claim
           where shop_id = $1 and member_id = any($2::bigint[]) and status in ('waiting', 'claimed') order by created_at, ref`,
    values: [shopId, members],
  });
  return rows.map(storedClaim);
}

/** How often a reward has been claimed and not given back, how many of those wait for a place, and what of it a member had since an instant. */
export async function countClaims(
  transaction: Queryable,
  shopId: number,
  rewardId: string,
  { member, since }: { member: string; since: Date },
): Promise<RewardUse & { waiting: number }> {
  const { rows } = await transaction.query<Record<"ever" | "waiting" | "by_all" | "by_member", string>>({
    name: "claims.count",
    text: `select count(*) as ever, count(*) filter (where status = 'waiting') as waiting,
             count(*) filter (where created_at >= $4) as by_all,
             count(*) filter (where member_id = $3 and created_at >= $4) as by_member
           from claim where shop_id = $1 and reward_id = $2 and status in ('waiting', 'claimed', 'ready', 'fulfilled')`,
    values: [shopId, rewardId, member, since],
  });
  const row = rows[0];
  return {
    ever: integer(row?.ever ?? 0),
    waiting: integer(row?.waiting ?? 0),
    byAll: integer(row?.by_all ?? 0),
    byMember: integer(row?.by_member ?? 0),
  };
}

/** What changes of a claim beside its status; what is left out stays. */
export interface ClaimChange {
  ref: string;
  status: ClaimStatus;
  endsAt: number | null;
  issuedGid: string | null;
  refusal: string | null;
  note: string | null;
  actor: string | null;
}

export async function writeClaims(
  transaction: Transaction,
  shopId: number,
  changes: readonly ClaimChange[],
  at: Date,
): Promise<void> {
  await withRows(
    transaction,
    "claims.write",
    `update claim set status = rows.status, changed_at = $more2::timestamptz, ends_at = rows.ends_at, asked_at = null,
            issued_gid = coalesce(rows.issued_gid, claim.issued_gid), refusal = rows.refusal,
            note = coalesce(rows.note, claim.note), actor = coalesce(rows.actor, claim.actor)
     from $rows where claim.shop_id = $more1 and claim.ref = rows.ref`,
    [
      ["ref", "text", (row) => row.ref],
      ["status", "text", (row) => row.status],
      ["ends_at", "timestamptz", (row) => (row.endsAt === null ? null : new Date(row.endsAt))],
      ["issued_gid", "text", (row) => row.issuedGid],
      ["refusal", "text", (row) => row.refusal],
      ["note", "text", (row) => row.note],
      ["actor", "text", (row) => row.actor],
    ],
    changes,
    [shopId, at],
  );
}

/** Lots that paid for claims and have not got their points back, by reference. */
export async function claimSpentShares(
  transaction: Transaction,
  shopId: number,
  refs: readonly string[],
): Promise<Map<string, LotShare[]>> {
  if (refs.length === 0) return new Map();
  const { rows } = await transaction.query<{ reservation: string; lot_id: string; points: string }>({
    name: "claims.spent",
    text: `select entry.reservation, posting.lot_id, posting.points from entry
           join posting on posting.shop_id = entry.shop_id and posting.entry_id = entry.id and posting.target = 'redeemed'
           where entry.shop_id = $1 and entry.key = any($2::text[]) and posting.lot_id is not null
           order by entry.id, posting.ordinal`,
    values: [shopId, refs.map((ref) => `claim:${ref}:settle`)],
  });
  const shares = new Map<string, LotShare[]>();
  for (const { reservation, lot_id, points } of rows) {
    shares.set(reservation, [...(shares.get(reservation) ?? []), { lot: lot_id, points: integer(points) }]);
  }
  return shares;
}

/** Money that went to each cause, and how often: what is shown of a donation. */
export async function donatedSoFar(
  database: Queryable,
  shopId: number,
): Promise<{ rewardId: string; amountMinor: number; times: number }[]> {
  const { rows } = await database.query<{ reward_id: string; amount: string; times: string }>({
    name: "claims.donated",
    text: `select reward_id, sum(amount_minor) as amount, count(*) as times from claim
           where shop_id = $1 and reward->>'code' = 'donation' and status = 'fulfilled' group by 1 order by 1`,
    values: [shopId],
  });
  return rows.map((row) => ({
    rewardId: row.reward_id,
    amountMinor: integer(row.amount),
    times: integer(row.times),
  }));
}

/** Claims go along with the points of a merge. */
export async function moveClaims(transaction: Transaction, shopId: number, from: string, into: string): Promise<void> {
  await transaction.query("update claim set member_id = $3, click = null where shop_id = $1 and member_id = $2", [
    shopId,
    from,
    into,
  ]);
}

/** Forgets what leads to a person: codes, ids at Shopify, notes. What was claimed stays as a figure. */
export async function forgetClaims(
  transaction: Transaction,
  shopId: number,
  members: readonly string[],
): Promise<void> {
  await transaction.query(
    `update claim set click = null, gift_code = null, issued_gid = null, credit_before = null, had_tag = null, note = null
     where shop_id = $1 and member_id = any($2::bigint[])`,
    [shopId, members],
  );
}
