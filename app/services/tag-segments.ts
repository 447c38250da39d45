import { isDeepStrictEqual } from "node:util";
import type { AppContext } from "../context.ts";
import type { Transaction } from "../persistence/database.ts";
import { dueRows, type OutboxRow, oweInTurn, postponeRows, settleRows } from "../persistence/outbox.ts";
import { membersToTag, type SegmentTagged, segmentTagged, storeSegmentTags } from "../persistence/segment-tags.ts";
import { publishedProgramme } from "../persistence/wallet-states.ts";
import { GatewayError, userErrorsOf } from "../shopify/errors.ts";
import { AddCustomerTagDocument, RemoveCustomerTagDocument } from "../shopify/generated/operations.ts";

const MEMBERS_AT_ONCE = 25;

/**
 * Has customers carry the segments that the merchant chose as tags at Shopify, such as `segment:sleepers`, for mail programs and Shopify's own
 * segments to go by. Only tags that were put there because of a segment are ever taken off.
 */
export async function tagSegments(
  app: AppContext,
  shop: { id: number; domain: string },
): Promise<{ hasMore: boolean }> {
  const { pool } = app.database;
  const rows = await dueRows(pool, shop.id, "segment_tag", app.clock.now(), MEMBERS_AT_ONCE);
  if (rows.length === 0) return { hasMore: false };
  const tagged = (await publishedProgramme(pool, shop.id))?.tagSegments ?? [];
  const members = await segmentTagged(
    pool,
    shop.id,
    rows.map(({ subject }) => subject),
  );
  const failed: (OutboxRow & { error: string })[] = [];
  for (const row of rows) {
    const member = members.get(row.subject);
    const error = member ? await bringTags(app, shop, row.subject, member, tagged) : null;
    if (error === null) await settleRows(pool, shop.id, "segment_tag", [row]);
    else failed.push({ ...row, error });
  }
  if (failed.length > 0) {
    app.log.warn({ shop: shop.domain, reason: failed[0]?.error }, "tags of segments wait for Shopify");
    await postponeRows(pool, shop.id, "segment_tag", failed, app.clock.now());
  }
  return { hasMore: rows.length === MEMBERS_AT_ONCE && failed.length === 0 };
}

/** Owes tags to everybody whom a change of the choice concerns; to nobody where it stays. */
export async function oweSegmentTags(
  transaction: Transaction,
  shopId: number,
  before: readonly string[],
  after: readonly string[],
  now: Date,
): Promise<void> {
  if (isDeepStrictEqual([...before].sort(), [...after].sort())) return;
  await oweInTurn(transaction, shopId, "segment_tag", await membersToTag(transaction, shopId, after), now);
}

/** Null when done; otherwise why not. Twice is once: Shopify adds a tag that is there, and takes off one that is not, without a word. */
async function bringTags(
  app: AppContext,
  shop: { id: number; domain: string },
  memberId: string,
  { customerGid: id, segments, tags: had }: SegmentTagged,
  tagged: readonly string[],
): Promise<string | null> {
  const wanted = segments.filter((code) => tagged.includes(code)).map((code) => `segment:${code}`);
  const missing = wanted.filter((tag) => !had.includes(tag));
  const over = had.filter((tag) => !wanted.includes(tag));
  try {
    if (missing.length > 0) {
      const added = await app.gateway.request(shop.domain, AddCustomerTagDocument, { id, tags: missing });
      const [error] = userErrorsOf(added.tagsAdd);
      if (error) return `AddCustomerTag: ${error.code}`;
    }
    if (over.length > 0) {
      const removed = await app.gateway.request(shop.domain, RemoveCustomerTagDocument, { id, tags: over });
      const [error] = userErrorsOf(removed.tagsRemove);
      if (error) return `RemoveCustomerTag: ${error.code}`;
    }
  } catch (error) {
    if (error instanceof GatewayError) return error.message;
    throw error;
  }
  if (missing.length + over.length > 0) await storeSegmentTags(app.database.pool, shop.id, memberId, wanted);
  return null;
}
