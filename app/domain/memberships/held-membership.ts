import type { CardMembership } from "../../contracts/card.ts";
import type { Text } from "../../contracts/wallet.ts";
import type { Membership } from "../programme/compile-memberships.ts";
import { perkTitle } from "../programme/perk-title.ts";
import { grantsOfPerks, type StandingGrant } from "../wallet/standing-grant.ts";
import { lastDayWords } from "./day-words.ts";

/** A membership that a member has now, with what it brings them. */
export interface HeldMembership {
  membership: Membership;
  status: "running" | "grace";
  /** The first moment that is not paid for, and the first without the benefits; epoch milliseconds. */
  to: number;
  graceTo: number;
}

/**
 * What a running term brings: what it was sold with, unless changes of the membership reach everyone and it still is in the programme. One
 * that is gone from the programme is kept as it was sold until it ends.
 *
 * @param sold as it was in the programme by which the term was sold
 * @param now as it is in the programme in force; undefined where that has it no more
 */
export function membershipInForce(sold: Membership | undefined, now: Membership | undefined): Membership | undefined {
  return now?.changesReach === "everyone" ? now : (sold ?? now);
}

/** What the Function gives without a claim because of it. */
export function grantsOfMembership(member: string, { membership }: HeldMembership): StandingGrant[] {
  return grantsOfPerks(member, "membership", membership.id, membership.name, membership.perks);
}

/** As the member's own pages show it. */
export function cardMembership(held: HeldMembership, currency: string, timezone: string): CardMembership {
  const { membership, status, to } = held;
  return {
    id: membership.id,
    name: membership.name,
    status,
    endsAt: new Date(to).toISOString(),
    text: statusWords(held, timezone),
    perks: benefitsOf(membership, currency),
  };
}

/** Everything that it brings, a line each: perks, more points, more offers. */
export function benefitsOf({ perks, multiplierHundredths, offersPerWeek }: Membership, currency: string): Text[] {
  const told = perks.map((perk) => perkTitle(perk, currency));
  if (multiplierHundredths > 100) {
    const factor = String(multiplierHundredths / 100);
    told.push({ en: `${factor} times the points`, nl: `${factor.replace(".", ",")} keer zoveel punten` });
  }
  if (offersPerWeek > 0)
    told.push({
      en: offersPerWeek === 1 ? "1 more offer a week" : `${offersPerWeek} more offers a week`,
      nl: offersPerWeek === 1 ? "1 extra aanbieding per week" : `${offersPerWeek} extra aanbiedingen per week`,
    });
  return told;
}

function statusWords({ status, to, graceTo }: HeldMembership, timezone: string): Text {
  const until = lastDayWords(to, timezone);
  if (status === "running") return { en: `Through ${until.en}`, nl: `Tot en met ${until.nl}` };
  const grace = lastDayWords(graceTo, timezone);
  return {
    en: `Paid through ${until.en}. Renew by ${grace.en} to keep your benefits.`,
    nl: `Betaald tot en met ${until.nl}. Verleng uiterlijk ${grace.nl} om je voordelen te houden.`,
  };
}
