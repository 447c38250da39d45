import type { Text } from "../contracts/wallet.ts";
import { perkTitle } from "../domain/programme/perk-title.ts";
import { reachedOnce } from "../domain/tiers/entry-rewards.ts";
import { changeOf, type NotedChange } from "../domain/tiers/level-change.ts";
import { publishedTiersOf } from "../domain/tiers/published-tiers.ts";
import type { PublishedTiers } from "../domain/tiers/timeline.ts";
import { missingWords, untilWords, whyWords } from "../domain/tiers/words.ts";
import type { Transaction } from "../persistence/database.ts";
import { type JourneyEvent, noteJourneyEvents } from "../persistence/journey-events.ts";
import { owe, oweInTurn } from "../persistence/outbox.ts";
import { settleDueMembers } from "../persistence/tier-work.ts";
import {
  appendTierChanges,
  forgetTiers,
  onlyMembers,
  type TierChangeRecord,
  type TierRow,
  tierRows,
  writeTierRows,
} from "../persistence/tiers.ts";
import type { Batch } from "./apply-orders.ts";
import { type MemberStanding, memberStandings } from "./member-standings.ts";
import { settleTierRewards } from "./tier-rewards.ts";

type TierBatch = Pick<Batch, "shop" | "now" | "programmes">;

export interface FollowOptions {
  /** For many members at once: their cards get their turn one after the other, from this instant on. */
  cardsFrom?: Date;
}

/** How many members had their level changed. */
export interface FollowedTiers {
  changed: number;
}

/**
 * Brings the levels of these members to what their orders and points say now: level, history, points for reaching it, what a journey may
 * begin with, and what is owed to Shopify. Twice is once. The caller holds the shop's work (`lockShopWork`), and ends its transaction with
 * `wakeDelivery`. Does nothing for a shop that never had levels.
 */
export async function followTiers(
  transaction: Transaction,
  { shop, now, programmes }: TierBatch,
  memberIds: readonly string[],
  { cardsFrom }: FollowOptions = {},
): Promise<FollowedTiers> {
  const published = publishedTiersOf(programmes);
  if (published.length === 0 || memberIds.length === 0) return { changed: 0 };
  const asked = [...new Set(memberIds)];
  const members = await onlyMembers(transaction, shop.id, asked);
  const isMember = new Set(members);
  const gone = asked.filter((id) => !isMember.has(id));
  if (gone.length > 0) await forgetTiers(transaction, shop.id, gone);
  const before = await tierRows(transaction, shop.id, members);
  const standings = await memberStandings(transaction, shop.id, published, members, now);
  const rows: TierRow[] = [];
  const changes: TierChangeRecord[] = [];
  const events: JourneyEvent[] = [];
  const retagged: string[] = [];
  const isTagged = published.at(-1)?.tiers?.tagsCustomers === true;
  for (const [memberId, each] of standings) {
    const noted = before.get(memberId);
    const row = rowOf(memberId, each, noted);
    if (tierTag(isTagged ? row.level : null) !== row.tag) retagged.push(memberId);
    if (noted && isSameRow(noted, row)) continue;
    rows.push(row);
    const since = noted?.since?.getTime() ?? null;
    const change = changeOf(published, { level: noted?.level ?? null, since }, each.standing, now.getTime());
    if (change === null) continue;
    changes.push(recordOf(memberId, each, published, change));
    events.push(...reachedEvent(memberId, each, published, change));
  }
  await writeTierRows(transaction, shop.id, rows);
  await appendTierChanges(transaction, shop.id, changes, now);
  await noteJourneyEvents(transaction, shop.id, events, now);
  await settleTierRewards(transaction, { shop, now, programmes }, published, standings);
  await settleDueMembers(transaction, shop.id, members);
  const carded = rows.map(({ memberId }) => memberId);
  await oweToShopify(transaction, shop.id, { carded, retagged }, now, cardsFrom);
  return { changed: changes.length };
}

function rowOf(memberId: string, { standing }: MemberStanding, noted: TierRow | undefined): TierRow {
  return {
    memberId,
    level: standing.level?.id ?? null,
    since: dateOf(standing.level === null ? null : standing.since),
    endsAt: dateOf(standing.ends?.at ?? null),
    counted: standing.counted,
    nextFrom: standing.next?.needed ?? null,
    nextAt: dateOf(standing.nextAt),
    tag: noted?.tag ?? null,
  };
}

function dateOf(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant);
}

function isSameRow(one: TierRow, other: TierRow): boolean {
  const partsOf = ({ level, since, endsAt, counted, nextFrom, nextAt }: TierRow) =>
    [level, since?.getTime(), endsAt?.getTime(), counted, nextFrom, nextAt?.getTime()].join(" ");
  return partsOf(one) === partsOf(other);
}

function recordOf(
  memberId: string,
  { standing }: MemberStanding,
  published: readonly PublishedTiers[],
  { from, to, cause, at }: NotedChange,
): TierChangeRecord {
  return {
    memberId,
    from: from?.id ?? null,
    to: to?.id ?? null,
    at: new Date(at),
    cause,
    version: standing.version ?? 0,
    why: whyWords(published.at(-1)?.tiers ?? null, { from, to, cause, counted: standing.counted }),
  };
}

/** What the congratulation says. None for a level that somebody has by a publication, and none twice in a period. */
function reachedEvent(
  memberId: string,
  { standing, timeline }: MemberStanding,
  published: readonly PublishedTiers[],
  { from, to, isRise, cause, at }: NotedChange,
): JourneyEvent[] {
  const tiers = published.at(-1)?.tiers;
  const reached = reachedOnce(timeline.rises).findLast(({ level }) => level.id === to?.id);
  if (!isRise || cause !== "bought" || !to || !tiers || !reached) return [];
  const { next, ends } = standing;
  const details: TierReachedDetails = {
    level: to.id,
    name: to.name,
    from: from?.id ?? null,
    perks: to.perks.map((perk) => perkTitle(perk, tiers.currency)),
    multiplierHundredths: to.multiplierHundredths,
    points: to.entryReward,
    until: ends ? untilWords(to, ends.at, tiers.timezone) : null,
    next: next ? missingWords(tiers, next.missing, next.level) : null,
  };
  const key = `tier_reached:${memberId}:${to.id}:${reached.period}`;
  return [{ memberId, name: "tier_reached", key, occurredAt: new Date(at), details: { ...details } }];
}

/** What a `tier_reached` event says, ready to be mailed. */
export interface TierReachedDetails {
  level: string;
  name: Text;
  /** The level before. */
  from: string | null;
  perks: Text[];
  multiplierHundredths: number;
  /** For reaching it; 0 for none. */
  points: number;
  /** "Gold until 31 December 2027"; null where time alone ends nothing. */
  until: Text | null;
  /** "€120.00 more to Platinum"; null on the highest. */
  next: Text | null;
}

async function oweToShopify(
  transaction: Transaction,
  shopId: number,
  { carded, retagged }: { carded: readonly string[]; retagged: readonly string[] },
  now: Date,
  cardsFrom: Date | undefined,
): Promise<void> {
  if (cardsFrom) {
    await oweInTurn(transaction, shopId, "wallet", carded, cardsFrom);
    await oweInTurn(transaction, shopId, "tier_tag", retagged, cardsFrom);
    return;
  }
  await owe(transaction, shopId, "wallet", carded, now);
  await owe(transaction, shopId, "tier_tag", retagged, now);
}

/** The tag that a customer of a level carries at Shopify. */
export function tierTag(level: string | null): string | null {
  return level === null ? null : `tier:${level}`;
}
