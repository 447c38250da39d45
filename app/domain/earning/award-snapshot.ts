import type { OrderLine, OrderState } from "../../contracts/order-state.ts";
import type { Text } from "../../contracts/wallet.ts";
import { earningLines, multiplyingMembership } from "../memberships/earning.ts";
import { type LineBasis, lineBases } from "../orders/kept-goods.ts";
import type { Campaign, EarningRule } from "../programme/compile-earning.ts";
import type { Programme } from "../programme/programme.ts";
import { campaignsAt } from "./campaign-at.ts";
import { type Circumstances, type Limited, type MultiplyingMembership, plainCircumstances } from "./circumstances.ts";
import { claimedCampaign, claimedRules, type LineClaims } from "./line-claims.ts";
import type { OrderPlace } from "./order-place.ts";
import { pointsByRule, type RulePoints } from "./points-by-rule.ts";
import { isForOrder } from "./rule-terms.ts";

/**
 * What an award remembers: enough to say at any later time, without today's settings, what the order still earns.
 * Stored with the order. The rules never change; the lines are those of the newest paid state, so that it does not matter which state was
 * heard first. (Shopify keeps a line's price and discounts as ordered, whatever is refunded or removed.)
 */
export interface AwardSnapshot {
  programmeVersion: number;
  currency: string;
  /** Those that were for this order and its member, without what decided that. */
  rules: EarningRule[];
  /** Which of the programme's rules these are; absent where they are all of them. */
  sources?: number[];
  /** The campaign in which the order was placed; absent where there was none. */
  campaign?: AppliedCampaign;
  /** In its place, where campaigns are for some goods: those that ran. Lines say which of them counts. */
  campaigns?: AppliedCampaign[];
  /** Absent without a tier, or a paid membership, that multiplies points; the better of the two. */
  tier?: AppliedTier;
  /** Among the member's orders; absent where no rule asks. This and a level follow what is heard of other orders, and nothing else in here does. */
  place?: OrderPlace;
  /** How often `place` or a level was corrected. */
  placings?: number;
  /** Points that limits left when it was made, by the id of rule or campaign; absent without limits. */
  caps?: Record<string, number>;
  /** What of these it gave, as it stands. */
  used?: Record<string, number>;
  lines: AwardedLine[];
  /** The run that awarded an order of before the programme; absent for others. */
  pastAward?: string;
  /** When the order counted as paid. */
  awardedAt: number;
}

export type AppliedCampaign = Pick<Campaign, "id" | "factorHundredths"> & { name?: Text };

export interface AppliedTier {
  id: string;
  name: Text;
  multiplierHundredths: number;
  meetsCampaign: "multiply" | "best";
  /** A paid membership and no level. */
  isMembership?: true;
}

export type AwardedLine = LineBasis & LineClaims;

export function snapshotOf(
  programme: Programme,
  state: OrderState,
  awardedAt: number,
  circumstances: Circumstances = plainCircumstances,
): AwardSnapshot {
  const { standing } = circumstances;
  const sources = programme.earning.flatMap((rule, index) => (isForOrder(rule, state, standing) ? [index] : []));
  const rules = sources.flatMap((index) => programme.earning[index] ?? []);
  // A campaign that has given all that it may leaves room for the next best.
  const campaigns = campaignsAt(programme.campaigns, state, standing).filter(
    ({ id, limits }) => limits === undefined || circumstances.leftOf({ id, limits }) > 0,
  );
  const [best] = campaigns;
  const isByGoods = campaigns.some(({ goods }) => goods !== undefined);
  const { membershipWhenPlaced = multiplyingMembership(standing.memberships, programme) ?? null } = circumstances;
  const tier = tierOf(programme, standing.tier, membershipWhenPlaced);
  const isPlaced = rules.some(({ code }) => code === "milestone" || code === "volume");
  const snapshot: AwardSnapshot = {
    programmeVersion: programme.version,
    currency: programme.currency,
    rules: rules.map(withoutTerms),
    ...(sources.length === programme.earning.length ? {} : { sources }),
    ...(best && !isByGoods ? { campaign: appliedOf(best) } : {}),
    ...(isByGoods ? { campaigns: campaigns.map(appliedOf) } : {}),
    ...(tier ? { tier } : {}),
    ...(isPlaced && circumstances.place ? { place: circumstances.place } : {}),
    lines: [],
    awardedAt,
  };
  const lines = linesOf(snapshot, state, programme, circumstances);
  const caps = capsOf([...rules, ...campaigns], circumstances);
  return { ...snapshot, ...(caps ? { caps } : {}), lines };
}

/** The same rules over the lines as a newer state has them: what an edit added counts, and what it changed counts as it is now. */
export function withLinesOf(
  snapshot: AwardSnapshot,
  state: OrderState,
  programme: Programme,
  circumstances: Circumstances = plainCircumstances,
): AwardSnapshot {
  return { ...snapshot, lines: linesOf(snapshot, state, programme, circumstances) };
}

/** The same award at another place among its member's orders. */
export function placedAnew(snapshot: AwardSnapshot, place: OrderPlace): AwardSnapshot {
  return { ...snapshot, place, placings: (snapshot.placings ?? 0) + 1 };
}

/**
 * The same award by the level and the paid membership that the member turns out to have had when the order was placed, since another order of
 * theirs was heard of late. What is not known of them is as it was.
 */
