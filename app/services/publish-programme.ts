import type { AppContext } from "../context.ts";
import { PROGRAMME_KEY } from "../contracts/wallet.ts";
import { programmeCardOf } from "../domain/wallet/programme-card.ts";
import { dueRows, oweWallets, postponeRows, settleRows } from "../persistence/outbox.ts";
import { publishedProgramme } from "../persistence/wallet-states.ts";
import { GatewayError, userErrorsOf } from "../shopify/errors.ts";
import { SetMetafieldsDocument, ShopIdDocument } from "../shopify/generated/operations.ts";
import { tellCartGoods } from "./cart-goods.ts";

export type PublishProgrammeOutcome =
  | { outcome: "published" }
  | { outcome: "nothing_due" }
  | { outcome: "not_now"; reason: string };

/**
 * Delivers the programme's public card to the shop's metafield when it is due, and owes every member a new card of their
 * own: it shows names and prices of rewards.
 */
export async function publishProgramme(
  app: AppContext,
  shop: { id: number; domain: string },
): Promise<PublishProgrammeOutcome> {
  const [row] = await dueRows(app.database.pool, shop.id, "programme", app.clock.now(), 1);
  if (!row) return { outcome: "nothing_due" };
  const reason = await writeProgramme(app, shop);
  if (reason !== null) {
    app.log.warn({ shop: shop.domain, reason }, "the programme's card waits for Shopify");
    await postponeRows(app.database.pool, shop.id, "programme", [{ ...row, error: reason }], app.clock.now());
    return { outcome: "not_now", reason };
  }
  await app.database.transaction(async (transaction) => {
    await oweWallets(transaction, shop.id, app.clock.now());
    await settleRows(transaction, shop.id, "programme", [row]);
  });
  return { outcome: "published" };
}

/** Null when it was written; otherwise why not. */
async function writeProgramme(app: AppContext, shop: { id: number; domain: string }): Promise<string | null> {
  const programme = await publishedProgramme(app.database.pool, shop.id);
  if (!programme) return "NO_PROGRAMME";
  const value = JSON.stringify(programmeCardOf(programme));
  try {
    const { shop: owner } = await app.gateway.request(shop.domain, ShopIdDocument, {});
    const answer = await app.gateway.request(shop.domain, SetMetafieldsDocument, {
      metafields: [{ ownerId: owner.id, namespace: "$app", key: PROGRAMME_KEY, type: "json", value }],
    });
    const [error] = userErrorsOf(answer.metafieldsSet);
    // Before any member's wallet names goods, the discount knows which they are.
    return error ? `SetMetafields: ${error.code}` : await tellCartGoods(app, shop);
  } catch (error) {
    if (error instanceof GatewayError) return error.message;
    throw error;
  }
}
