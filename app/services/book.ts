import type { ShopFacts } from "../contracts/shop.ts";
import type { Entry } from "../domain/ledger/entry.ts";
import type { Position } from "../domain/ledger/position.ts";
import { figuresOf } from "../domain/metrics/day-figures.ts";
import type { Transaction } from "../persistence/database.ts";
import { appendEntries } from "../persistence/entries.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { owe, workLeft } from "../persistence/outbox.ts";
import { postponeExpiry, writeBalances, writeLots } from "../persistence/positions.ts";
import { addToDays } from "../persistence/statistics.ts";

/** Metafields are written at most every so often a shop: 25 a call cost Shopify's rate limit as much as one. */
const DELIVERY_DELAY_SECONDS = 1;

export interface Booking {
  entries: readonly Entry[];
  /** Positions as they were read under lock, and as the entries leave them. */
  before: ReadonlyMap<string, Position>;
  after: ReadonlyMap<string, Position>;
  /** When members last bought; empty when nobody did. */
  purchases?: ReadonlyMap<string, number>;
  hasRollingExpiry?: boolean;
  /** Orders that got a discount without points and are to be tagged or cancelled. */
  overspent?: readonly string[];
}

/**
 * Writes a movement everywhere it shows: ledger, balances, lots, the day's figures, and a note that the members' metafields are due.
 * The only way points reach the database. Whoever opened the transaction ends it with `wakeDelivery`.
 */
export async function book(transaction: Transaction, shop: ShopFacts, now: Date, booking: Booking): Promise<void> {
  const { entries, before, after } = booking;
  const purchases = booking.purchases ?? new Map<string, number>();
  await appendEntries(transaction, shop.id, entries);
  const changed = [...after.values()].filter((position) => position !== before.get(position.member));
  const touched = new Map(
    [...changed, ...[...after.values()].filter(({ member }) => purchases.has(member))].map((each) => [
      each.member,
      each,
    ]),
  );
  await writeBalances(transaction, shop.id, [...touched.values()], purchases);
  await writeLots(
    transaction,
    shop.id,
    changed.flatMap((position) => changedLots(before.get(position.member), position)),
  );
  if (booking.hasRollingExpiry) await postponeExpiry(transaction, shop.id, purchases);
  await addToDays(transaction, shop.id, figuresOf(entries, dayIn(shop.timezone)));
  const members = changed.map(({ member }) => member);
  await owe(transaction, shop.id, "wallet", members, now);
  await owe(transaction, shop.id, "order", booking.overspent ?? [], now);
}

/**
 * Has what is owed delivered soon. The last statement of a transaction: from here on it holds the shop's one delivery job, and a click
 * that has its member's points locked must not wait for somebody who waits for them.
 */
export async function wakeDelivery(transaction: Transaction, shopId: number): Promise<void> {
  const { owed, levels } = await workLeft(transaction, shopId);
  if (owed) await enqueueShopJob(transaction, "outbox.deliver", shopId, DELIVERY_DELAY_SECONDS);
  if (levels) await enqueueShopJob(transaction, "members.tiers", shopId);
}

function changedLots(before: Position | undefined, after: Position) {
  const known = new Map((before?.lots ?? []).map((lot) => [lot.id, lot]));
  return after.lots.filter((lot) => lot !== known.get(lot.id)).map((lot) => ({ ...lot, member: after.member }));
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day (YYYY-MM-DD) of an instant in a time zone. Intl knows the zones; the Swedish way to write a date is ISO's. */
export function dayIn(timezone: string): (instant: number) => string {
  const format =
    dayFormats.get(timezone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short" });
  dayFormats.set(timezone, format);
  return (instant) => format.format(instant);
}
