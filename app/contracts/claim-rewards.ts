import { z } from "zod";
import { rewardTerms } from "./reward-terms.ts";
import { selection } from "./selection.ts";
import { displayName, localTime, positiveMoneyText, refuse } from "./setting-values.ts";

/**
 * What points buy without a cart: gift cards, store credit, access, places, parcels, donations. `domain/programme/compile-claim-rewards`
 * compiles it. What it costs, whom it is for and how often it may be had stands in the base of all rewards.
 */

/** What shoppers read, in both languages of the product. */
const sentences = z.strictObject({ en: z.string().trim().min(1).max(500), nl: z.string().trim().min(1).max(500) });

const days = z.int().min(1).max(3660);

/** A tag as Shopify takes it: it would split it at a comma. */
const customerTag = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^,]+$/, "a tag has no comma");

/** What every reward may say, but for what is about a cart. */
const { minimumBasket, combines, onPartialRefund, onFullRefund, ...claimTerms } = rewardTerms;

/** What these say beside that. */
export const describedTerms = { description: sentences.optional() };

const described = { ...claimTerms, ...describedTerms };

/** These have no words of their own. */
const titled = { ...described, title: rewardTerms.title.unwrap() };

const moneyReward = {
  ...described,
  amount: positiveMoneyText,
  /** Days until it expires; never when left out. Where the law gives gift cards a least term or none, mind it. */
  expiresAfterDays: days.optional(),
};

export const giftCardReward = z.strictObject({ ...moneyReward, code: z.literal("gift_card") });
export const storeCreditReward = z.strictObject({ ...moneyReward, code: z.literal("store_credit") });

export const exclusiveProductReward = z.strictObject({
  ...titled,
  code: z.literal("exclusive_product"),
  /** The customer's tag at Shopify that opens the product; what shows and sells it to them alone is the theme's, or a catalogue's. */
  tag: customerTag,
  /** Days that the tag stays. Without days and goods, until the merchant says that it was used. */
  days: days.optional(),
  /** An order with one of these uses it up. */
  goods: selection.optional(),
});

export const earlyAccessReward = z.strictObject({
  ...titled,
  code: z.literal("early_access"),
  /** The customer's tag at Shopify that opens the sale. */
  tag: customerTag,
  days: days.optional(),
  /** When access ends for everybody, on the shop's clocks. */
  until: localTime.optional(),
});

export const experienceReward = z.strictObject({
  ...titled,
  code: z.literal("experience"),
  /** When it begins, on the shop's clocks. Places are the reward's stock. */
  date: localTime,
  place: displayName.optional(),
  /** Whether somebody who comes when all places are taken may wait for one, with their points held. */
  waitingList: z.boolean().default(false),
});

export const physicalGiftReward = z.strictObject({ ...titled, code: z.literal("physical_gift") });

export const donationReward = z.strictObject({
  ...described,
  code: z.literal("donation"),
  /** The good cause, as it calls itself. */
  cause: displayName,
  /** Money that the shop gives for one redemption. */
  amount: positiveMoneyText,
});

export const customReward = z.strictObject({
  ...titled,
  code: z.literal("custom"),
  /** What the member reads once it is theirs: where to show it, whom to call, what to open. */
  instructions: sentences,
});

export const claimRewards = [
  giftCardReward,
  storeCreditReward,
  exclusiveProductReward,
  earlyAccessReward,
  experienceReward,
  physicalGiftReward,
  donationReward,
  customReward,
] as const;

export type ClaimRewardSettings = z.output<(typeof claimRewards)[number]>;

const codes: readonly string[] = claimRewards.map(({ shape }) => shape.code.value);

/** Whether a reward needs no cart. */
export function isClaimReward<Settings extends { code: string }>(
  reward: Settings,
): reward is Extract<Settings, { code: ClaimRewardSettings["code"] }> {
  return codes.includes(reward.code);
}

/** Refuses a waiting list for places that are never full. */
export function refuseClaimReward(reward: ClaimRewardSettings, context: z.RefinementCtx, path: PropertyKey[]): void {
  if (reward.code !== "experience" || !reward.waitingList || reward.stock !== undefined) return;
  const sentence = {
    en: "A waiting list needs a number of places: set the stock, or switch the waiting list off.",
    nl: "Een wachtlijst heeft een aantal plaatsen nodig: stel de voorraad in, of zet de wachtlijst uit.",
  };
  const problem = { code: "contradiction" as const, words: sentence };
  refuse(context, [...path, "waitingList"], problem, "a waiting list needs a number of places");
}
