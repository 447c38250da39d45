import { z } from "zod";
import { audience } from "./audience.ts";
import { positiveMoneyText, refuse, shortCode, wholePoints } from "./setting-values.ts";

/** Bringing in friends, as a merchant writes it; `domain/programme/compile-referrals` compiles it. */

/** Cart attribute that says by whose link somebody came. Anyone can write it; a code that nobody has says nothing. */
export const REFERRAL_ATTRIBUTE = "_zegel_ref";
/** The parameter of a storefront address that does the same: `https://shop.example/?zegel_ref=CODE`. */
export const REFERRAL_PARAMETER = "zegel_ref";

/** What a friend gets off the first order, without a code and without points. */
export const welcomeReward = z.discriminatedUnion("code", [
  z.strictObject({
    code: z.literal("amount_off"),
    amount: positiveMoneyText,
    /** The goods in the cart must come to at least this; nothing when left out. */
    minimumBasket: positiveMoneyText.optional(),
  }),
  z.strictObject({
    code: z.literal("percent_off"),
    percent: z.int().min(1).max(100),
    maximum: positiveMoneyText.optional(),
    minimumBasket: positiveMoneyText.optional(),
  }),
  z.strictObject({
    code: z.literal("free_shipping"),
    maximum: positiveMoneyText.optional(),
    minimumBasket: positiveMoneyText.optional(),
  }),
]);

/** What the one who brought a friend in gets: points, or as many as one of the programme's rewards costs. */
const advocate = z
  .strictObject({ points: wholePoints.optional(), reward: shortCode.optional() })
  .superRefine(({ points, reward }, context) => {
    if ((points === undefined) === (reward === undefined))
      refuse(
        context,
        [],
        {
          code: "contradiction",
          words: {
            en: "Say what who brings in a friend gets: either points, or one of the rewards.",
            nl: "Zeg wat iemand krijgt die een vriend aanbrengt: punten, of een van de beloningen.",
          },
        },
        "either points or a reward",
      );
  });

/** What the friend gets: points, or something off the first order. */
const friend = z
  .strictObject({
    points: wholePoints.optional(),
    /** With the first order and its waiting time, or as soon as a new customer came by the link and signed in. */
    at: z.enum(["order", "sign_up"]).default("order"),
    reward: welcomeReward.optional(),
  })
  .superRefine(({ points, reward, at }, context) => {
    if ((points === undefined) === (reward === undefined))
      refuse(
        context,
        [],
        {
          code: "contradiction",
          words: {
            en: "Say what the friend gets: either points, or a discount for the first order.",
            nl: "Zeg wat de vriend krijgt: punten, of korting op de eerste bestelling.",
          },
        },
        "either points or a reward",
      );
    if (reward !== undefined && at === "sign_up")
      refuse(
        context,
        ["at"],
        {
          code: "contradiction",
          words: {
            en: "A discount for the first order is there from signing in on; only points can be given at signing up. Take “at” out.",
            nl: "Korting op de eerste bestelling geldt vanaf het inloggen; alleen punten kunnen bij het aanmelden komen. Haal “at” weg.",
          },
        },
        "only points are given at signing up",
      );
  });

const scoreBound = z.int().min(1).max(1000);

const review = z
  .strictObject({
    /** From this score on a referral waits until the merchant says yes or no. */
    holdFrom: scoreBound.default(40),
    /** From this score on it is refused. */
    refuseFrom: scoreBound.default(100),
    /** Friends of one member who order within an hour, or a day, before that speaks against them. */
    perHour: z.int().min(1).max(1000).default(5),
    perDay: z.int().min(1).max(10_000).default(20),
  })
  .superRefine(({ holdFrom, refuseFrom, perHour, perDay }, context) => {
    if (refuseFrom <= holdFrom)
      refuse(
        context,
        ["refuseFrom"],
        {
          code: "contradiction",
          words: {
            en: `Nothing would ever be held for review: refuse from a score above ${holdFrom}, or hold from a lower one.`,
            nl: `Er zou nooit iets op beoordeling wachten: weiger vanaf een score boven ${holdFrom}, of houd vast vanaf een lagere.`,
          },
        },
        "refuses before it holds",
      );
    if (perDay < perHour)
      refuse(
        context,
        ["perDay"],
        {
          code: "contradiction",
          words: {
            en: `A day has at least as many friends as one of its hours: write ${perHour} or more.`,
            nl: `Een dag telt minstens zoveel vrienden als een uur ervan: schrijf ${perHour} of meer.`,
          },
        },
        "fewer a day than an hour",
      );
  });

export const referralSettings = z.strictObject({
  advocate,
  /** Left out: only who brings the friend in gets something. */
  friend: friend.optional(),
  /** What the friend keeps of the first order must come to this; to anything at all when left out. */
  minimumOrder: positiveMoneyText.optional(),
  /** Days from the payment on in which a refund still takes everything back before it is given. */
  waitDays: z.int().min(0).max(366).default(14),
  /** How many friends count for one member within so many days; any number when left out. */
  maximumPerAdvocate: z.strictObject({ count: z.int().min(1).max(10_000), days: z.int().min(1).max(3660) }).optional(),
  /** Days that a visit by the link counts. */
  linkDays: z.int().min(1).max(366).default(30),
  review: review.prefault({}),
  /** Who may bring in friends; every member when left out. */
  audience: audience.optional(),
});

export type ReferralSettings = z.output<typeof referralSettings>;
export type WelcomeRewardSettings = z.output<typeof welcomeReward>;

/** What contradicts the rest of the programme: a reward that it does not have. */
export function refuseUnknownReward(
  referrals: ReferralSettings | undefined,
  rewards: readonly { id: string }[],
  context: z.RefinementCtx,
): void {
  const id = referrals?.advocate.reward;
  if (id === undefined || rewards.some((reward) => reward.id === id)) return;
  refuse(
    context,
    ["referrals", "advocate", "reward"],
    {
      code: "contradiction",
      words: {
        en: `No reward is called “${id}”: name one of the rewards, or give points.`,
        nl: `Geen beloning heet “${id}”: noem een van de beloningen, of geef punten.`,
      },
    },
    `no reward is called "${id}"`,
  );
}
