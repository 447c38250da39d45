import { isClaimReward } from "../../contracts/claim-rewards.ts";
import type { ProgrammeSettings } from "../../contracts/programme.ts";
import { type ClaimReward, compileClaimReward } from "./compile-claim-rewards.ts";
import { type Campaign, compileCampaigns, compileEarning, type EarningRule } from "./compile-earning.ts";
import { compileEvents, type EventRule } from "./compile-events.ts";
import { type CollectedFacts, collectedFacts } from "./compile-facts.ts";
import { compileIn } from "./compile-in.ts";
import { compileMembership, type Membership } from "./compile-memberships.ts";
import { compileOffers, type Offers } from "./compile-offers.ts";
import { compileReferrals, type Referrals } from "./compile-referrals.ts";
import { compileReward, type Reward } from "./compile-rewards.ts";
import { compileTiers, type Tiers } from "./compile-tiers.ts";

/** A published version, compiled for one shop: money in minor units. The only form in which the domain reads settings. */
export interface Programme {
  version: number;
  name: string;
  currency: string;
  /** IANA; days, months and years are those of its calendar. */
  timezone: string;
  earning: EarningRule[];
  campaigns: Campaign[];
  /** What members earn for beside buying. */
  events: EventRule[];
  /** For somebody who becomes a customer; 0 for none. */
  signUpPoints: number;
  /** Those that lower the price of a cart. */
  rewards: Reward[];
  /** Those that need no cart. */
  claimRewards: ClaimReward[];
  /** Null without levels. */
  tiers: Tiers | null;
  /** Null where nobody is rewarded for bringing in friends. */
  referrals: Referrals | null;
  memberships: Membership[];
  /** Null without personal offers. */
  offers: Offers | null;
  expiry: { from: "never" } | { from: "award" | "last_purchase"; days: number };
  /** Days that an order's points are pending. */
  availableAfterDays: number;
  /** From when these are counted. */
  availableFrom: "paid" | "fulfilled";
  /** How the multiplier of a tier meets that of a campaign. */
  tierMeetsCampaign: "multiply" | "best";
  reservationHours: number;
  /** Whether a cart is given the best reward by itself. */
  isAutoApplied: boolean;
  redeemedOnPartialRefund: "keep" | "pro_rata";
  onOverspend: "leave" | "tag" | "cancel";
  openClaimsOnDebt: "keep" | "return";
  /** Segments that customers carry as tags. */
  tagSegments: string[];
  /** What is kept of customers. */
  collects: CollectedFacts;
  guestDays: number;
}

/**
 * Amounts in the shop's currency (ISO 4217) become minor units, local times in its time zone (IANA) instants.
 *
 * @throws RangeError where an amount has no meaning in the currency, such as "0.001" in euros, which would be a ratio of zero
 */
export function compileProgramme(
  version: number,
  settings: ProgrammeSettings,
  currency: string,
  timezone: string,
): Programme {
  const shop = compileIn(currency, timezone);
  return {
    version,
    name: settings.name,
    currency,
    timezone,
    earning: compileEarning(settings.earning, shop),
    signUpPoints: settings.earning.reduce((sum, rule) => sum + (rule.code === "sign_up" ? rule.points : 0), 0),
    campaigns: compileCampaigns(settings.earning, shop),
    events: compileEvents(settings.earning, shop),
    rewards: settings.rewards.flatMap((reward) => (isClaimReward(reward) ? [] : [compileReward(reward, shop)])),
    claimRewards: settings.rewards.filter(isClaimReward).map((reward) => compileClaimReward(reward, shop)),
    tiers: compileTiers(settings.tiers, shop),
    referrals: compileReferrals(settings.referrals, settings.rewards, shop),
    offers: compileOffers(settings.offers),
    memberships: settings.memberships.map((each) => compileMembership(each, shop)),
    expiry: settings.expiry,
    availableAfterDays: settings.availableAfterDays,
    availableFrom: settings.availableFrom ?? "paid",
    tierMeetsCampaign: settings.tierMeetsCampaign ?? "multiply",
    reservationHours: settings.reservationHours,
    isAutoApplied: settings.autoApply ?? false,
    redeemedOnPartialRefund: settings.redeemedOnPartialRefund,
    onOverspend: settings.onOverspend,
    openClaimsOnDebt: settings.openClaimsOnDebt ?? "keep",
    tagSegments: settings.tagSegments ?? [],
    collects: collectedFacts(settings),
    guestDays: settings.guestDays,
  };
}

const DAY_MS = 86_400_000;

/** When points earned at `earnedAt` lapse under this programme, and whether purchases put that off. */
export function expiryOf(
  programme: Pick<Programme, "expiry">,
  earnedAt: number,
): { expiresAt: number | null; rollingDays: number | null } {
  if (programme.expiry.from === "never") return { expiresAt: null, rollingDays: null };
  return {
    expiresAt: earnedAt + programme.expiry.days * DAY_MS,
    rollingDays: programme.expiry.from === "last_purchase" ? programme.expiry.days : null,
  };
}

/**
 * When points that an order earned at `earnedAt` become available: null for at once, or `unknown` while the days are counted from when the goods
 * were sent and they were not.
 */
export function availableAtOf(
  { availableAfterDays, availableFrom }: Pick<Programme, "availableAfterDays" | "availableFrom">,
  earnedAt: number,
  fulfilledAt: number | null = null,
): number | "unknown" | null {
  if (availableFrom === "paid") return availableAfterDays === 0 ? null : earnedAt + availableAfterDays * DAY_MS;
  if (fulfilledAt === null) return "unknown";
  const at = fulfilledAt + availableAfterDays * DAY_MS;
  return at <= earnedAt ? null : at;
}

/**
 * The version in force at an instant: the newest published by then, or the first for anything older. `versions` in ascending order.
 * A version holds from the start of its second, since Shopify's instants are whole seconds.
 */
export function versionAt<V extends { publishedAt: number }>(versions: readonly V[], instant: number): V | undefined {
  return versions.findLast((each) => Math.floor(each.publishedAt / 1000) * 1000 <= instant) ?? versions[0];
}
