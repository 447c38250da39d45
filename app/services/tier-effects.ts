import type { Card } from "../contracts/card.ts";
import type { Programme } from "../domain/programme/programme.ts";
import { tierCardOf } from "../domain/tiers/tier-card.ts";
import { grantsOfPerks, type StandingGrant } from "../domain/wallet/standing-grant.ts";
import type { Transaction } from "../persistence/database.ts";
import { tierRows } from "../persistence/tiers.ts";

type Queryable = Pick<Transaction, "query">;

/** What members have in every cart because of their level. */
export async function tierGrants(
  database: Queryable,
  shop: { id: number },
  { tiers }: Programme,
  members: readonly string[],
): Promise<Map<string, StandingGrant[]>> {
  const grants = new Map<string, StandingGrant[]>();
  if (tiers === null) return grants;
  for (const [member, row] of await tierRows(database, shop.id, members)) {
    const level = tiers.levels.find(({ id }) => id === row.level);
    if (level) grants.set(member, grantsOfPerks(member, "tier", level.id, level.name, level.perks));
  }
  return grants;
}

/** What members' cards say of their level; who has none worked out yet sees how far it is to the first. */
export async function tierCards(
  database: Queryable,
  shop: { id: number },
  { tiers }: Programme,
  members: readonly string[],
): Promise<Map<string, Pick<Card, "tier">>> {
  if (tiers === null) return new Map();
  const rows = await tierRows(database, shop.id, members);
  return new Map(
    members.map((member) => {
      const row = rows.get(member);
      const noted = {
        level: row?.level ?? null,
        endsAt: row?.endsAt?.getTime() ?? null,
        counted: row?.counted ?? 0,
        nextFrom: row?.nextFrom ?? null,
      };
      return [member, { tier: tierCardOf(tiers, noted) }];
    }),
  );
}
