import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { AppContext } from "../context.ts";
import { type EventAnswer, type EventRefusalCode, type EventRequest, eventRequest } from "../contracts/events.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { holderOfKey } from "./api-keys.ts";
import { eventRefusal } from "./event-refusals.ts";
import { storeEvent } from "./store-event.ts";

/** Characters of one event; the largest honest one has about 2,000. */
const LONGEST_BODY = 10_000;
/** Characters of a provider's message, which carries the review with it. */
export const LONGEST_MESSAGE = 100_000;
/** Events of one key in a minute, a web process: far above what people do, far below what the inbox carries. */
const EVENTS_A_MINUTE = 1_200;

const limiter = new RateLimiterMemory({ points: EVENTS_A_MINUTE, duration: 60 });

const STATUS: Record<EventRefusalCode, number> = {
  no_key: 401,
  not_json: 400,
  too_large: 413,
  invalid: 422,
  too_many_requests: 429,
  from_the_future: 422,
  not_installed: 409,
  unknown_provider: 404,
  not_ready: 503,
};

/** POST /api/v1/events: one event, under a key of the shop. It is stored when this answers, and worked a moment later. */
export function answerEvent(app: AppContext, request: Request): Promise<Response> {
  return answerTold(app, keyIn(request), async ({ shop }) => {
    const read = await readJson(request, LONGEST_BODY);
    if ("refused" in read) return refuse(read.refused);
    const parsed = eventRequest.safeParse(read.json);
    if (!parsed.success) return refuse("invalid", parsed.error.issues[0]?.path.join("."));
    return answerStored(app, shop, "api", parsed.data);
  });
}

/** Lets somebody in who has a key, as often as they may, and turns what goes wrong into an answer that says what was kept. */
export async function answerTold(
  app: AppContext,
  key: string,
  work: (holder: { shop: ShopFacts }) => Promise<Response>,
): Promise<Response> {
  try {
    const holder = await holderOfKey(app, key);
    if (holder.outcome !== "known") return refuse(holder.outcome === "unknown" ? "no_key" : "not_installed");
    const wait = await secondsToWait(`${holder.shop.id}:${holder.keyId}`);
    if (wait !== null) return refuse("too_many_requests", undefined, { "retry-after": String(wait) });
    return await work(holder);
  } catch (error) {
    app.log.error({ err: error }, "an event could not be stored");
    return refuse("not_ready");
  }
}

/** Stores an event and says so. */
export async function answerStored(
  app: AppContext,
  shop: ShopFacts,
  source: string,
  event: EventRequest,
): Promise<Response> {
  const stored = await storeEvent(app, shop.id, source, event);
  return stored.outcome === "from_the_future"
    ? refuse("from_the_future", "occurredAt")
    : respond({ ok: true, outcome: stored.outcome }, 202);
}

function keyIn(request: Request): string {
  return /^Bearer (\S{1,200})$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
}

/** Null where the caller may go on. */
async function secondsToWait(caller: string): Promise<number | null> {
  try {
    await limiter.consume(caller);
    return null;
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw error;
  }
}

/** The body as JSON, or why not. */
export async function readJson(
  request: Request,
  longest: number,
): Promise<{ json: unknown } | { refused: "too_large" | "not_json" }> {
  if (Number(request.headers.get("content-length") ?? 0) > 4 * longest) return { refused: "too_large" };
  const text = await request.text();
  if (text.length > longest) return { refused: "too_large" };
  try {
    return { json: JSON.parse(text) };
  } catch {
    return { refused: "not_json" };
  }
}

export function refuse(code: EventRefusalCode, path?: string, headers: Record<string, string> = {}): Response {
  return respond(eventRefusal(code, path), STATUS[code], headers);
}

function respond(answer: EventAnswer, status: number, headers: Record<string, string> = {}): Response {
  return Response.json(answer, { status, headers: { "cache-control": "no-store", ...headers } });
}
