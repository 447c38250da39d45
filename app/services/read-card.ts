import type { AppContext } from "../context.ts";
import type { Card } from "../contracts/card.ts";
import type { CardAnswer } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { versionAt } from "../domain/programme/programme.ts";
import { cardOf } from "../domain/wallet/card.ts";
import { membersByCustomer } from "../persistence/members.ts";
import { readBalance } from "../persistence/positions.ts";
import { openReservations } from "../persistence/reservations.ts";
import { cardParts } from "./card-parts.ts";
import { readProgrammes } from "./read-programmes.ts";
import { refusal } from "./refusals.ts";

/** What a customer is shown of their points, fresh from the database. One who has not bought yet has an empty card. */
export async function readCard(app: AppContext, shop: ShopFacts, customerGid: string): Promise<CardAnswer> {
  const programmes = await readProgrammes(app.database.pool, shop);
  if (programmes.length === 0) return refusal("not_ready");
  const member = (await membersByCustomer(app.database.pool, shop.id, [customerGid])).get(customerGid);
  return { ok: true, card: await readCardOf(app, shop, member?.id ?? null) };
}

/** The card of a member by id; that of somebody without points for null. */
export async function readCardOf(app: AppContext, shop: ShopFacts, memberId: string | null): Promise<Card> {
  const [programmes, balance, reservations] = await Promise.all([
    readProgrammes(app.database.pool, shop),
    memberId === null ? null : readBalance(app.database.pool, shop.id, memberId),
    memberId === null ? [] : openReservations(app.database.pool, shop.id, [memberId]),
  ]);
  const now = app.clock.now();
  const programme = versionAt(programmes, now.getTime())?.programme;
  if (!programme) throw new Error("a card was asked of a shop without a programme");
  const held = reservations.filter((each) => each.status === "held");
  const points = balance ?? { available: 0, pending: 0, debt: 0 };
  const member = memberId ?? "";
  const of = memberId === null ? [] : [{ member, available: points.available }];
  const parts = await cardParts(app.database.pool, shop, programme, of, now);
  return { ...cardOf(programme, points, held), ...parts.get(member) };
}

/** What the member's cart is to wish for: every open reservation, oldest first. */
export function openWish(card: Card): string {
  return card.reservations.map((each) => each.ref).join(" ");
}
