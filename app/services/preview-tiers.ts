import type { AppContext } from "../context.ts";
import type { SettingsIssue } from "../contracts/settings-issue.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import type { Text } from "../contracts/wallet.ts";
import type { Tiers } from "../domain/programme/compile-tiers.ts";
import { compileProgramme } from "../domain/programme/programme.ts";
import type { History } from "../domain/tiers/counted.ts";
import { publishedTiersOf } from "../domain/tiers/published-tiers.ts";
import { standingAt } from "../domain/tiers/standing.ts";
import { type PublishedTiers, timelineOf } from "../domain/tiers/timeline.ts";
import { membersAfter } from "../persistence/tier-work.ts";
import { checkProgramme } from "./check-programme.ts";
import { readHistories } from "./member-standings.ts";
import { readProgrammes } from "./read-programmes.ts";

const MEMBERS_AT_ONCE = 2_000;

/** How many members have a level; `id` and `name` null for those below the first. */
export interface LevelPreview {
  id: string | null;
  name: Text | null;
  /** By the settings in force. */
  now: number;
  /** As soon as the new settings are published. */
  published: number;
  /** By what they earn under the new settings alone, once every grace is over. */
  earned: number;
}

export type TiersPreview =
  | { outcome: "refused"; issues: SettingsIssue[] }
  | {
      outcome: "previewed";
      members: number;
      /** From the lowest of the new settings on; levels that they have no more come last. */
      levels: LevelPreview[];
      /** Members who would have a higher or a lower level at once, by the order of the new levels. */
      rise: number;
      fall: number;
      /** Members who keep a level for the grace that they do not earn any more. */
      inGrace: number;
    };

/**
 * What settings would do to members' levels if they were published now, member by member, as publishing works it out. Writes nothing.
 *
 * @param settings a whole programme, as a merchant writes it
 */
export async function previewTiers(
  app: Pick<AppContext, "database" | "clock">,
  shop: ShopFacts,
  settings: unknown,
): Promise<TiersPreview> {
  const checked = checkProgramme(settings, shop.currency);
  if (checked.outcome === "refused") return checked;
  const { pool } = app.database;
  const programmes = await readProgrammes(pool, shop);
  const version = (programmes.at(-1)?.programme.version ?? 0) + 1;
  const programme = compileProgramme(version, checked.settings, shop.currency, shop.timezone);
  const at = app.clock.now().getTime();
  const before = publishedTiersOf(programmes);
  const after = publishedTiersOf([...programmes, { publishedAt: at, programme }]);
  const alone = publishedTiersOf([{ publishedAt: Number.NEGATIVE_INFINITY, programme }]);
  const count = counting(programme.tiers, before.at(-1)?.tiers ?? null);
  for (let last = "0"; ; ) {
    const members = await membersAfter(pool, shop.id, last, MEMBERS_AT_ONCE);
    const histories = await readHistories(pool, shop.id, after.length > 0 ? after : before, members);
    for (const member of members) {
      const history = histories(member);
      count.add(levelIn(before, history, at), levelIn(after, history, at), levelIn(alone, history, at));
    }
    if (members.length < MEMBERS_AT_ONCE) return count.result();
    last = members.at(-1) ?? last;
  }
}

function levelIn(published: readonly PublishedTiers[], history: History, at: number): string | null {
  if (published.length === 0) return null;
  return standingAt(published, history, timelineOf(published, history), at).level?.id ?? null;
}

function counting(tiers: Tiers | null, before: Tiers | null) {
  const known = [...(tiers?.levels ?? []), ...(before?.levels ?? [])];
  const names = new Map(known.reverse().map(({ id, name }) => [id, name]));
  const rank = (id: string | null): number => tiers?.levels.findIndex((level) => level.id === id) ?? -1;
  const levels = new Map<string | null, LevelPreview>();
  const levelOf = (id: string | null): LevelPreview => {
    const level = levels.get(id) ?? { id, name: names.get(id ?? "") ?? null, now: 0, published: 0, earned: 0 };
    levels.set(id, level);
    return level;
  };
  for (const id of [null, ...(tiers?.levels ?? []).map((level) => level.id)]) levelOf(id);
  const total = { members: 0, rise: 0, fall: 0, inGrace: 0 };
  return {
    add(now: string | null, published: string | null, earned: string | null): void {
      levelOf(now).now += 1;
      levelOf(published).published += 1;
      levelOf(earned).earned += 1;
      total.members += 1;
      if (published !== now) total[rank(published) > rank(now) ? "rise" : "fall"] += 1;
      if (rank(earned) < rank(published)) total.inGrace += 1;
    },
    result: (): TiersPreview => ({ outcome: "previewed", ...total, levels: [...levels.values()] }),
  };
}
