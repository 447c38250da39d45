import type { AppContext } from "../context.ts";
import type { CardAnswer, Refusal } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import type { Transaction } from "../persistence/database.ts";
import { membersByCustomer } from "../persistence/members.ts";
import { activatedOffers, insertActivated, openBoxes } from "../persistence/offers.ts";
import { owe } from "../persistence/outbox.ts";
import { lockPositions } from "../persistence/positions.ts";
import { wakeDelivery } from "./book.ts";
import { showNow } from "./claim-reward.ts";
import { readCardOf } from "./read-card.ts";
import { refusal } from "./refusals.ts";

/** A member activates one of this week's offers: from here on it applies to their cart by itself. The same click again changes nothing. */
export async function activateOffer(
  app: AppContext,
  shop: ShopFacts,
  { customerGid, ref }: { customerGid: string; ref: string },
): Promise<CardAnswer> {
  const activated = await app.database.transaction((transaction) =>
    activate(transaction, shop, app.clock.now(), customerGid, ref),
  );
  if ("refused" in activated) return activated.refused;
  await showNow(app, shop, activated.member);
  return { ok: true, card: await readCardOf(app, shop, activated.member) };
}

async function activate(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  customerGid: string,
  ref: string,
): Promise<{ member: string } | { refused: Refusal }> {
  const member = (await membersByCustomer(transaction, shop.id, [customerGid])).get(customerGid)?.id;
  if (member === undefined) return { refused: refusal("unknown_offer") };
  // Two clicks at once are worked one after the other: neither passes the number that both would.
  await lockPositions(transaction, shop.id, [member], new Set());
  const [box] = await openBoxes(transaction, shop.id, [member], now);
  const offer = box?.offers.find((each) => each.ref === ref);
  if (!box || !offer) return { refused: refusal("unknown_offer") };
  const active = (await activatedOffers(transaction, shop.id, [member], now)).filter(({ week }) => week === box.week);
  if (active.some((each) => each.ref === ref)) return { member };
  if (active.length >= box.activate) return { refused: refusal("offers_chosen") };
  const { week, endsAt } = box;
  await insertActivated(transaction, shop.id, { ref, member, week, endsAt, offer }, now);
  await owe(transaction, shop.id, "wallet", [member], now);
  await wakeDelivery(transaction, shop.id);
  return { member };
}
