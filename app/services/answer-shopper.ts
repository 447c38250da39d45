import {
  activateRequest,
  bestRequest,
  type Refusal,
  rateRequest,
  referRequest,
  releaseRequest,
  reserveRequest,
  saveRequest,
} from "../contracts/proxy.ts";
import { activateOffer } from "./activate-offer.ts";
import { applyBestReward } from "./apply-best-reward.ts";
import { giveBackClaim } from "./claim-give-back.ts";
import { claimReferral } from "./claim-referral.ts";
import { claimReward } from "./claim-reward.ts";
import { readClaims } from "./claims-of-member.ts";
import { rateProgramme } from "./rate-programme.ts";
import { readCard } from "./read-card.ts";
import { readEarned } from "./read-earned.ts";
import { refusal } from "./refusals.ts";
import { releaseReservation } from "./release-reservation.ts";
import { reserveReward } from "./reserve-reward.ts";
import { setSavingGoal } from "./saving-goal.ts";
import type { ShopperOutcome, ShopperVisit } from "./shopper-visit.ts";

/** Characters of a request's body; the longest honest one has about 150. */
const longestBody = 2_000;

const statuses: Record<Refusal["code"], number> = {
  sign_in: 401,
  not_a_member: 403,
  unknown_reward: 404,
  unknown_reservation: 404,
  not_enough_points: 409,
  already_used: 409,
  too_many: 409,
  unknown_offer: 404,
  offers_chosen: 409,
  unknown_link: 404,
  own_link: 409,
  not_new: 409,
  sold_out: 409,
  reward_over: 409,
  limit_reached: 409,
  not_for_you: 403,
  no_reward: 409,
  not_combinable: 409,
  bad_points: 400,
  not_ready: 409,
  bad_request: 400,
};

type Answer = { ok: true } | Refusal;

/** An answer of `contracts/proxy` as a response. Never kept by a cache: it is about one person at one moment. */
export function shopperResponse(answer: Answer): Response {
  const status = answer.ok ? 200 : statuses[answer.code];
  return Response.json(answer, { status, headers: { "cache-control": "no-store" } });
}

/** GET card. */
export function answerCard(shopper: ShopperOutcome): Promise<Response> {
  return answerSignedIn(shopper, ({ app, shop }, customerGid) => readCard(app, shop, customerGid));
}

/** POST reserve. */
export function answerReserve(shopper: ShopperOutcome, request: Request): Promise<Response> {
  return answerSignedIn(shopper, async ({ app, shop }, customerGid) => {
    const body = reserveRequest.safeParse(await readJson(request));
    if (!body.success) return refusal("bad_request");
    return reserveReward(app, shop, { customerGid, ...body.data });
  });
}

/** POST best. */
export function answerBest(shopper: ShopperOutcome, request: Request): Promise<Response> {
  return answerSignedIn(shopper, async ({ app, shop }, customerGid) => {
    const body = bestRequest.safeParse(await readJson(request));
    if (!body.success) return refusal("bad_request");
    return applyBestReward(app, shop, { customerGid, ...body.data });
  });
}

/** POST release. */
export function answerRelease(shopper: ShopperOutcome, request: Request): Promise<Response> {
  return answerSignedIn(shopper, async ({ app, shop }, customerGid) => {
    const body = releaseRequest.safeParse(await readJson(request));
    if (!body.success) return refusal("bad_request");
    return releaseReservation(app, shop, { customerGid, ref: body.data.ref });
  });
}

/** GET claims. */
export function answerClaims(shopper: ShopperOutcome): Promise<Response> {
  return answerSignedIn(shopper, ({ app, shop }, customerGid) => readClaims(app, shop, customerGid));
}

/** POST claim. */
export function answerClaim(shopper: ShopperOutcome, request: Request): Promise<Response> {
  return answerSignedIn(shopper, async ({ app, shop }, customerGid) => {
    const body = reserveRequest.pick({ reward: true, click: true }).safeParse(await readJson(request));
    if (!body.success) return refusal("bad_request");
    return claimReward(app, shop, { customerGid, ...body.data });
  });
}

