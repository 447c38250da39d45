import { z } from "zod";
import type { RewardSettings } from "#app/contracts/rewards.ts";
import type { Words } from "./words.tsx";

const minor = z.number().nullable().optional();
/** A reward as reservations keep it: `domain/programme`, amounts in minor units of the shop's currency. */
const snapshot = z.discriminatedUnion("code", [
  z.object({ code: z.literal("amount_off"), amountMinor: z.number() }),
  z.object({ code: z.literal("percent_off"), percent: z.number(), maximumMinor: minor }),
  z.object({ code: z.literal("free_shipping"), maximumMinor: minor }),
]);

/** What a reward is in words, such as "€5.00 off", from a reservation's snapshot. Null where there is none to read. */
export function snapshotTitle(reward: unknown, { t, format }: Words): string | null {
  const parsed = snapshot.safeParse(reward);
  if (!parsed.success) return null;
  const known = parsed.data;
  if (known.code === "amount_off")
    return t("programme.rewards.titleAmount", { amount: format.money(known.amountMinor) });
  const maximum = known.maximumMinor == null ? null : format.money(known.maximumMinor);
  return known.code === "percent_off" ? percentTitle(known.percent, maximum, t, format) : shippingTitle(maximum, t);
}

/** The same from the programme's settings. */
export function settingsTitle(reward: RewardSettings, { t, format }: Words): string {
  if (reward.code === "amount_off")
    return t("programme.rewards.titleAmount", { amount: format.moneyText(reward.amount) });
  const maximum = reward.maximum === undefined ? null : format.moneyText(reward.maximum);
  return reward.code === "percent_off" ? percentTitle(reward.percent, maximum, t, format) : shippingTitle(maximum, t);
}

function percentTitle(percent: number, maximum: string | null, t: Words["t"], format: Words["format"]): string {
  const share = format.percent(percent / 100);
  return maximum === null
    ? t("programme.rewards.titlePercent", { percent: share })
    : t("programme.rewards.titlePercentMax", { percent: share, maximum });
}

function shippingTitle(maximum: string | null, t: Words["t"]): string {
  return maximum === null ? t("programme.rewards.titleShipping") : t("programme.rewards.titleShippingMax", { maximum });
}
