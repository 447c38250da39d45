import type { AppContext } from "../context.ts";
import type { Tiers } from "../domain/programme/compile-tiers.ts";
import { dueRows, type OutboxRow, postponeRows, settleRows } from "../persistence/outbox.ts";
import { storeTierTag, type TaggedMember, taggedMembers } from "../persistence/tiers.ts";
import { publishedProgramme } from "../persistence/wallet-states.ts";
import { GatewayError, userErrorsOf } from "../shopify/errors.ts";
import { AddCustomerTagDocument, RemoveCustomerTagDocument } from "../shopify/generated/operations.ts";
import { tierTag } from "./follow-tiers.ts";

const MEMBERS_AT_ONCE = 25;

/**
 * Has customers carry their level as a tag at Shopify, where the merchant chose so; otherwise takes such tags off. Only tags that were put there
 * because of a level are ever taken off.
 */
export async function tagTiers(app: AppContext, shop: { id: number; domain: string }): Promise<{ hasMore: boolean }> {
  const rows = await dueRows(app.database.pool, shop.id, "tier_tag", app.clock.now(), MEMBERS_AT_ONCE);
  if (rows.length === 0) return { hasMore: false };
  const programme = await publishedProgramme(app.database.pool, shop.id);
  const members = await taggedMembers(
    app.database.pool,
    shop.id,
    rows.map(({ subject }) => subject),
  );
  const failed: (OutboxRow & { error: string })[] = [];
  for (const row of rows) {
    const member = members.get(row.subject);
    const error = member ? await bringTag(app, shop, row.subject, member, programme?.tiers ?? null) : null;
    if (error === null) await settleRows(app.database.pool, shop.id, "tier_tag", [row]);
    else failed.push({ ...row, error });
  }
  if (failed.length > 0) {
    app.log.warn({ shop: shop.domain, reason: failed[0]?.error }, "tags of levels wait for Shopify");
    await postponeRows(app.database.pool, shop.id, "tier_tag", failed, app.clock.now());
  }
  return { hasMore: rows.length === MEMBERS_AT_ONCE && failed.length === 0 };
}

/** Null when done; otherwise why not. Twice is once: Shopify adds a tag that is there, and takes off one that is not, without a word. */
async function bringTag(
  app: AppContext,
  shop: { id: number; domain: string },
  memberId: string,
  { customerGid: id, level, tag }: TaggedMember,
  tiers: Tiers | null,
): Promise<string | null> {
  const isKnown = tiers?.tagsCustomers === true && tiers.levels.some((each) => each.id === level);
  const wanted = isKnown ? tierTag(level) : null;
  if (wanted === tag) return null;
  try {
    if (wanted !== null) {
      const added = await app.gateway.request(shop.domain, AddCustomerTagDocument, { id, tags: [wanted] });
      const [error] = userErrorsOf(added.tagsAdd);
      if (error) return `AddCustomerTag: ${error.code}`;
    }
    if (tag !== null) {
      const removed = await app.gateway.request(shop.domain, RemoveCustomerTagDocument, { id, tags: [tag] });
      const [error] = userErrorsOf(removed.tagsRemove);
      if (error) return `RemoveCustomerTag: ${error.code}`;
    }
  } catch (error) {
    if (error instanceof GatewayError) return error.message;
    throw error;
  }
  await storeTierTag(app.database.pool, shop.id, memberId, wanted);
  return null;
}
