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
  expiryFrom: ProgrammeSettings["expiry"]["from"];
  expiryDays: string;
  /** Has no field in the form and is kept as it is. */
  availableAfterDays: number;
  reservationHours: string;
  redeemedOnPartialRefund: ProgrammeSettings["redeemedOnPartialRefund"];
  onOverspend: ProgrammeSettings["onOverspend"];
  guestDays: string;
}

type PerAmountSettings = Extract<EarningRuleSettings, { code: "per_amount" }>;

export interface EarningDraft {
  points: string;
  per: string;
  basis: PerAmountSettings["basis"];
  rounding: PerAmountSettings["rounding"];
}

export interface RewardDraft {
  id: string;
  code: RewardSettings["code"];
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
  return {
    name: settings.name,
    earning: settings.earning
      .filter((rule) => rule.code === "per_amount")
      .map(({ points, per, basis, rounding }) => ({ points: String(points), per, basis, rounding })),
    otherEarning: settings.earning.filter((rule) => rule.code !== "per_amount"),
    rewards: settings.rewards.map((reward) => ({
      id: reward.id,
      code: reward.code,
      cost: String(reward.cost),
      amount: reward.code === "amount_off" ? reward.amount : "",
      percent: reward.code === "percent_off" ? String(reward.percent) : "",
      maximum: reward.code === "amount_off" ? "" : (reward.maximum ?? ""),
      minimumBasket: reward.minimumBasket ?? "",
    })),
    expiryFrom: settings.expiry.from,
    expiryDays: settings.expiry.from === "never" ? usualExpiryDays : String(settings.expiry.days),
    availableAfterDays: settings.availableAfterDays,
    reservationHours: String(settings.reservationHours),
    redeemedOnPartialRefund: settings.redeemedOnPartialRefund,
    onOverspend: settings.onOverspend,
    guestDays: String(settings.guestDays),
  };
}

/** The settings that a draft says, for the schema to judge. What cannot be one stays as written, so that the error stands beside it. */
export function settingsOf(draft: ProgrammeDraft): unknown {
  return {
    name: draft.name,
    // Those of the form stand first, so that the path of a refusal leads to its field.
    earning: [
      ...draft.earning.map((rule) => ({
        ...rule,
        code: "per_amount",
        points: wholeNumber(rule.points),
        per: money(rule.per),
      })),
      ...draft.otherEarning,
    ],
    rewards: draft.rewards.map(rewardOf),
    expiry:
      draft.expiryFrom === "never"
        ? { from: "never" }
        : { from: draft.expiryFrom, days: wholeNumber(draft.expiryDays) },
    availableAfterDays: draft.availableAfterDays,
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
    cost: "100",
    amount: "5.00",
    percent: "10",
    maximum: "",
    minimumBasket: "",
  };
}

function rewardOf(reward: RewardDraft) {
  const base = {
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
