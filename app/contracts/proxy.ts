import { z } from "zod";
import type { Card, ClaimDetail } from "./card.ts";
import type { Text } from "./wallet.ts";

/**
 * What blocks and checkout ask of the app. Both ways in (the app proxy at `/apps/zegel/…` with Shopify's signature, the checkout API at
 * `/api/v1/checkout/…` with a session token) take and give the same.
 *
 * GET  card     → CardAnswer
 * POST reserve  → ReserveAnswer     body ReserveRequest
 * POST release  → ReleaseAnswer     body ReleaseRequest
 * POST best     → ReserveAnswer     body BestRequest; holds the best reward for a cart (app proxy only)
 * GET  claims   → ClaimsAnswer
 * POST claim    → ClaimAnswer       body ReserveRequest; for rewards that need no cart
 * POST unclaim  → ClaimAnswer       body ReleaseRequest
 * POST save     → CardAnswer        body SaveRequest
 * POST activate → CardAnswer        body ActivateRequest; one of this week's offers
 * POST rate     → CardAnswer        body RateRequest; what a member thinks of the programme (app proxy only)
 * POST refer    → CardAnswer        body ReferRequest; for somebody who came by a member's link (app proxy only)
 * GET  r/CODE   → a page that leads on to the shop (app proxy only): what a member's link is
 * GET  earned?order=gid  → EarnedAnswer    (checkout API only; for the thank-you page)
 *
 * Content type is application/json both ways. Refusals come with status 4xx and `{ ok: false, code, message }`.
 */
export const reserveRequest = z.strictObject({
  reward: z.string().min(1).max(32),
  /** Made by the client once for a click: the same again returns the first answer. */
  click: z
    .string()
    .min(8)
    .max(64)
    .regex(/^[A-Za-z0-9_-]+$/),
  /** For a reward of which the shopper chooses how much: whole steps. */
  points: z.int().min(1).max(1_000_000_000).optional(),
});
/** What a cart of so much may be given by itself: its goods, as decimal text in its currency. */
export const bestRequest = z.strictObject({
  total: z.string().regex(/^\d{1,12}(\.\d{1,4})?$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
  click: reserveRequest.shape.click,
});
export const releaseRequest = z.strictObject({ ref: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{8}$/) });

/** One of this week's offers, by the reference that the card gives it. */
export const activateRequest = z.strictObject({ ref: releaseRequest.shape.ref });

/** What a member saves for from now on; null for nothing. */
export const saveRequest = z.strictObject({ reward: z.string().min(1).max(32).nullable() });

/** How much a member likes the programme, from 0 to 10, and why. */
export const rateRequest = z.strictObject({ score: z.int().min(0).max(10), comment: z.string().max(1_000).optional() });

/** What the cart says of the visit: the link's code, and after a dot when it was followed. */
export const referRequest = z.strictObject({ visit: z.string().min(4).max(80) });

export type ReserveRequest = z.infer<typeof reserveRequest>;
export type BestRequest = z.infer<typeof bestRequest>;
export type ReleaseRequest = z.infer<typeof releaseRequest>;

export type Refusal = {
  ok: false;
  code:
    | "sign_in"
    | "not_a_member"
    | "unknown_reward"
    | "not_enough_points"
    | "unknown_reservation"
    | "already_used"
    | "not_ready"
    | "bad_request"
    | "too_many"
    | "unknown_offer"
    | "offers_chosen"
    | "unknown_link"
    | "own_link"
    | "not_new"
    | "sold_out"
    | "reward_over"
    | "limit_reached"
    | "not_for_you"
    | "no_reward"
    | "not_combinable"
    | "bad_points";
  message: Text;
};

export type CardAnswer = { ok: true; card: Card } | Refusal;
/** `wish` is what the cart must say from here on: all open references of this member, separated by spaces. */
export type ReserveAnswer = { ok: true; ref: string; wish: string; card: Card } | Refusal;
export type ReleaseAnswer = { ok: true; wish: string; card: Card } | Refusal;
export type ClaimAnswer = { ok: true; ref: string; card: Card } | Refusal;
/** `donated` is what went to good causes so far, by reward, for all members together. */
export type ClaimsAnswer =
  | { ok: true; claims: ClaimDetail[]; donated: { reward: string; times: number; text: Text }[] }
  | Refusal;
/** `on_its_way`: the order has not been worked yet; ask again in a second or two. */
export type EarnedAnswer =
  | { ok: true; state: "earned" | "nothing" | "on_its_way"; points: number; text: Text }
  | Refusal;
