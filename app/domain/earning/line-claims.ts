import type { Campaign, EarningRule } from "../programme/compile-earning.ts";
import type { GoodsFacts } from "../programme/selection.ts";
import { selects } from "../programme/selection.ts";

/** What an award remembers of a line beside its worth: which rules and which campaign counted for it. */
export interface LineClaims {
  /** Places in the snapshot's rules; absent where all of them count. */
  rules?: number[];
  /** Place in the snapshot's campaigns; absent where none of those counts. */
  campaign?: number;
}

/**
 * Which of the rules count for goods: those that select them, up to and with the first that says stop. `stops` says whether a rule that would
 * stop the ones after it counts for this order at all.
 */
export function claimedRules(
  rules: readonly EarningRule[],
  goods: GoodsFacts,
  stops: (rule: EarningRule) => boolean,
): number[] {
  const claimed: number[] = [];
  for (const [index, rule] of rules.entries()) {
    if (!selects(rule.terms?.goods ?? null, goods)) continue;
    claimed.push(index);
    if (rule.combine?.how === "stop" && stops(rule)) break;
  }
  return claimed;
}

/** The place of the best campaign for goods; -1 for none. `campaigns` the best first. */
export function claimedCampaign(campaigns: readonly Pick<Campaign, "goods">[], goods: GoodsFacts): number {
  return campaigns.findIndex((campaign) => selects(campaign.goods ?? null, goods));
}
