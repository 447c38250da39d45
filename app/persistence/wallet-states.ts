import { programmeSettings } from "../contracts/programme.ts";
import { readStored } from "../contracts/stored-settings.ts";
import type { Reward } from "../domain/programme/compile-rewards.ts";
import { compileProgramme, type Programme } from "../domain/programme/programme.ts";
import type { HeldReservation } from "../domain/wallet/wallet.ts";
import type { Transaction } from "./database.ts";
import { integer } from "./rows.ts";

/** All that goes into one member's metafields, as it stood at one instant. */
export interface WalletState {
  member: string;
  customerGid: string;
  available: number;
  pending: number;
  debt: number;
  /** Held for a cart; those that an order has attached are spent for carts. Oldest first. */
  reservations: HeldReservation[];
  /** As last written by us; null when never. */
  walletDigest: string | null;
  cardDigest: string | null;
  /** Of the row in the outbox; null when nothing is owed. */
  owedVersion: number | null;
}

interface StateRow {
  member: string;
  customer_gid: string;
  available: string;
  pending: string;
  debt: string;
  wallet_digest: string | null;
  card_digest: string | null;
  owed_version: number | null;
  reservations: { ref: string; rewardId: string; points: string; reward: Reward; expiresAt: string }[];
}

type Queryable = Pick<Transaction, "query">;

/**
 * The states of these members, by one statement and so of one instant: digest, balance and reservations belong together.
 * Members whom Shopify does not know (guests, merged, erased) are left out.
 */
export async function walletStates(
  database: Queryable,
  shopId: number,
  members: readonly string[],
): Promise<WalletState[]> {
  const result = await database.query<StateRow>({
    name: "wallet-states.read",
    text: `select member.id as member, member.customer_gid, balance.available, balance.pending, balance.debt,
             member.wallet_digest, member.card_digest, outbox.version as owed_version,
             coalesce((
               select json_agg(json_build_object('ref', ref, 'rewardId', reward_id, 'points', points::text, 'reward', reward,
                 'expiresAt', expires_at) order by created_at, ref)
               from reservation
               where reservation.shop_id = $1 and reservation.member_id = member.id and reservation.status = 'held'
             ), '[]') as reservations
           from member
           join balance on balance.shop_id = $1 and balance.member_id = member.id
           left join outbox on outbox.shop_id = $1 and outbox.kind = 'wallet' and outbox.subject = member.id::text
           where member.shop_id = $1 and member.id = any($2::bigint[]) and member.status = 'member'
             and member.customer_gid is not null
           order by member.id`,
    values: [shopId, members],
  });
  return result.rows.map((row) => ({
    member: row.member,
    customerGid: row.customer_gid,
    available: integer(row.available),
    pending: integer(row.pending),
    debt: integer(row.debt),
    walletDigest: row.wallet_digest,
    cardDigest: row.card_digest,
    owedVersion: row.owed_version,
    reservations: row.reservations.map((held) => ({
      ref: held.ref,
      rewardId: held.rewardId,
      points: integer(held.points),
      reward: held.reward,
      expiresAt: Date.parse(held.expiresAt),
    })),
  }));
}

/** The programme in force, compiled in the shop's currency and time zone; undefined before the first visit has told either. */
export async function publishedProgramme(database: Queryable, shopId: number): Promise<Programme | undefined> {
  const result = await database.query<{
    version: number;
    settings: unknown;
    currency: string | null;
    timezone: string;
  }>({
    name: "wallet-states.programme",
    text: `select programme_version.version, programme_version.settings, shop.currency, shop.timezone
           from shop join programme_version on programme_version.shop_id = shop.id
           where shop.id = $1 order by programme_version.version desc limit 1`,
    values: [shopId],
  });
  const row = result.rows[0];
  if (!row?.currency) return undefined;
  return compileProgramme(row.version, readStored(programmeSettings, row.settings), row.currency, row.timezone);
}

/** Null: there is no such metafield. */
export interface Digests {
  member: string;
  walletDigest: string | null;
  cardDigest: string | null;
}

export async function storeDigests(database: Queryable, shopId: number, written: readonly Digests[]): Promise<void> {
  if (written.length === 0) return;
  await database.query({
    name: "wallet-states.digests",
    text: `update member set wallet_digest = written.wallet_digest, card_digest = written.card_digest
           from unnest($2::bigint[], $3::text[], $4::text[]) as written(id, wallet_digest, card_digest)
           where member.shop_id = $1 and member.id = written.id`,
    values: [
      shopId,
      written.map((each) => each.member),
      written.map((each) => each.walletDigest),
      written.map((each) => each.cardDigest),
    ],
  });
}

/** Members after an id whose wallet was written and to whom no newer one is owed: Shopify should hold what the ledger says. */
export async function settledWallets(
  database: Queryable,
  shopId: number,
  after: string,
  limit: number,
): Promise<string[]> {
  const result = await database.query<{ id: string }>({
    name: "wallet-states.settled",
    text: `select id from member where shop_id = $1 and id > $2 and status = 'member' and card_digest is not null
             and not exists (select 1 from outbox where outbox.shop_id = $1 and kind = 'wallet' and subject = member.id::text)
             and not exists (select 1 from outbox where outbox.shop_id = $1 and kind = 'programme')
           order by id limit $3`,
    values: [shopId, after, limit],
  });
  return result.rows.map((row) => row.id);
}
