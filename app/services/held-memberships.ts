import type { Card } from "../contracts/card.ts";
import { memberships } from "../contracts/memberships.ts";
import { readStored } from "../contracts/stored-settings.ts";
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
import { activeMemberships, membershipVersionsInUse, soldMembershipSettings } from "../persistence/memberships.ts";

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
  const { timezone, inForce } = await membershipsInForce(database, shop.id, programme, active);
  const byMember = new Map<string, HeldMembership[]>();
  for (const { member, code, version, status, to, graceTo } of active) {
    const membership = inForce(code, version);
    if (!membership || (status !== "running" && status !== "grace")) continue;
    byMember.set(member, [...(byMember.get(member) ?? []), { membership, status, to, graceTo }]);
  }
  return { timezone, byMember };
}

/** What memberships bring that were sold by these versions. */
async function membershipsInForce(
  database: Queryable,
  shopId: number,
  programme: Programme,
  sold: readonly { version: number }[],
): Promise<{ timezone: string; inForce(code: string, version: number): Membership | undefined }> {
  const versions = [...new Set(sold.map(({ version }) => version))];
  const { timezone, byVersion } = await soldMembershipSettings(database, shopId, versions);
  const compile = compileIn(programme.currency, timezone);
  const compiled = new Map(
    [...byVersion].map(([version, settings]) => [
      version,
      readStored(memberships, settings).map((each) => compileMembership(each, compile)),
    ]),
  );
  const called = (list: readonly Membership[] | undefined, code: string) => list?.find(({ id }) => id === code);
  return {
    timezone,
    inForce: (code, version) =>
      membershipInForce(called(compiled.get(version), code), called(programme.memberships, code)),
  };
}

/** The memberships whose benefits anybody has now or may buy: those of the programme, and those that were sold by older versions and still run. */
export async function membershipsWithBenefits(
  database: Queryable,
  shopId: number,
  programme: Programme,
): Promise<Membership[]> {
  const inUse = await membershipVersionsInUse(database, shopId);
  const older = inUse.filter(({ version }) => version !== programme.version);
  if (older.length === 0) return programme.memberships;
  const { inForce } = await membershipsInForce(database, shopId, programme, older);
  return [...programme.memberships, ...older.flatMap(({ code, version }) => inForce(code, version) ?? [])];
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
