import type { AppContext } from "../context.ts";
import { PROGRAMME_KEY } from "../contracts/wallet.ts";
import { cardChangeBetween, hasRewardChangedBetween, programmeCardOf } from "../domain/wallet/programme-card.ts";
import { dueRows, owe, oweWallets, postponeRows, settleRows } from "../persistence/outbox.ts";
import { cardMadeAt, noteCardMade } from "../persistence/programmes.ts";
import { publishedProgramme } from "../persistence/wallet-states.ts";
import { GatewayError, userErrorsOf } from "../shopify/errors.ts";
import { SetMetafieldsDocument, ShopIdDocument } from "../shopify/generated/operations.ts";
import { tellCartGoods } from "./cart-goods.ts";

/** What is owed where only a campaign began or ended. */
const CAMPAIGN = "campaign";

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
  const now = app.clock.now();
  const reason = await writeProgramme(app, shop, now);
  if (reason !== null) {
    app.log.warn({ shop: shop.domain, reason }, "the programme's card waits for Shopify");
    await postponeRows(app.database.pool, shop.id, "programme", [{ ...row, error: reason }], app.clock.now());
    return { outcome: "not_now", reason };
  }
  await app.database.transaction(async (transaction) => {
    // Members' cards say nothing of campaigns.
    if (row.subject !== CAMPAIGN) await oweWallets(transaction, shop.id, app.clock.now());
    await noteCardMade(transaction, shop.id, now);
    await settleRows(transaction, shop.id, "programme", [row]);
  });
  return { outcome: "published" };
}

/** Null when it was written; otherwise why not. */
async function writeProgramme(
  app: AppContext,
  shop: { id: number; domain: string },
  now: Date,
): Promise<string | null> {
  const programme = await publishedProgramme(app.database.pool, shop.id);
  if (!programme) return "NO_PROGRAMME";
  const value = JSON.stringify(programmeCardOf(programme, now.getTime()));
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

/**
 * Owes the theme a new card where a campaign has begun or ended since the last one was made: what a product earns is another sum by then. Where a
 * reward has begun or ceased to be offered, every member's card is owed too.
 */
export async function renewProgrammeCard(app: AppContext, shop: { id: number }): Promise<void> {
  const madeAt = await cardMadeAt(app.database.pool, shop.id);
  const programme = madeAt === null ? undefined : await publishedProgramme(app.database.pool, shop.id);
  const now = app.clock.now();
  if (madeAt === null || !programme) return;
  const between = [madeAt.getTime(), now.getTime()] as const;
  const isRewardChanged = hasRewardChangedBetween(programme, ...between);
  if (!isRewardChanged && cardChangeBetween(programme, ...between) === null) return;
  const subject = isRewardChanged ? "shop" : CAMPAIGN;
  await app.database.transaction((transaction) => owe(transaction, shop.id, "programme", [subject], now));
}
