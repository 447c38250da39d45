import { z } from "zod";
import { cartSelection } from "./cart-selection.ts";
import { displayName, positiveMoneyText } from "./setting-values.ts";

/**
 * What a tier or a paid membership brings as long as it lasts, as a merchant writes it; `domain/programme/compile-perks` compiles it. Money
 * off and shipping are given in every cart without a claim; the others are shown, and done by who offers them.
 */

export const shownText = z.strictObject({ en: displayName, nl: displayName });

const conditions = {
  /** The goods in the cart must come to at least this; nothing when left out. */
  minimumBasket: positiveMoneyText.optional(),
  /** What is taken off at most. */
  maximum: positiveMoneyText.optional(),
};

export const percentOffPerk = z.strictObject({
  code: z.literal("percent_off"),
  percent: z.int().min(1).max(100),
  /** Off these goods; off all when left out. */
  goods: cartSelection.optional(),
  ...conditions,
});
export const freeShippingPerk = z.strictObject({ code: z.literal("free_shipping"), ...conditions });
export const earlyAccessPerk = z.strictObject({ code: z.literal("early_access"), title: shownText });
export const giftPerk = z.strictObject({ code: z.literal("gift"), title: shownText });
export const customPerk = z.strictObject({ code: z.literal("custom"), title: shownText });

export const perk = z.discriminatedUnion("code", [
  percentOffPerk,
  freeShippingPerk,
  earlyAccessPerk,
  giftPerk,
  customPerk,
]);

export const perks = z.array(perk).max(20);

export type PerkSettings = z.output<typeof perk>;
