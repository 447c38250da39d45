import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { daysAfter, daysBefore, daysBetween, keptOn, yearAfter } from "../domain/customers/birthday.ts";
import type { EventPoints } from "../domain/programme/compile-events.ts";
import { instantOfLocal } from "../domain/programme/local-time.ts";
import { birthdaysOn } from "../persistence/customer-facts.ts";
import type { Transaction } from "../persistence/database.ts";
import { lastEvents } from "../persistence/member-events.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { birthdaysKeptTo, noteBirthdaysKept } from "../persistence/shops.ts";
import { applyEvents, type EventNews, programmeAt } from "./apply-events.ts";
import type { Batch } from "./apply-orders.ts";
import { dayIn, wakeDelivery } from "./book.ts";
import { readProgrammes } from "./read-programmes.ts";

const BATCH_SIZE = 200;
/** Days that are made up for when no worker ran: a present that comes later than this is none. */
const MOST_DAYS_LATE = 14;

/**
 * Gives members what the programme gives for a birthday, from the shop's midnight on. Each day is kept once; a day of which the worker saw nothing is kept
 * afterwards. Returns how many birthdays were kept.
 */
export async function keepBirthdays(app: AppContext, shop: ShopFacts): Promise<number> {
  const today = dayIn(shop.timezone)(app.clock.now().getTime());
  const keptTo = (await birthdaysKeptTo(app.database.pool, shop.id)) ?? daysBefore(today, 1);
  let kept = 0;
  for (const day of daysAfter(keptTo, today, MOST_DAYS_LATE)) {
    kept += await keepDay(app, shop, day);
    await noteBirthdaysKept(app.database.pool, shop.id, day);
  }
  return kept;
}

interface Celebrated {
  member: string;
  /** For how many days the date was known. */
  toldDaysBefore: number;
}

async function keepDay(app: AppContext, shop: ShopFacts, day: string): Promise<number> {
  const occurredAt = instantOfLocal(day, shop.timezone);
  const programmes = await readProgrammes(app.database.pool, shop);
  const rules = programmeAt({ programmes }, occurredAt)?.events.filter(({ code }) => code === "birthday") ?? [];
  if (rules.length === 0) return 0;
  let kept = 0;
  let after = "0";
  for (;;) {
    const now = app.clock.now();
    const members = await app.database.transaction(async (transaction) => {
      await lockShopWork(transaction, shop.id);
      const portion = await birthdaysOn(transaction, shop.id, keptOn(day), after, BATCH_SIZE);
      const known = portion
        .map(({ member, since }) => ({ member, toldDaysBefore: daysBetween(dayIn(shop.timezone)(since), day) }))
        .filter(({ toldDaysBefore }) => rules.some(({ gives }) => isInTime(gives, toldDaysBefore)));
      const events = await withoutRecent(transaction, shop, known, day);
      await applyEvents(
        transaction,
        { shop, now, programmes } satisfies Batch,
        events.map((each) => birthdayEvent(each, day, occurredAt)),
      );
      await wakeDelivery(transaction, shop.id);
      kept += events.length;
      return portion;
    });
    after = members.at(-1)?.member ?? after;
    if (members.length < BATCH_SIZE) return kept;
  }
}

/** A date that was told too shortly before counts from the next one on: nobody tells a birthday for the day's present. */
function isInTime(gives: EventPoints, toldDaysBefore: number): boolean {
  return gives.code === "birthday" && toldDaysBefore >= gives.toldDaysBefore;
}

/** Those who have had no birthday kept within the year that ends on this day, whatever date they told by then, or who was merged into them. */
async function withoutRecent(
  transaction: Transaction,
  shop: ShopFacts,
  members: readonly Celebrated[],
  day: string,
): Promise<Celebrated[]> {
  const ids = members.map(({ member }) => member);
  const last = await lastEvents(transaction, shop.id, "birthday", ids);
  const dayOf = dayIn(shop.timezone);
  return members.filter(({ member }) => {
    const before = last.get(member);
    return before === undefined || yearAfter(dayOf(before)) <= day;
  });
}

function birthdayEvent({ member, toldDaysBefore }: Celebrated, day: string, occurredAt: number): EventNews {
  return {
    kind: "happened",
    source: "zegel",
    id: `member:${member}:birthday:${day.slice(0, 4)}`,
    at: occurredAt,
    who: { memberId: member },
    what: { name: "birthday", isOurs: true, occurredAt, toldDaysBefore },
  };
}
