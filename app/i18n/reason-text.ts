import { z } from "zod";
import { IMPORT_FORMATS } from "#app/contracts/member-import.ts";
import type { Reason } from "#app/contracts/reason.ts";
import type { Text } from "#app/contracts/wallet.ts";
import { named } from "#app/domain/earning/events/event-words.ts";
import type { Translate } from "./translator.ts";

const text = z.string();
const aboutOrder = { order: text };
const aboutCart = { reward: text, ref: text };
const aboutEvent = {
  event: z.enum(["newsletter", "sms", "birthday", "profile", "review", "social", "visit", "code", "segment", "event"]),
  title: z.object({ en: text, nl: text }).optional(),
  network: text.optional(),
};
const aboutUse = { reward: text, ref: text, order: text };

const entryReason: z.ZodType<Reason> = z.discriminatedUnion("code", [
  z.object({ code: z.literal("order_award"), ...aboutOrder }),
  z.object({ code: z.literal("order_award_campaign"), ...aboutOrder, factorHundredths: z.number() }),
  z.object({ code: z.literal("order_award_for"), ...aboutOrder, why: z.object({ en: text, nl: text }) }),
  z.object({ code: z.literal("order_placed_anew"), ...aboutOrder }),
  z.object({ code: z.literal("signed_up") }),
  z.object({ code: z.literal("event_award"), ...aboutEvent }),
  z.object({ code: z.literal("event_undone"), ...aboutEvent }),
  z.object({ code: z.literal("referral_advocate") }),
  z.object({ code: z.literal("referral_friend") }),
  z.object({ code: z.literal("referral_order_undone") }),
  z.object({ code: z.literal("referral_not_counted") }),
  z.object({ code: z.enum(["tier_reached", "tier_undone"]), name: z.object({ en: text, nl: text }) }),
  z.object({ code: z.literal("past_order_award"), ...aboutOrder }),
  z.object({ code: z.literal("past_order_undone"), ...aboutOrder }),
  z.object({ code: z.literal("order_edited"), ...aboutOrder }),
  z.object({ code: z.literal("order_refunded"), ...aboutOrder }),
  z.object({ code: z.literal("order_cancelled"), ...aboutOrder }),
  z.object({ code: z.literal("reward_reserved"), ...aboutCart }),
  z.object({ code: z.literal("reward_released"), ...aboutCart }),
  z.object({ code: z.literal("reward_lapsed"), ...aboutCart }),
  z.object({ code: z.literal("reward_settled"), ...aboutUse }),
  z.object({ code: z.literal("reward_returned"), ...aboutUse }),
  z.object({ code: z.literal("overspend"), ...aboutUse }),
  z.object({
    code: z.enum(["claim_made", "claim_settled", "claim_released", "claim_refused", "claim_returned"]),
    ...aboutCart,
  }),
  z.object({ code: z.literal("points_available") }),
  z.object({ code: z.literal("points_expired") }),
  z.object({ code: z.literal("adjusted"), text }),
  z.object({ code: z.literal("imported"), source: z.enum(IMPORT_FORMATS) }),
  z.object({ code: z.literal("merged") }),
  z.object({ code: z.literal("guest_claimed") }),
  z.object({ code: z.literal("member_erased") }),
]);

/**
 * Why points moved, in plain words, for merchants and shoppers.
 *
 * @param given `entry.reason`; a code of a newer version reads as "Movement of points" instead of breaking the list
 * @param rewardTitle what the reward is in words, such as "€5.00 off"; without it the sentence carries the reward's code
 */
export function reasonText(given: unknown, t: Translate, rewardTitle?: string | null): string {
  const parsed = entryReason.safeParse(given);
  if (!parsed.success) return t("reason.unknown");
  const reason = parsed.data;
  const reward = rewardTitle ?? ("reward" in reason ? reason.reward : "");
  switch (reason.code) {
    case "order_award":
      return t("reason.order_award", { order: reason.order });
    case "order_award_campaign":
      return t("reason.order_award_campaign", { order: reason.order, factor: reason.factorHundredths / 100 });
    case "order_award_for":
      return t("reason.order_award_for", { order: reason.order, why: reason.why });
    case "order_placed_anew":
      return t("reason.order_placed_anew", { order: reason.order });
    case "signed_up":
      return t("reason.signed_up");
    case "event_award":
      return t(`reason.event.${reason.event}`, placesOf(reason));
    case "event_undone":
      return t("reason.event_undone", { reason: t(`reason.done.${reason.event}`, placesOf(reason)) });
    case "referral_advocate":
      return t("reason.referral_advocate");
    case "referral_friend":
      return t("reason.referral_friend");
    case "referral_order_undone":
      return t("reason.referral_order_undone");
    case "referral_not_counted":
      return t("reason.referral_not_counted");
    case "tier_reached":
      return t("reason.tier_reached", { name: reason.name });
    case "tier_undone":
      return t("reason.tier_undone", { name: reason.name });
    case "order_edited":
      return t("reason.order_edited", { order: reason.order });
    case "order_refunded":
      return t("reason.order_refunded", { order: reason.order });
    case "order_cancelled":
      return t("reason.order_cancelled", { order: reason.order });
    case "reward_reserved":
      return t("reason.reward_reserved", { reward, ref: reason.ref });
    case "reward_released":
      return t("reason.reward_released", { reward, ref: reason.ref });
    case "reward_lapsed":
      return t("reason.reward_lapsed", { reward, ref: reason.ref });
    case "reward_settled":
      return t("reason.reward_settled", { reward, order: reason.order });
    case "reward_returned":
      return t("reason.reward_returned", { reward, order: reason.order });
    case "claim_made":
    case "claim_settled":
    case "claim_released":
    case "claim_refused":
    case "claim_returned":
      return t(`reason.${reason.code}`, { reward, ref: reason.ref });
    case "overspend":
      return t("reason.overspend", { reward, order: reason.order, ref: reason.ref });
    case "past_order_award":
      return t("reason.past_order_award", { order: reason.order });
    case "past_order_undone":
      return t("reason.past_order_undone", { order: reason.order });
    case "imported":
      return t(`reason.imported.${reason.source}`);
    case "adjusted":
      return t("reason.adjusted", { text: reason.text });
    case "points_available":
      return t("reason.points_available");
    case "points_expired":
      return t("reason.points_expired");
    case "merged":
      return t("reason.merged");
    case "guest_claimed":
      return t("reason.guest_claimed");
    case "member_erased":
      return t("reason.member_erased");
  }
}

function placesOf({ title, network }: { title?: Text | undefined; network?: string | undefined }) {
  return { title: title ?? { en: "", nl: "" }, network: named(network ?? "") };
}