export function multipliedAnew(
  snapshot: AwardSnapshot,
  programme: Programme,
  { levelWhenPlaced, membershipWhenPlaced }: Pick<Circumstances, "levelWhenPlaced" | "membershipWhenPlaced">,
): AwardSnapshot {
  const { tier: applied, ...rest } = snapshot;
  const { level = null, membership = null } = applied?.isMembership ? { membership: applied } : { level: applied?.id };
  const now = tierOf(
    programme,
    levelWhenPlaced === undefined ? level : levelWhenPlaced,
    membershipWhenPlaced === undefined ? membership : membershipWhenPlaced,
  );
  const isSame = now?.id === applied?.id && now?.isMembership === applied?.isMembership;
  if (isSame && now?.multiplierHundredths === applied?.multiplierHundredths) return snapshot;
  return { ...rest, ...(now ? { tier: now } : {}), placings: (snapshot.placings ?? 0) + 1 };
}

/**
 * The lines with the rules that count for them. What was said of a line once stays, whatever becomes of the product; goods that an edit added
 * are judged by the programme that awarded the order.
 */
function linesOf(
  snapshot: AwardSnapshot,
  state: OrderState,
  programme: Programme,
  { goodsOf }: Circumstances,
): AwardedLine[] {
  const isDetailed = snapshot.rules.some((rule) => rule.code === "per_amount" && (rule.tax || rule.loyaltyDiscounts));
  const bases = lineBases(earningLines(state.lines, programme), isDetailed);
  const rules = (snapshot.sources ?? [...programme.earning.keys()]).flatMap((at) => programme.earning[at] ?? []);
  const isSelective = rules.some(({ terms, combine }) => terms?.goods || combine?.how === "stop");
  if (!isSelective && snapshot.campaigns === undefined) return bases;
  const campaigns = (snapshot.campaigns ?? []).map(
    ({ id }) => programme.campaigns.find((each) => each.id === id) ?? NO_GOODS,
  );
  const before = new Map(snapshot.lines.map((line) => [line.gid, line]));
  const lines = new Map(state.lines.map((line) => [line.gid, line]));
  const stops = (rule: EarningRule): boolean => countsAtAll(rule, snapshot, bases);
  return bases.map((basis): AwardedLine => {
    const known = before.get(basis.gid);
    if (known) return { ...basis, ...claimsOf(known) };
    const goods = goodsOf(lines.get(basis.gid) as OrderLine);
    const claimed = claimedRules(rules, goods, stops);
    const campaign = claimedCampaign(campaigns, goods);
    return {
      ...basis,
      ...(claimed.length === rules.length ? {} : { rules: claimed }),
      ...(campaign === -1 ? {} : { campaign }),
    };
  });
}

/** Stands for a campaign that is in no programme any more: nothing new is in it. */
const NO_GOODS: Pick<Campaign, "goods"> = { goods: { skus: [] } };

function claimsOf({ rules, campaign }: AwardedLine): LineClaims {
  return { ...(rules ? { rules } : {}), ...(campaign === undefined ? {} : { campaign }) };
}

/** Whether a rule that would stop others gives anything to an order of these goods, all of them kept. */
function countsAtAll(rule: EarningRule, snapshot: AwardSnapshot, bases: readonly LineBasis[]): boolean {
  if (rule.code !== "per_order") return true;
  const sum = bases.reduce(
    (total, each) => total + (rule.basis === "before_discounts" ? each.grossMinor : each.netMinor),
    0,
  );
  return snapshot.rules.length > 0 && sum >= (rule.minimumMinor ?? 1);
}

function withoutTerms({ terms: _, ...rule }: EarningRule): EarningRule {
  return rule;
}

function appliedOf({ id, factorHundredths, name }: Campaign): AppliedCampaign {
  return { id, factorHundredths, ...(name ? { name } : {}) };
}

function tierOf(
  programme: Programme,
  tier: string | null,
  membership: MultiplyingMembership | null,
): AppliedTier | null {
  const level = tier === null ? undefined : programme.tiers?.levels.find((each) => each.id === tier);
  const isMembership = (membership?.multiplierHundredths ?? 100) > (level?.multiplierHundredths ?? 100);
  const best = isMembership ? membership : level;
  if (!best || best.multiplierHundredths === 100) return null;
  const { id, name, multiplierHundredths } = best;
  const { tierMeetsCampaign: meetsCampaign } = programme;
  return { id, name, multiplierHundredths, meetsCampaign, ...(isMembership ? { isMembership } : {}) };
}

/** Null without limits. */
function capsOf(
  limited: readonly (EarningRule | Campaign)[],
  { leftOf }: Circumstances,
): Record<string, number> | null {
  const caps = limited.flatMap((each): [string, number][] =>
    each.id !== undefined && each.limits !== undefined ? [[each.id, leftOf(each as Limited)]] : [],
  );
  return caps.length === 0 ? null : Object.fromEntries(caps);
}

/** Points that the order earns as it is now: the sum of what each rule gives for what is kept. */
export function pointsEarned(snapshot: AwardSnapshot, state: OrderState): number {
  return earnedByRule(snapshot, state).reduce((sum, { points }) => sum + points, 0);
}

/** The same, rule by rule: why an order earns what it earns. */
export function earnedByRule(snapshot: AwardSnapshot, state: OrderState): RulePoints[] {
  return pointsByRule(snapshot, state);
}

/** What each limited rule and campaign gave, by id. */
export function usedByLimit(snapshot: AwardSnapshot, state: OrderState): Record<string, number> {
  const used: Record<string, number> = {};
  if (snapshot.caps === undefined) return used;
  for (const { rule, points, byCampaign } of earnedByRule(snapshot, state)) {
    if (rule.id !== undefined && rule.limits !== undefined) used[rule.id] = (used[rule.id] ?? 0) + points;
    for (const [id, extra] of Object.entries(byCampaign ?? {})) used[id] = (used[id] ?? 0) + extra;
  }
  return used;
}
