import type { OrderLine } from "../contracts/order-state.ts";
import { CLAIM_COLUMNS, type ClaimRow, type StoredClaim, storedClaim } from "./claims.ts";
import type { Transaction } from "./database.ts";

/** Claims for which something is due that nobody clicked. */

/** Claims whose time has come, the longest due first. */
export async function endedClaims(
  transaction: Transaction,
  shopId: number,
  now: Date,
  limit: number,
): Promise<StoredClaim[]> {
  const { rows } = await transaction.query<ClaimRow>({
    name: "claims.ended",
    text: `select ${CLAIM_COLUMNS} from claim where shop_id = $1 and status in ('waiting', 'claimed', 'ready') and ends_at <= $2
           order by ends_at, ref limit $3`,
    values: [shopId, now, limit],
  });
  return rows.map(storedClaim);
}

/** Access that an order uses up, with its member's orders since it was given: paid, and not cancelled. */
export async function accessWithOrders(
  transaction: Transaction,
  shopId: number,
): Promise<{ claim: StoredClaim; lines: OrderLine[] }[]> {
  const { rows } = await transaction.query<ClaimRow & { lines: OrderLine[] }>({
    name: "claims.access",
    text: `select ${CLAIM_COLUMNS}, lines.lines from claim
           join lateral (
             select jsonb_agg(line) as lines from "order", jsonb_array_elements("order".state->'order'->'lines') as line
             where "order".shop_id = $1 and "order".member_id = claim.member_id and placed_at >= claim.changed_at
               and paid_at is not null and cancelled_at is null) as lines on lines.lines is not null
           where claim.shop_id = $1 and status = 'ready' and claim.reward->'goods' is not null
           order by claim.created_at, ref limit 500`,
    values: [shopId],
  });
  return rows.map((row) => ({ claim: storedClaim(row), lines: row.lines }));
}

/** Claims that wait for a place at these rewards, the oldest first. */
export async function waitingClaims(transaction: Transaction, shopId: number): Promise<StoredClaim[]> {
  const { rows } = await transaction.query<ClaimRow>({
    name: "claims.waiting",
    text: `select ${CLAIM_COLUMNS} from claim where shop_id = $1 and status = 'waiting' order by created_at, ref limit 500`,
    values: [shopId],
  });
  return rows.map(storedClaim);
}

/** Open claims, not yet asked of Shopify, of members who owe points. */
export async function openClaimsOfDebtors(transaction: Transaction, shopId: number): Promise<StoredClaim[]> {
  const { rows } = await transaction.query<ClaimRow>({
    name: "claims.of_debtors",
    text: `select ${CLAIM_COLUMNS} from claim
           where shop_id = $1 and status in ('waiting', 'claimed') and asked_at is null and exists (
             select 1 from balance where balance.shop_id = $1 and balance.member_id = claim.member_id and debt > 0)
           order by created_at desc, ref limit 500`,
    values: [shopId],
  });
  return rows.map(storedClaim);
}
