import type { OrderState } from "../../contracts/order-state.ts";
import type { Rounding } from "../money/money.ts";
import { scale, scaleSum } from "../money/money.ts";
import { type KeptGoods, keptGoods } from "../orders/kept-goods.ts";
import type { EarningRule, MilestoneRule, VolumeRule } from "../programme/compile-earning.ts";
import type { AwardedLine, AwardSnapshot } from "./award-snapshot.ts";
import { firstPlace, type OrderPlace } from "./order-place.ts";
import { keptMinor, keptShippingMinor } from "./rule-basis.ts";

/** What one rule gives for an order. */
export interface RulePoints {
  rule: EarningRule;
  points: number;
  /** How many of these are there because a campaign ran. */
  campaignPoints: number;
  /** How many of these are there because of the member's tier. */
  tierPoints: number;
  /** Why it gives fewer points than it would alone, or none; null where it gives them all. */
  cut: "limit" | "not_best" | null;
  /** Of campaigns with a limit: how many of the points each gave. Absent without such campaigns. */
  byCampaign?: Record<string, number>;
}

/** An order as rules look at it: what the award remembers, and what is kept now. */
interface Look {
  snapshot: AwardSnapshot;
  state: OrderState;
  kept: KeptGoods;
}

const ONCE = 10_000;

/**
 * What each rule gives for what is kept, in the order of the rules: first each by itself, rounded once; then limits; then of each group the
 * best alone. An order earns the sum. Nothing in here knows any settings but those that the award remembers.
 */
export function pointsByRule(snapshot: AwardSnapshot, state: OrderState): RulePoints[] {
  const look = { snapshot, state, kept: keptGoods(state, snapshot.lines) };
  const isMultiplied = snapshot.campaign !== undefined || snapshot.campaigns !== undefined;
  const given = snapshot.rules.map((rule, index): RulePoints => {
    const points = pointsOf(rule, index, look, { campaigns: "all", tier: true });
    const plain = isMultiplied ? pointsOf(rule, index, look, { campaigns: "none", tier: true }) : points;
    const base = snapshot.tier ? pointsOf(rule, index, look, { campaigns: "none", tier: false }) : plain;
    return { rule, points, campaignPoints: points - plain, tierPoints: plain - base, cut: null };
  });
  return onlyTheBest(snapshot.caps ? withinLimits(given, look, snapshot.caps) : given);
}

interface Multipliers {
  campaigns: "all" | "none" | { except: string };
  tier: boolean;
}

function pointsOf(rule: EarningRule, index: number, look: Look, counted: Multipliers): number {
  const lines = look.snapshot.lines.filter((line) => line.rules === undefined || line.rules.includes(index));
  switch (rule.code) {
    case "per_amount": {
      const goods = inGroups(look.snapshot, lines, counted).map(({ lines: group, times }) => ({
        amount: keptMinor(rule, look.state, look.kept, group),
        times,
      }));
      const shipping = keptShippingMinor(rule, look.state, look.kept);
      const parts =
        shipping === 0 ? goods : [...goods, { amount: shipping, times: timesOf(look.snapshot, null, counted) }];
      const { presentment } = look.state;
      const perShown = presentment && presentment.shopSubtotalMinor > 0 && rule.perCurrency?.[presentment.currency];
      return perShown
        ? perAmount(asShown(parts, presentment), rule.points, perShown, rule.rounding)
        : perAmount(parts, rule.points, rule.perMinor, rule.rounding);
    }
    case "per_piece": {
      if (look.kept.isNothing) return 0;
      const pieces = new Map(look.kept.lines.map((line) => [line.gid, line.netMinor > 0 ? line.quantity : 0]));
      const parts = inGroups(look.snapshot, lines, counted).map(({ lines: group, times }) => ({
        amount: group.reduce((sum, { gid }) => sum + (pieces.get(gid) ?? 0), 0),
        times,
      }));
      return perAmount(parts, rule.points, 1, rule.rounding);
    }
    case "per_order":
      return reaches(rule, look, lines) ? rule.points : 0;
    case "milestone":
      return isMilestone(rule, look.snapshot.place ?? firstPlace) && reaches(rule, look, lines) ? rule.points : 0;
    case "volume":
      return volumePoints(rule, look.snapshot.place ?? firstPlace, look, lines);
  }
}

interface Part {
  amount: number;
  /** In ten-thousandths: 15000 for one and a half times. */
  times: number;
}

/** Amounts in the currency that the order was shown in, at the rate of the order as a whole. */
function asShown(parts: readonly Part[], shown: NonNullable<OrderState["presentment"]>): Part[] {
  const { subtotalMinor, shopSubtotalMinor } = shown;
  return parts.map(({ amount, times }) => ({
    amount: scale(amount, subtotalMinor, shopSubtotalMinor, "nearest"),
    times,
  }));
}

/** All parts together, rounded once. */
function perAmount(parts: readonly Part[], points: number, per: number, rounding: Rounding): number {
  const [only, ...others] = parts;
  if (!only) return 0;
  if (others.length === 0 && only.times === ONCE) return scale(only.amount, points, per, rounding);
  return scaleSum(parts, points, per * ONCE, rounding);
}

