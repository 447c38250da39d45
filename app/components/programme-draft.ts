import type { EarningRuleSettings } from "#app/contracts/earning-rules.ts";
import { type ProgrammeSettings, programmeSettings } from "#app/contracts/programme.ts";
import type { RewardSettings } from "#app/contracts/rewards.ts";

/** A programme while it is being written: every field as the text that stands in it, so that nothing is lost or rounded while typing. */
export interface ProgrammeDraft {
  name: string;
  earning: EarningDraft[];
  /** Rules that have no fields in the form and stand in the text alone: kept as they are. */
  otherEarning: Exclude<EarningRuleSettings, PerAmountSettings>[];
  rewards: RewardDraft[];
  /** Rewards that have no fields in the form: kept as they are. */
  otherRewards: Exclude<RewardSettings, { code: RewardDraft["code"] }>[];
  expiryFrom: ProgrammeSettings["expiry"]["from"];
  expiryDays: string;
  reservationHours: string;
  redeemedOnPartialRefund: ProgrammeSettings["redeemedOnPartialRefund"];
  onOverspend: ProgrammeSettings["onOverspend"];
  guestDays: string;
  /** Settings that have no fields in the form: kept as they are. */
  others: Omit<ProgrammeSettings, FormSetting>;
}

type FormSetting =
  | "name"
  | "earning"
  | "rewards"
  | "expiry"
  | "reservationHours"
  | "redeemedOnPartialRefund"
  | "onOverspend"
  | "guestDays";

type PerAmountSettings = Extract<EarningRuleSettings, { code: "per_amount" }>;

export interface EarningDraft {
  /** What the form has no field for, such as the goods that it is for: kept as it is. */
  kept?: object;
  points: string;
  per: string;
  basis: PerAmountSettings["basis"];
  rounding: PerAmountSettings["rounding"];
}

export interface RewardDraft {
  id: string;
  code: "amount_off" | "percent_off" | "free_shipping";
  /** What the form has no field for, such as a stock or the goods that it is for: kept as it is. */
  kept: object;
  cost: string;
  amount: string;
  percent: string;
  maximum: string;
  minimumBasket: string;
}

/** Days that stand in the field when a merchant first chooses that points lapse: a year. */
const usualExpiryDays = "365";

export const usualEarning: EarningDraft = { points: "1", per: "1.00", basis: "after_discounts", rounding: "down" };

export function draftOf(settings: ProgrammeSettings): ProgrammeDraft {
  const {
    name,
    earning,
    rewards,
    expiry,
    reservationHours,
    redeemedOnPartialRefund,
    onOverspend,
    guestDays,
    ...others
  } = settings;
  return {
    name,
    earning: earning
      .filter((rule) => rule.code === "per_amount")
      .map(({ code: _, points, per, basis, rounding, ...kept }) => ({
        points: String(points),
        per,
        basis,
        rounding,
        ...keptOf(kept),
      })),
    otherEarning: earning.filter((rule) => rule.code !== "per_amount"),
    rewards: rewards.filter(isInForm).map(rewardDraftOf),
    otherRewards: rewards.filter((reward) => !isInForm(reward)),
    expiryFrom: expiry.from,
    expiryDays: expiry.from === "never" ? usualExpiryDays : String(expiry.days),
    reservationHours: String(reservationHours),
    redeemedOnPartialRefund,
    onOverspend,
    guestDays: String(guestDays),
    others,
  };
}

type InForm = Extract<RewardSettings, { code: RewardDraft["code"] }>;

function isInForm(reward: RewardSettings): reward is InForm {
  return reward.code === "amount_off" || reward.code === "percent_off" || reward.code === "free_shipping";
}

function rewardDraftOf(reward: InForm): RewardDraft {
  const { id, code, cost, minimumBasket, ...kept } = reward;
  const fields = new Set(["amount", "percent", "maximum"]);
  return {
    id,
    code,
    cost: String(cost),
    amount: reward.code === "amount_off" ? reward.amount : "",
    percent: reward.code === "percent_off" ? String(reward.percent) : "",
    maximum: reward.code === "amount_off" ? "" : (reward.maximum ?? ""),
    minimumBasket: minimumBasket ?? "",
    kept: Object.fromEntries(Object.entries(kept).filter(([field]) => !fields.has(field))),
  };
}

function keptOf(kept: object): { kept?: object } {
  return Object.keys(kept).length > 0 ? { kept } : {};
}

/** The settings that a draft says, for the schema to judge. What cannot be one stays as written, so that the error stands beside it. */
export function settingsOf(draft: ProgrammeDraft): unknown {
  return {
    ...draft.others,
    name: draft.name,
    // Those of the form stand first, so that the path of a refusal leads to its field.
    earning: [
      ...draft.earning.map(({ kept, ...rule }) => ({
        ...kept,
        ...rule,
        code: "per_amount",
        points: wholeNumber(rule.points),
        per: money(rule.per),
      })),
      ...draft.otherEarning,
    ],
    rewards: [...draft.rewards.map(rewardOf), ...draft.otherRewards],
    expiry:
      draft.expiryFrom === "never"
        ? { from: "never" }
        : { from: draft.expiryFrom, days: wholeNumber(draft.expiryDays) },
    reservationHours: wholeNumber(draft.reservationHours),
    redeemedOnPartialRefund: draft.redeemedOnPartialRefund,
    onOverspend: draft.onOverspend,
    guestDays: wholeNumber(draft.guestDays),
  };
}

/** The draft as settings where it already is a valid programme, for the preview. */
export function validSettings(draft: ProgrammeDraft): ProgrammeSettings | null {
  const parsed = programmeSettings.safeParse(settingsOf(draft));
  return parsed.success ? parsed.data : null;
}

/** A reward to start from, with a code that no other has. */
export function newReward(others: readonly RewardDraft[]): RewardDraft {
  const taken = new Set(others.map((reward) => reward.id));
  let number = others.length + 1;
  while (taken.has(`reward-${number}`)) number += 1;
  return {
    id: `reward-${number}`,
    code: "amount_off",
    kept: {},
    cost: "100",
    amount: "5.00",
    percent: "10",
    maximum: "",
    minimumBasket: "",
  };
}

function rewardOf(reward: RewardDraft) {
  const base = {
    ...reward.kept,
    id: reward.id.trim(),
    code: reward.code,
    cost: wholeNumber(reward.cost),
    ...optional("minimumBasket", reward.minimumBasket),
  };
  if (reward.code === "amount_off") return { ...base, amount: money(reward.amount) };
  const maximum = optional("maximum", reward.maximum);
  return reward.code === "percent_off"
    ? { ...base, percent: wholeNumber(reward.percent), ...maximum }
    : { ...base, ...maximum };
}

function optional(field: string, text: string): Record<string, string> {
  return text.trim() === "" ? {} : { [field]: money(text) };
}

function wholeNumber(text: string): number | string {
  return /^\d{1,12}$/.test(text.trim()) ? Number(text) : text;
}

/** Dutch merchants write 5,00; settings hold 5.00. */
function money(text: string): string {
  return text.trim().replace(/^(\d+),(\d{1,4})$/, "$1.$2");
}
