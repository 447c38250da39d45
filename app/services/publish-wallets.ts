import type { AppContext } from "../context.ts";
import { dueRows, type OutboxRow, postponeRows, settleRows } from "../persistence/outbox.ts";
import { GatewayError } from "../shopify/errors.ts";
import { MEMBERS_A_REQUEST, writeWallets } from "./write-wallets.ts";

export interface PublishedWallets {
  published: number;
  failed: number;
  /** More are due already. */
  hasMore: boolean;
}

/**
 * Delivers wallets that are due, at most `limit` members, in requests of 12. What is not taken stays owed, with a growing
 * pause and the reason beside it.
 */
export async function publishWallets(
  app: AppContext,
  shop: { id: number; domain: string },
  limit = 10 * MEMBERS_A_REQUEST,
): Promise<PublishedWallets> {
  const total: PublishedWallets = { published: 0, failed: 0, hasMore: true };
  for (let taken = 0; taken < limit && total.hasMore; taken += MEMBERS_A_REQUEST) {
    const rows = await dueRows(app.database.pool, shop.id, "wallet", app.clock.now(), MEMBERS_A_REQUEST);
    if (rows.length === 0) return { ...total, hasMore: false };
    try {
      const failed = await deliver(app, shop, rows);
      total.published += rows.length - failed;
      total.failed += failed;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      app.log.warn({ shop: shop.domain, reason: error.failure.reason }, "wallets wait for Shopify");
      await postpone(app, shop, rows, () => error.message);
      return { ...total, failed: total.failed + rows.length, hasMore: false };
    }
  }
  return total;
}

/** Answers how many were refused. */
async function deliver(
  app: AppContext,
  shop: { id: number; domain: string },
  rows: readonly OutboxRow[],
): Promise<number> {
  const members = rows.map(({ subject }) => subject);
  const { written, refused } = await writeWallets(app, shop, members);
  const errors = new Map(refused.map((each) => [each.member, each.error]));
  // The version that stood when the state was read is in what was written. A member whom Shopify does not know is owed
  // nothing.
  const versions = new Map(written.map((state) => [state.member, state.owedVersion]));
  const settled = rows
    .filter(({ subject }) => !errors.has(subject))
    .map(({ subject, version }) => ({ subject, version: versions.get(subject) ?? version }));
  await settleRows(app.database.pool, shop.id, "wallet", settled);

  const failed = rows.filter(({ subject }) => errors.has(subject));
  if (failed.length > 0) {
    app.log.warn({ shop: shop.domain, failed: failed.length }, "Shopify refused wallets");
    await postpone(app, shop, failed, ({ subject }) => `SetMetafields: ${errors.get(subject)}`);
  }
  return failed.length;
}

async function postpone(
  app: AppContext,
  shop: { id: number },
  rows: readonly OutboxRow[],
  reason: (row: OutboxRow) => string,
): Promise<void> {
  const failed = rows.map((row) => ({ ...row, error: reason(row) }));
  await postponeRows(app.database.pool, shop.id, "wallet", failed, app.clock.now());
}

/** The shopper waits for it: less patience than background work has, the outbox tries on where this gives up. */
const CLICK_TIME_LIMIT_MS = 5_000;

export type PublishNowOutcome =
  | { outcome: "published" }
  /** Shopify does not know this member: a guest, merged or erased. */
  | { outcome: "not_a_customer" }
  /** Not now; it stays owed, and the worker delivers it as soon as Shopify lets it. */
  | { outcome: "not_now"; reason: string };

/**
 * Writes one member's wallet at once, after a click: the ledger has the reservation already, and the cart is written
 * after this, because the cart's write is what runs the Function.
 */
export async function publishWalletNow(
  app: AppContext,
  shop: { id: number; domain: string },
  member: string,
): Promise<PublishNowOutcome> {
  try {
    const { written, refused } = await writeWallets(app, shop, [member], { timeLimitMs: CLICK_TIME_LIMIT_MS });
    if (refused[0]) return { outcome: "not_now", reason: refused[0].error };
    const state = written[0];
    if (!state) return { outcome: "not_a_customer" };
    if (state.owedVersion !== null) {
      await settleRows(app.database.pool, shop.id, "wallet", [{ subject: state.member, version: state.owedVersion }]);
    }
    return { outcome: "published" };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { outcome: "not_now", reason: error.failure.reason };
  }
}