/** Lines by how many times their points count. */
function inGroups(
  snapshot: AwardSnapshot,
  lines: readonly AwardedLine[],
  counted: Multipliers,
): { lines: AwardedLine[]; times: number }[] {
  const groups = new Map<number, AwardedLine[]>();
  for (const line of lines) {
    const times = timesOf(snapshot, line, counted);
    const group = groups.get(times);
    if (group) group.push(line);
    else groups.set(times, [line]);
  }
  return [...groups].map(([times, group]) => ({ lines: group, times }));
}

/** How many times the points of a line count, in ten-thousandths; null for what belongs to no goods. */
function timesOf(snapshot: AwardSnapshot, line: AwardedLine | null, { campaigns, tier }: Multipliers): number {
  const named = line?.campaign === undefined ? undefined : snapshot.campaigns?.[line.campaign];
  const campaign = named ?? snapshot.campaign;
  const counts = campaigns === "all" || (campaigns !== "none" && campaigns.except !== campaign?.id);
  const factor = (counts ? campaign?.factorHundredths : undefined) ?? 100;
  const multiplier = tier ? (snapshot.tier?.multiplierHundredths ?? 100) : 100;
  return snapshot.tier?.meetsCampaign === "best" ? Math.max(factor, multiplier) * 100 : factor * multiplier;
}

/** Something is kept and it comes to the minimum: what is given away for nothing, and gift cards alone, are no order. */
function reaches(
  rule: { basis: "after_discounts" | "before_discounts"; minimumMinor: number | null },
  { state, kept }: Look,
  lines: readonly AwardedLine[],
): boolean {
  if (kept.isNothing) return false;
  return keptMinor({ basis: rule.basis }, state, kept, lines) >= (rule.minimumMinor ?? 1);
}

function isMilestone({ which }: MilestoneRule, { nth, months, years }: OrderPlace): boolean {
  if ("nth" in which) return nth === which.nth;
  if ("every" in which) return nth % which.every === 0;
  if ("streakMonths" in which) return months > 0 && months % which.streakMonths === 0;
  return years > 0;
}

/** Steps that were not passed before this order and are with it. */
function volumePoints(
  { over, of, steps }: VolumeRule,
  placeOfOrder: OrderPlace,
  { state, kept }: Look,
  lines: readonly AwardedLine[],
): number {
  const place = of === "company" ? placeOfOrder.company : placeOfOrder;
  if (place === undefined) return 0;
  const own = keptMinor({ basis: "after_discounts" }, state, kept, lines);
  const [sum, passed] =
    over === "calendar_year"
      ? [place.yearMinor, place.yearMinor]
      : [place.rollingMinor, Math.max(place.rollingMinor, place.rollingPeakMinor)];
  return steps
    .filter(({ minimumMinor }) => passed < minimumMinor && minimumMinor <= sum + own)
    .reduce((total, { points }) => total + points, 0);
}

/** What the award may give at most, by campaign and by rule; what a campaign gives too much is taken off the last rules first. */
function withinLimits(given: readonly RulePoints[], look: Look, caps: Record<string, number>): RulePoints[] {
  const { snapshot } = look;
  let left = [...given];
  const campaigns = [...(snapshot.campaign ? [snapshot.campaign] : []), ...(snapshot.campaigns ?? [])];
  for (const { id } of campaigns) {
    let rest = caps[id];
    if (rest === undefined) continue;
    left = left.map((each, index) => {
      const uncut = given[index]?.points ?? 0;
      const extra = uncut - pointsOf(each.rule, index, look, { campaigns: { except: id }, tier: true });
      const allowed = Math.min(extra, rest ?? 0);
      rest = (rest ?? 0) - allowed;
      const byCampaign = { ...each.byCampaign, [id]: allowed };
      return { ...(allowed === extra ? each : cutTo(each, each.points - extra + allowed)), byCampaign };
    });
  }
  return left.map((each) => {
    const cap = each.rule.id === undefined ? undefined : caps[each.rule.id];
    return cap === undefined || each.points <= cap ? each : cutTo(each, cap);
  });
}

function cutTo(each: RulePoints, points: number): RulePoints {
  const campaignPoints = Math.max(0, each.campaignPoints - (each.points - points));
  return { ...each, points, campaignPoints, tierPoints: Math.min(each.tierPoints, points), cut: "limit" };
}

/** Of the rules of one group the one that gives most; of equals the first. */
function onlyTheBest(given: readonly RulePoints[]): RulePoints[] {
  const best = new Map<string, RulePoints>();
  for (const each of given) {
    if (each.rule.combine?.how !== "best") continue;
    const { group } = each.rule.combine;
    if (each.points > (best.get(group)?.points ?? -1)) best.set(group, each);
  }
  return given.map((each) =>
    each.rule.combine?.how !== "best" || best.get(each.rule.combine.group) === each
      ? each
      : { rule: each.rule, points: 0, campaignPoints: 0, tierPoints: 0, cut: "not_best" },
  );
}