/** POST unclaim. */
export function answerUnclaim(shopper: ShopperOutcome, request: Request): Promise<Response> {
  return answerSignedIn(shopper, async ({ app, shop }, customerGid) => {
    const body = releaseRequest.safeParse(await readJson(request));
    if (!body.success) return refusal("bad_request");
    return giveBackClaim(app, shop, { customerGid, ref: body.data.ref });
  });
}

/** POST save. */
export function answerSave(shopper: ShopperOutcome, request: Request): Promise<Response> {
  return answerSignedIn(shopper, async ({ app, shop }, customerGid) => {
    const body = saveRequest.safeParse(await readJson(request));
    if (!body.success) return refusal("bad_request");
    return setSavingGoal(app, shop, { customerGid, reward: body.data.reward });
  });
}

/** POST activate. */
export function answerActivate(shopper: ShopperOutcome, request: Request): Promise<Response> {
  return answerSignedIn(shopper, async ({ app, shop }, customerGid) => {
    const body = activateRequest.safeParse(await readJson(request));
    if (!body.success) return refusal("bad_request");
    return activateOffer(app, shop, { customerGid, ref: body.data.ref });
  });
}

/** POST rate. */
export function answerRate(shopper: ShopperOutcome, request: Request): Promise<Response> {
  return answerSignedIn(shopper, async ({ app, shop }, customerGid) => {
    const body = rateRequest.safeParse(await readJson(request));
    if (!body.success) return refusal("bad_request");
    const { score, comment = null } = body.data;
    return rateProgramme(app, shop, { customerGid, score, comment });
  });
}

/** POST refer. */
export function answerRefer(shopper: ShopperOutcome, request: Request): Promise<Response> {
  return answerSignedIn(shopper, async ({ app, shop }, customerGid) => {
    const body = referRequest.safeParse(await readJson(request));
    if (!body.success) return refusal("bad_request");
    return claimReferral(app, shop, { customerGid, visit: body.data.visit });
  });
}

/** GET earned: also for a guest, who has just paid without being signed in. */
export async function answerEarned(shopper: ShopperOutcome, request: Request): Promise<Response> {
  if (shopper.outcome !== "known") return shopperResponse(refusalOf(shopper));
  const orderGid = new URL(request.url).searchParams.get("order") ?? "";
  if (!/^gid:\/\/shopify\/Order\/\d{1,20}$/.test(orderGid)) return shopperResponse(refusal("bad_request"));
  const { app, shop, customerGid } = shopper.visit;
  return shopperResponse(await readEarned(app, shop, { customerGid, orderGid }));
}

async function answerSignedIn(
  shopper: ShopperOutcome,
  work: (visit: ShopperVisit, customerGid: string) => Promise<Answer>,
): Promise<Response> {
  if (shopper.outcome !== "known") return shopperResponse(refusalOf(shopper));
  const { visit } = shopper;
  if (visit.customerGid === null) return shopperResponse(refusal("sign_in"));
  try {
    return shopperResponse(await work(visit, visit.customerGid));
  } catch (error) {
    // Blocks read an answer of the contract, also when our database is away; what was not committed is undone.
    visit.app.log.error({ err: error, shop: visit.shop.domain }, "a shopper's request failed");
    return shopperResponse(refusal("not_ready"));
  }
}

function refusalOf(shopper: { outcome: "forged" | "no_shop" }): Refusal {
  return refusal(shopper.outcome === "forged" ? "bad_request" : "not_ready");
}

/** The body as JSON; null for one that is none, is too long, or does not say that it is JSON. */
async function readJson(request: Request): Promise<unknown> {
  if (!(request.headers.get("content-type") ?? "").startsWith("application/json")) return null;
  const text = await request.text();
  if (text.length > longestBody) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
