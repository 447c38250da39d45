import { z } from "zod";
import { day, instant } from "./instant.ts";
import { id, listOf, money, oneOf, points, text, yesOrNo } from "./values.ts";

/** What an `expect` may say. Only what is named is compared. */

export const ledgerLine = z.strictObject({
  kind: text.optional(),
  points: points.optional(),
  order: id.optional(),
  reason: text.optional(),
});

const expiring = z.strictObject({ before: instant, points });

/** A paid membership by its id alone, or with how it stands. */
const membership = z.preprocess(
  (value) => (typeof value === "string" ? { id: value } : value),
  z.strictObject({
    id: text,
    status: oneOf(["running", "grace", "lapsed", "returned"]).optional(),
    until: day.optional(),
  }),
);

/** One of this week's offers by its product alone, or with how it stands. */
const offer = z.preprocess(
  (value) => (typeof value === "string" ? { product: value } : value),
  z.strictObject({
    product: text,
    percent: points.optional(),
    state: oneOf(["offered", "active", "used"]).optional(),
  }),
);

const referrals = z.strictObject({
  invited: points.optional(),
  ordered: points.optional(),
  waiting: points.optional(),
  held: points.optional(),
  awarded: points.optional(),
  refused: points.optional(),
  revoked: points.optional(),
});

const referral = z.strictObject({ state: text.optional(), reason: text.optional(), signals: listOf(text).optional() });

/** Where claims stand, by the references that `redeem` gave them. */
const claims = z.record(
  z.string(),
  oneOf(["waiting", "claimed", "ready", "fulfilled", "released", "refused", "returned"]),
);

const saving = z.strictObject({
  reward: text.optional(),
  missing: points.optional(),
  percent: points.optional(),
  isReached: yesOrNo.optional(),
  expectedOn: day.optional(),
  isTold: yesOrNo.optional(),
});

export const memberFigures = z.strictObject({
  available: points.optional(),
  pending: points.optional(),
  reserved: points.optional(),
  debt: points.optional(),
  lifetime: points.optional(),
  member: yesOrNo.optional(),
  tier: z.union([text, z.null()], { error: "write the id of a level, or null for none" }).optional(),
  ledger: listOf(ledgerLine).optional(),
  expiring: listOf(expiring).optional(),
  claims: claims.optional(),
  giftCards: listOf(money).optional(),
  storeCredit: money.optional(),
  tags: listOf(text).optional(),
  saving: saving.optional(),
  membership: listOf(membership).optional(),
  referrals: referrals.optional(),
  offers: listOf(offer).optional(),
});

export const orderFigures = z.strictObject({
  discount: money.optional(),
  total: money.optional(),
  earned: points.optional(),
  redeemed: points.optional(),
  referral: referral.optional(),
});

export const shopFigures = z.strictObject({
  liability: points.optional(),
  issued: points.optional(),
  redeemed: points.optional(),
  reversed: points.optional(),
  expired: points.optional(),
  adjusted: points.optional(),
  donated: money.optional(),
});

export const lastOutcome = z.string({ error: "write ok or the code of a refusal" });

export type MemberFigures = z.output<typeof memberFigures>;
export type OrderFigures = z.output<typeof orderFigures>;
export type ShopFigures = z.output<typeof shopFigures>;

/** One part of an `expect`, with the place that it has in the file. */
export type Expected =
  | { about: "member"; who: string; figures: MemberFigures }
  | { about: "order"; order: string; figures: OrderFigures }
  | { about: "shop"; figures: ShopFigures }
  | { about: "last"; outcome: string };

/** Figures that the format knows and no mechanic of the app has yet. */
export const FIGURES_NOT_YET: Record<string, string> = {
  mail: "the app sends no mail to members yet",
};
