import type { AppContext } from "../context.ts";
import { type EventRequest, eventRequest } from "../contracts/events.ts";
import {
  type JudgeMeMessage,
  judgeMeMessage,
  REVIEW_PROVIDERS,
  type ReviewProvider,
  type StampedMessage,
  stampedMessage,
} from "../contracts/review-messages.ts";
import { answerStored, answerTold, LONGEST_MESSAGE, readJson, refuse } from "./answer-event.ts";

/** What a review says to us; the review itself, its text and its stars, is not read. */
type Review = { [Field in keyof EventRequest]?: EventRequest[Field] | undefined };

/**
 * POST /api/v1/reviews/{provider}: the provider's own message. Providers take an address and no header of ours, so the key may stand in the address
 * (`?key=`); Stamped sends it as its secret.
 */
export async function answerReview(app: AppContext, request: Request, provider: string): Promise<Response> {
  const known = REVIEW_PROVIDERS.find((each) => each === provider);
  if (!known) return refuse("unknown_provider");
  return answerTold(app, keyIn(request), async ({ shop }) => {
    const read = await readJson(request, LONGEST_MESSAGE);
    if ("refused" in read) return refuse(read.refused);
    const review = reviewIn(known, read.json);
    const event = review && eventRequest.safeParse(withoutGaps(review));
    if (!event?.success) return refuse("invalid", event?.error.issues[0]?.path.join("."));
    return answerStored(app, shop, known, event.data);
  });
}

function keyIn(request: Request): string {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const secret = request.headers.get("x-stamped-webhook-secret");
  return bearer ?? secret ?? new URL(request.url).searchParams.get("key") ?? "";
}

function reviewIn(provider: ReviewProvider, json: unknown): Review | null {
  if (provider === "judgeme") {
    const message = judgeMeMessage.safeParse(json);
    return message.success ? judgeMeReview(message.data) : null;
  }
  const message = stampedMessage.safeParse(json);
  return message.success ? stampedReview(message.data) : null;
}

/**
 * What is marked as spam is undone, and earns nothing when that is taken back. Whether a review is shown does not matter: points are for writing one, not
 * for one that the shop likes.
 */
function judgeMeReview({ review }: JudgeMeMessage): Review {
  if (review.curated === "spam") return { id: review.id, undo: true };
  const customer = numberOf(review.reviewer.external_id);
  return {
    id: review.id,
    name: "review",
    ...(customer === undefined ? { email: review.reviewer.email ?? undefined } : { customer }),
    product: numberOf(review.product_external_id),
    photo: (review.pictures ?? []).length > 0,
    occurredAt: instantOf(review.created_at),
  };
}

function stampedReview(message: StampedMessage): Review {
  return {
    id: message.id,
    name: "review",
    email: message.customerEmail ?? undefined,
    product: numberOf(message.productId),
    photo: isAny(message.reviewUserPhotos) || isAny(message.reviewUserVideos),
    occurredAt: message.dateCreated ? instantOf(`${message.dateCreated.replace(/Z$/, "")}Z`) : undefined,
  };
}

/** What is no instant is left out: then the review counts as of now. */
function instantOf(text: string): string | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Shopify's numbers are never 0. */
function numberOf(text: string | null | undefined): string | undefined {
  return text && /^[1-9]\d{0,19}$/.test(text) ? text : undefined;
}

function isAny(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : typeof value === "string" && value !== "";
}

function withoutGaps(review: Review): Record<string, unknown> {
  return Object.fromEntries(Object.entries(review).filter(([, value]) => value !== undefined));
}
