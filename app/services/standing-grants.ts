import type { Programme } from "../domain/programme/programme.ts";
import type { StandingGrant } from "../domain/wallet/standing-grant.ts";
import type { Transaction } from "../persistence/database.ts";
import { membershipGrants } from "./held-memberships.ts";
import { offerGrants } from "./offer-cards.ts";
import { referralGrants } from "./referral-cards.ts";
import { tierGrants } from "./tier-effects.ts";

/**
 * Reads what some members have without claiming it, from one source. Answers by member id; who has nothing may be left out. Read after the
 * state that is written with it, so that a wallet never carries older grants than its digest stands for: whoever changes a grant owes the
 * wallet (`owe(transaction, shop, "wallet", members, now)`) in the same transaction.
 */
export type ReadGrants = (
  database: Pick<Transaction, "query">,
  shop: { id: number },
  programme: Programme,
  members: readonly string[],
) => Promise<ReadonlyMap<string, readonly StandingGrant[]>>;

/** Where grants come from, those that are to stay first where a wallet is too full for all. */
const SOURCES: readonly ReadGrants[] = [tierGrants, membershipGrants, referralGrants, offerGrants];

/** Every standing grant of these members. */
export async function standingGrants(
  database: Pick<Transaction, "query">,
  shop: { id: number },
  programme: Programme,
  members: readonly string[],
): Promise<Map<string, StandingGrant[]>> {
  const all = new Map<string, StandingGrant[]>();
  for (const read of SOURCES)
    for (const [member, grants] of await read(database, shop, programme, members))
      all.set(member, [...(all.get(member) ?? []), ...grants]);
  return all;
}
