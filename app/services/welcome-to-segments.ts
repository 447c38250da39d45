import type { ShopFacts } from "../contracts/shop.ts";
import { type EventRule, segmentEvent } from "../domain/programme/compile-events.ts";
import { versionAt } from "../domain/programme/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import { lastEvents } from "../persistence/member-events.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { applyEvents, type EventNews } from "./apply-events.ts";
import type { PublishedProgramme } from "./apply-orders.ts";
import { dayIn, wakeDelivery } from "./book.ts";

const DAY_MS = 86_400_000;

/**
 * Gives what the programme gives to those who came into a segment (S28, S30): once a segment, and not again before its rule says so. Who comes
 * and goes at its border is not rewarded for that.
 */
export async function welcomeToSegments(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  programmes: readonly PublishedProgramme[],
  entered: readonly { code: string; memberId: string }[],
): Promise<void> {
  const rules = versionAt(programmes, now.getTime())?.programme.events ?? [];
  const welcoming = rules.flatMap(({ gives }) => (gives.code === "segment" ? [gives] : []));
  if (welcoming.length === 0 || entered.length === 0) return;
  await lockShopWork(transaction, shop.id);
  const news: EventNews[] = [];
  for (const { segment, againAfterDays } of welcoming) {
    const ids = entered.flatMap(({ code, memberId }) => (code === segment ? [memberId] : []));
    const last = await lastEvents(transaction, shop.id, segmentEvent(segment), ids);
    const isLongAgo = (id: string): boolean => (last.get(id) ?? 0) <= now.getTime() - againAfterDays * DAY_MS;
    news.push(...ids.filter(isLongAgo).map((id) => segmentNews(segment, id, now, dayIn(shop.timezone)(now.getTime()))));
  }
  await applyEvents(transaction, { shop, now, programmes }, news);
  await wakeDelivery(transaction, shop.id);
}

function segmentNews(segment: string, memberId: string, now: Date, day: string): EventNews {
  const name: EventRule["name"] = segmentEvent(segment);
  return {
    kind: "happened",
    source: "zegel",
    id: `${name}:${memberId}:${day}`,
    at: now.getTime(),
    who: { memberId },
    what: { name, isOurs: true, occurredAt: now.getTime() },
  };
}
