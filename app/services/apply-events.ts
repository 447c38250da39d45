import type { MemberEvent } from "../domain/earning/events/event.ts";
import { worthOf } from "../domain/earning/events/event-worth.ts";
import { isAmong, noStanding, type Standing } from "../domain/programme/audience.ts";
import type { EventRule } from "../domain/programme/compile-events.ts";
import { type Programme, versionAt } from "../domain/programme/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import { awardsOfEvents, type StoredAward } from "../persistence/event-awards.ts";
import { type EventId, eventKeyOf, recordEvents, recordUndone } from "../persistence/member-events.ts";
import { addGuests, enrolCustomers, membersByCustomer, membersByEmail, membersById } from "../persistence/members.ts";
import { standingsOf } from "../persistence/standings.ts";
import type { Batch } from "./apply-orders.ts";
import { dayIn } from "./book.ts";
import { claimGuests } from "./claim-members.ts";
import { type AwardInWork, settleAwards } from "./settle-awards.ts";

/** Something that somebody did, or that it is so no longer. */
export type EventNews = EventId & { at: number } & (
    | { kind: "happened"; who: { memberId: string } | { customerGid: string } | { email: string }; what: MemberEvent }
    | { kind: "undone" }
  );

type EventBatch = Pick<Batch, "shop" | "now" | "programmes">;
type Happened = Extract<EventNews, { kind: "happened" }>;

/**
 * Gives and takes back points for what members do beside buying. The same event twice, or after its undoing, ends the same; limits and budgets
 * hold because whoever calls has the shop's lock (`lockShopWork`), so that one transaction at a time counts.
 */
export async function applyEvents(
  transaction: Transaction,
  batch: EventBatch,
  news: readonly EventNews[],
): Promise<void> {
  if (news.length === 0) return;
  const happened = await recordHappened(
    transaction,
    batch,
    firstOfEach(news.filter((each) => each.kind === "happened")),
  );
  const given = await awardsFor(transaction, batch, happened);
  const undone = await recordUndone(
    transaction,
    batch.shop.id,
    firstOfEach(news.filter((each) => each.kind === "undone")).map((each) => ({ ...each, undoneAt: each.at })),
  );
  const undoneAt = new Map(undone.map(({ event, undoneAt: at }) => [event, at]));
  const fresh = given.filter(({ event }) => undoneAt.has(event));
  const taken = [...(await awardsOfEvents(transaction, batch.shop.id, [...undoneAt.keys()])), ...fresh];
  await settleAwards(transaction, batch, [
    ...given.map((award): AwardInWork => ({ cause: "award", award, occurredAt: award.occurredAt })),
    ...taken.map((award): AwardInWork => ({ cause: "undo", award, occurredAt: undoneAt.get(award.event) ?? 0 })),
  ]);
}

function firstOfEach<News extends EventNews>(news: readonly News[]): News[] {
  const first = new Map<string, News>();
  for (const each of news) if (!first.has(eventKeyOf(each))) first.set(eventKeyOf(each), each);
  return [...first.values()];
}

interface NewEvent {
  event: string;
  memberId: string;
  what: MemberEvent;
}

/** Those that were not known and are not undone already, with whose they are. Nobody's are not recorded. */
async function recordHappened(
  transaction: Transaction,
  batch: EventBatch,
  news: readonly Happened[],
): Promise<NewEvent[]> {
  if (news.length === 0) return [];
  const owners = await ownersOf(transaction, batch, news);
  const owned = news.flatMap((each) => {
    const memberId = owners(each);
    return memberId === undefined
      ? []
      : [{ ...each, memberId, name: each.what.name, occurredAt: each.what.occurredAt }];
  });
  const recorded = await recordEvents(transaction, batch.shop.id, owned);
  return owned.flatMap((each) => {
    const found = recorded.get(eventKeyOf(each));
    return found && !found.isUndone ? [{ event: found.event, memberId: each.memberId, what: each.what }] : [];
  });
}

/** Whose an event is: a customer's, who is enrolled where they are not known, or a guest's by e-mail address, as with orders. */
async function ownersOf(
  transaction: Transaction,
  { shop, now }: EventBatch,
  news: readonly Happened[],
): Promise<(each: Happened) => string | undefined> {
  const ids = news.flatMap(({ who }) => ("memberId" in who ? [who.memberId] : []));
  const heirs = await membersById(transaction, shop.id, ids);
  const gids = [...new Set(news.flatMap(({ who }) => ("customerGid" in who ? [who.customerGid] : [])))];
  const known = await membersByCustomer(transaction, shop.id, gids);
  const unknown = gids.filter((gid) => !known.has(gid));
  if (unknown.length > 0) {
    const enrolled = unknown.map((customerGid) => ({ customerGid, email: null, joinedAt: now.getTime() }));
    await enrolCustomers(transaction, shop.id, enrolled);
    await claimGuests(transaction, shop, now, enrolled);
  }
  const customers = unknown.length > 0 ? await membersByCustomer(transaction, shop.id, gids) : known;
  const emails = [...new Set(news.flatMap(({ who }) => ("email" in who ? [who.email] : [])))];
  const people = await membersByEmail(transaction, shop.id, emails);
  const strangers = emails.filter((each) => !people.has(each)).map((email) => ({ email, joinedAt: now.getTime() }));
  for (const guest of await addGuests(transaction, shop.id, strangers)) people.set(guest.email ?? "", guest);
  return ({ who }) => {
    const member =
      "memberId" in who
        ? heirs.get(who.memberId)
        : "customerGid" in who
          ? customers.get(who.customerGid)
          : people.get(who.email);
    return member?.status === "member" || member?.status === "guest" ? member.id : undefined;
  };
}

/** What the rules in force when it happened give for each event, to whoever is among those that they are for. */
async function awardsFor(
  transaction: Transaction,
  batch: EventBatch,
  events: readonly NewEvent[],
): Promise<StoredAward[]> {
  const rulesOf = ({ what }: NewEvent): EventRule[] => programmeAt(batch, what.occurredAt)?.events ?? [];
  const asked = events.filter((each) => rulesOf(each).some(({ audience }) => audience !== null));
  const standings = await standingsOf(
    transaction,
    batch.shop.id,
    asked.map(({ memberId }) => memberId),
  );
  const dayOf = dayIn(batch.shop.timezone);
  return events.flatMap((each) =>
    rulesOf(each).flatMap((rule) =>
      awardFor(each, rule, standings.get(each.memberId) ?? noStanding, dayOf(each.what.occurredAt)),
    ),
  );
}

function awardFor(
  { event, memberId, what }: NewEvent,
  rule: EventRule,
  standing: Standing,
  day: string,
): StoredAward[] {
  const worth = worthOf(rule, what);
  if (worth.outcome === "nothing" || worth.points === 0 || !isAmong(rule.audience, standing)) return [];
  const { id, limits, code, name, title, waitingDays, budget } = rule;
  return [
    {
      event,
      rule: id,
      member: memberId,
      subject: worth.subject,
      occurredAt: what.occurredAt,
      day,
      worth: worth.points,
      limits,
      terms: { code, name, title, waitingDays, budget },
      state: "open",
      given: 0,
    },
  ];
}

/** In force at an instant; null before there was any programme: what somebody did then earned nothing. */
export function programmeAt({ programmes }: Pick<Batch, "programmes">, instant: number): Programme | null {
  const first = programmes[0];
  // Instants of others are whole seconds.
  if (!first || instant < Math.floor(first.publishedAt / 1000) * 1000) return null;
  return versionAt(programmes, instant)?.programme ?? null;
}
