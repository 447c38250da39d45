import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { Versions } from "#app/domain/memberships/sold-term.ts";
import { aProgramme } from "#tests/support/a-programme.ts";

type MembershipInput = NonNullable<ProgrammeInput["memberships"]>[number];

/** Gall & Gall's Premium: €10 a year, ten percent off, sold by SKU PREMIUM, unless said otherwise. */
export function aMembership(settings: Partial<MembershipInput> = {}): MembershipInput {
  return {
    id: "premium",
    name: "Premium",
    goods: { skus: ["PREMIUM"] },
    term: { months: 12 },
    price: "10.00",
    perks: [{ code: "percent_off", percent: 10 }],
    ...settings,
  };
}

/** One published version with these memberships, in force since ever. */
export function versionsWith(...memberships: MembershipInput[]): Versions {
  return [{ publishedAt: 0, programme: aProgramme({ memberships }) }];
}
