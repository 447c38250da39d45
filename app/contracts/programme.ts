import { z } from "zod";
import { customerFactSettings } from "./customer-facts.ts";
import { earningRules } from "./earning-rules.ts";
import { refuseEventTerms } from "./event-rules.ts";
import { memberships, refuseUnknownMemberships } from "./memberships.ts";
import { offerSettings } from "./offers.ts";
import { referralSettings, refuseUnknownReward } from "./referrals.ts";
import { refuseGivingAway } from "./reward-worth.ts";
import { rewards } from "./rewards.ts";
import { segmentCode } from "./segments.ts";
import { refuse } from "./setting-values.ts";
import { tierSettings } from "./tiers.ts";

/**
 * The programme as a merchant writes it: codes and typed settings, money as decimal text in the shop's currency.
 * `domain/programme` compiles it to integers; nothing else reads it. A published version is never changed.
 */

export const programmeSettings = z
  .strictObject({
    /** The programme's name as shoppers see it, also in the discount's line at checkout. */
    name: z.string().trim().min(1).max(40).default("Points"),
    earning: earningRules.default([
      { code: "per_amount", points: 1, per: "1", basis: "after_discounts", rounding: "down" },
    ]),
    rewards: rewards.default([{ id: "five", code: "amount_off", cost: 100, amount: "5" }]),
    /** Levels that members rise to; none when left out. */
    tiers: tierSettings.optional(),
    /** Memberships that are paid for. */
    memberships: memberships.default([]),
    /** Personal offers of each week; none when left out. */
    offers: offerSettings.optional(),
    /** Members who bring in friends; nobody when left out. */
    referrals: referralSettings.optional(),
    /** When points lapse: never, or some days after the award or after the member's last purchase. */
    expiry: z
      .discriminatedUnion("from", [
        z.strictObject({ from: z.literal("never") }),
        z.strictObject({ from: z.literal("award"), days: z.int().min(1).max(3660) }),
        z.strictObject({ from: z.literal("last_purchase"), days: z.int().min(1).max(3660) }),
      ])
      .default({ from: "never" }),
    /** Days after the payment (or after an edit that adds) that points of an order are pending before they can be spent. */
    availableAfterDays: z.int().min(0).max(366).default(0),
    /** What these days are counted from: the payment (when left out), or when the last of the goods was sent; until then points are pending. */
    availableFrom: z.enum(["paid", "fulfilled"]).optional(),
    /** How a tier's multiplier meets a campaign's: they multiply each other (when left out), or the larger one counts. */
    tierMeetsCampaign: z.enum(["multiply", "best"]).optional(),
    /** Hours that points stay held for a cart without an order. */
    reservationHours: z.int().min(1).max(720).default(24),
    /** Whether a cart is given the best reward that the member has points for, by itself; the shopper can take it out. */
    autoApply: z.boolean().optional(),
    /** What a partial refund gives back of the points that the order redeemed. A full refund or a cancel returns all. */
    redeemedOnPartialRefund: z.enum(["keep", "pro_rata"]).default("keep"),
    /** What happens when a second order uses a reservation that another order has used: the debt is booked in each case. */
    onOverspend: z.enum(["leave", "tag", "cancel"]).default("leave"),
    /** What happens to a claim that is not issued yet when a refund leaves its member owing points: kept (when left out), or given back for the debt. */
    openClaimsOnDebt: z.enum(["keep", "return"]).optional(),
    /** Segments that customers carry as tags at Shopify, such as `segment:sleepers`; none when left out. */
    tagSegments: z.array(segmentCode).max(20).optional(),
    /** What is kept of customers beside names and e-mail address; what rules need, when left out. */
    customerFacts: customerFactSettings.optional(),
    /** Days that a guest's points wait for a customer with the same e-mail address. */
    guestDays: z.int().min(0).max(366).default(365),
  })
  .superRefine((settings, context) => {
    const { expiry, availableAfterDays, referrals, rewards, earning, customerFacts } = settings;
    refuseUnknownMemberships(settings, context);
    refuseEventTerms({ earning, expiry, customerFacts }, context);
    refuseUnknownReward(referrals, rewards, context);
    refuseGivingAway({ earning, rewards }, context);
    if (expiry.from !== "never" && expiry.days <= availableAfterDays)
      refuse(
        context,
        ["expiry", "days"],
        { code: "lapsesWhilePending", availableAfterDays },
        "points would lapse before they become available",
      );
  });

export type ProgrammeSettings = z.output<typeof programmeSettings>;
export type ProgrammeInput = z.input<typeof programmeSettings>;
