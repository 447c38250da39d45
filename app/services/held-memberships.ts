import { memberships } from "../contracts/memberships.ts";
import type { Card } from "../contracts/wallet.ts";
import {
  cardMembership,
  grantsOfMembership,
  type HeldMembership,
  membershipInForce,
} from "../domain/memberships/held-membership.ts";
import { compileIn } from "../domain/programme/compile-in.ts";
import { compileMembership, type Membership } from "../domain/programme/compile-memberships.ts";
import type { Programme } from "../domain/programme/programme.ts";
import type { StandingGrant } from "../domain/wallet/standing-grant.ts";
import type { Transaction } from "../persistence/database.ts";
import { activeMemberships, soldMembershipSettings } from "../persistence/memberships.ts";

type Queryable = Pick<Transaction, "query">;

interface Held {
  timezone: string;
  byMember: Map<string, HeldMembership[]>;
}

/** The memberships that these members have, with what each brings; members without one are left out. */
async function heldMemberships(
  database: Queryable,
  shop: { id: number },
  programme: Programme,
  members: readonly string[],
): Promise<Held> {
  const active = await activeMemberships(database, shop.id, members);
  if (active.length === 0) return { timezone: "UTC", byMember: new Map() };
  const versions = [...new Set(active.map(({ version }) => version))];
  const { timezone, byVersion } = await soldMembershipSettings(database, shop.id, versions);
  const compiled = new Map(
    [...byVersion].map(([version, settings]) => {
      const compile = compileIn(programme.currency, timezone);
      return [version, memberships.parse(settings).map((each) => compileMembership(each, compile))] as const;
    }),
  );
  const called = (list: readonly Membership[] | undefined, code: string) => list?.find(({ id }) => id === code);
  const byMember = new Map<string, HeldMembership[]>();
  for (const { member, code, version, status, to, graceTo } of active) {
    const membership = membershipInForce(called(compiled.get(version), code), called(programme.memberships, code));
    if (!membership || (status !== "running" && status !== "grace")) continue;
    byMember.set(member, [...(byMember.get(member) ?? []), { membership, status, to, graceTo }]);
  }
  return { timezone, byMember };
}

/** What the Function gives to members because of their memberships. */
export async function membershipGrants(
  database: Queryable,
  shop: { id: number },
  programme: Programme,
  members: readonly string[],
): Promise<Map<string, StandingGrant[]>> {
  const { byMember } = await heldMemberships(database, shop, programme, members);
  return new Map(
    [...byMember].map(([member, held]) => [member, held.flatMap((each) => grantsOfMembership(member, each))]),
  );
}

/** What members' cards say of their memberships. */
export async function membershipCards(
  database: Queryable,
  shop: { id: number },
  programme: Programme,
  members: readonly string[],
): Promise<Map<string, Pick<Card, "memberships">>> {
  const { timezone, byMember } = await heldMemberships(database, shop, programme, members);
  return new Map(
    [...byMember].map(([member, held]) => [
      member,
      { memberships: held.map((each) => cardMembership(each, programme.currency, timezone)) },
    ]),
  );
}
