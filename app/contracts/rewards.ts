import { z } from "zod";
import { cartSelection } from "./cart-selection.ts";
import { type ClaimRewardSettings, claimRewards, isClaimReward, refuseClaimReward } from "./claim-rewards.ts";
import { refuseBackwards, rewardTerms } from "./reward-terms.ts";
import { positiveMoneyText, refuse, refuseDuplicateIds, wholePoints } from "./setting-values.ts";

/** What points buy, as a merchant writes it: in a cart, which `domain/programme/compile-rewards` compiles, and without one (`claim-rewards`). */

const percent = z.int().min(1).max(100);
const pieces = z.int().min(1).max(1000);

export const amountOffReward = z.strictObject({
  ...rewardTerms,
  code: z.literal("amount_off"),
  amount: positiveMoneyText,
  /** Off these goods; off all when left out. */
  goods: cartSelection.optional(),
});
/** The shopper chooses how many points: whole steps of `cost` points, each `amount` off. */
export const anyAmountReward = z.strictObject({
  ...rewardTerms,
  code: z.literal("any_amount"),
  amount: positiveMoneyText,
  /** At least and at most so many points at once; a step, and as many as there are, when left out. */
  minimumPoints: wholePoints.optional(),
  maximumPoints: wholePoints.optional(),
});
export const percentOffReward = z.strictObject({
  ...rewardTerms,
  code: z.literal("percent_off"),
  percent,
  maximum: positiveMoneyText.optional(),
  goods: cartSelection.optional(),
});
export const freeShippingReward = z.strictObject({
  ...rewardTerms,
  code: z.literal("free_shipping"),
  /** The shipping that the reward pays at most; all of it when left out. */
  maximum: positiveMoneyText.optional(),
});
/** Goods that cost nothing as soon as they are in the cart, up to so many pieces. */
export const freeProductReward = z.strictObject({
  ...rewardTerms,
  code: z.literal("free_product"),
  /** A handle, or Shopify's global id. */
  product: z.string().trim().min(1).max(255).optional(),
  /** Shopify's global id of one variant. */
  variant: z
    .string()
    .regex(/^gid:\/\/shopify\/ProductVariant\/\d{1,20}$/, "write a variant's global id")
    .optional(),
  pieces: pieces.default(1),
});
/** For so many pieces of the goods, so many of `get` cheaper or free: the cheapest of those in the cart. Once in a cart. */
export const buyGetReward = z.strictObject({
  ...rewardTerms,
  code: z.literal("buy_x_get_y"),
  buy: pieces,
  get: pieces.default(1),
  percent: percent.default(100),
  maximum: positiveMoneyText.optional(),
  /** What is to be bought; any goods when left out. */
  goods: cartSelection.optional(),
  /** What becomes cheaper: the same goods when left out. */
  getGoods: cartSelection.optional(),
});

export const reward = z.discriminatedUnion("code", [
  amountOffReward,
  anyAmountReward,
  percentOffReward,
  freeShippingReward,
  freeProductReward,
  buyGetReward,
  ...claimRewards,
]);

export const rewards = z
  .array(reward)
  .max(50)
  .superRefine((list, context) => {
    refuseDuplicateIds(list, context);
    refuseBackwards(list, context);
    refuseContradictions(list, context);
  });

/** Refuses a slider without room between its ends, a free product that is none or two, and a share of points where the whole stays. */
function refuseContradictions(list: readonly RewardSettings[], context: z.RefinementCtx): void {
  for (const [index, each] of list.entries()) {
    if (isClaimReward(each)) refuseClaimReward(each, context, [index]);
    if (!isClaimReward(each) && each.onPartialRefund === "pro_rata" && each.onFullRefund === "keep") {
      const words = {
        en: "A part cannot come back where all of it does not: return the points of a full refund too, or keep those of a partial one.",
        nl: "Een deel kan niet terugkomen als het geheel dat niet doet: geef ook bij volledige terugbetaling punten terug, of houd ze bij een gedeeltelijke.",
      };
      refuse(context, [index, "onFullRefund"], { code: "contradiction", words }, "a share without the whole");
    }
    if (each.code === "any_amount") {
      const least = Math.ceil((each.minimumPoints ?? each.cost) / each.cost) * each.cost;
      if (each.maximumPoints === undefined || each.maximumPoints >= least) continue;
      const words = {
        en: `At most ${each.maximumPoints} points leave no whole step of ${each.cost} from the minimum on: choose at least ${least}.`,
        nl: `Met hoogstens ${each.maximumPoints} punten past er geen hele stap van ${each.cost} vanaf het minimum: kies minstens ${least}.`,
      };
      refuse(context, [index, "maximumPoints"], { code: "contradiction", words }, "no step fits between the two");
    }
    if (each.code === "free_product" && (each.product === undefined) === (each.variant === undefined)) {
      const words = {
        en: "Say which product is free: either a product or one variant.",
        nl: "Zeg welk product gratis is: een product of een variant.",
      };
      refuse(context, [index, "product"], { code: "contradiction", words }, "either a product or a variant");
    }
  }
}

export type RewardSettings = z.output<typeof reward>;
/** Those that the Function takes off in the cart. */
export type CartRewardSettings = Exclude<RewardSettings, ClaimRewardSettings>;
