import type { AudienceSettings } from "../../contracts/audience.ts";

/** Who a member is, as settings ask for it. */
export interface Standing {
  /** The code of the tier; null without one. */
  tier: string | null;
  /** Codes of the paid memberships that run. */
  memberships: readonly string[];
  /** Codes of segments. */
  segments: readonly string[];
  /** Tags at Shopify. */
  tags: readonly string[];
}

/** Of somebody of whom nothing more is known, such as a guest. */
export const noStanding: Standing = { tier: null, memberships: [], segments: [], tags: [] };

/** Whether somebody is in one of each list that the audience gives. */
export function isAmong(audience: AudienceSettings | null, standing: Standing): boolean {
  if (audience === null) return true;
  return (
    shares(audience.tiers, standing.tier === null ? [] : [standing.tier]) &&
    shares(audience.memberships, standing.memberships) &&
    shares(audience.segments, standing.segments) &&
    shares(audience.tags, standing.tags)
  );
}

function shares(wanted: readonly string[] | undefined, had: readonly string[]): boolean {
  return wanted === undefined || wanted.some((each) => had.some((one) => one.toLowerCase() === each.toLowerCase()));
}
