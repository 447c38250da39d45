import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { ClientError, GraphQLClient } from "graphql-request";
import { API_VERSION } from "../contracts/api-version.ts";
import { GatewayError, type GatewayFailure } from "./errors.ts";
import type { TypedDocumentString } from "./generated/operations.ts";
import { createThrottle, type ThrottleStatus, type TimeSource } from "./throttle.ts";
import { RefreshUnreachableError, type Tokens } from "./token.ts";

/** The app's one way to Shopify's Admin API, for background work as for visits. */
export interface Gateway {
  /**
   * Sends one operation with the shop's offline token and answers its data.
   *
   * Waits rather than runs into the rate limit; repeats what was throttled, unreachable or answered 5xx, with growing
   * pauses, until `timeLimitMs` (20 s unless told otherwise) is over. So a mutation may reach Shopify twice: callers send
   * what is harmless to repeat, or compare and set, or ask for it `once`: then what may have been done is not asked for again, and
   * "unreachable" means that nobody knows. A mutation's `userErrors` are data, see `userErrorsOf`.
   *
   * @param shop the permanent domain, such as "acme.myshopify.com"
   * @throws GatewayError with a closed set of reasons
   */
  request<Result, Variables>(
    shop: string,
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ): Promise<Result>;
}

export interface RequestOptions {
  timeLimitMs?: number;
  /** For what must not be done twice and carries nothing by which Shopify would know it again. */
  once?: boolean;
}

export interface GatewayLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

interface GatewayParts {
  tokens: Tokens;
  log: GatewayLog;
  /** For tests that cannot wait for Shopify's clock. */
  time?: TimeSource;
}

const TIME_LIMIT_MS = 20_000;
/** One attempt; Shopify itself gives up on a query after about 30 s, few take more than one. */
const ATTEMPT_LIMIT_MS = 10_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4_000;
/** What an operation is taken to cost until Shopify has told. */
const UNKNOWN_COST = 50;

const realTime: TimeSource = { now: () => performance.now(), sleep: (ms) => sleep(ms).then(() => {}) };

/** The answer to one attempt. */
type Attempt =
  | { outcome: "answered"; result: unknown; cost?: QueryCost }
  | { outcome: "again"; failure: GatewayFailure; cost?: QueryCost; waitMs?: number }
  | { outcome: "token_refused" }
  | { outcome: "failed"; failure: GatewayFailure; cost?: QueryCost };

interface QueryCost {
  requestedQueryCost: number;
  throttleStatus: ThrottleStatus;
}

export function createGateway({ tokens, log, time = realTime }: GatewayParts): Gateway {
  const throttle = createThrottle(time);
  const costs = new Map<string, number>();

  return {
    async request<Result, Variables>(
      shop: string,
      document: TypedDocumentString<Result, Variables>,
      variables: Variables,
      options: RequestOptions = {},
    ): Promise<Result> {
      const text = document.toString();
      const operation = operationName(text);
      const deadline = time.now() + (options.timeLimitMs ?? TIME_LIMIT_MS);
      const fail = (failure: GatewayFailure) => new GatewayError(shop, operation, failure);
      if (!isShopDomain(shop)) throw fail({ reason: "not_installed" });

      let token = await currentToken(() => tokens.current(shop), fail);
      let hasRenewed = false;
      for (let attempts = 1; ; attempts += 1) {
        const cost = costs.get(operation) ?? UNKNOWN_COST;
        if (!(await throttle.admit(shop, cost, deadline))) throw fail({ reason: "throttled" });
        const startedAt = time.now();
        const attempt = await send(shop, token, text, variables, Math.min(ATTEMPT_LIMIT_MS, deadline - startedAt));
        const reported = "cost" in attempt ? attempt.cost : undefined;
        throttle.settle(shop, cost, reported?.throttleStatus);
        if (reported) costs.set(operation, reported.requestedQueryCost);
        log.debug(
          { shop, operation, attempts, outcome: attempt.outcome, ms: Math.round(time.now() - startedAt) },
          "asked Shopify",
        );

        if (attempt.outcome === "answered") return attempt.result as Result;
        if (attempt.outcome === "failed") throw fail(attempt.failure);
        if (attempt.outcome === "token_refused") {
          if (hasRenewed) throw fail({ reason: "not_installed" });
          hasRenewed = true;
          const refused = token;
          token = await currentToken(() => tokens.insteadOf(shop, refused), fail);
          continue;
        }
        const pauseMs = attempt.waitMs ?? pauseBefore(attempts);
        const isDoubtful = options.once === true && attempt.failure.reason === "unreachable";
        if (isDoubtful || time.now() + pauseMs >= deadline) {
          log.warn({ shop, operation, attempts, reason: attempt.failure.reason }, "gave up on Shopify");
          throw fail(attempt.failure);
        }
        await time.sleep(pauseMs);
      }
    },
  };
}

async function currentToken(
  load: () => Promise<string | undefined>,
  fail: (failure: GatewayFailure) => GatewayError,
): Promise<string> {
  const token = await load().catch((error) => {
    throw error instanceof RefreshUnreachableError ? fail({ reason: "unreachable" }) : error;
  });
  if (token === undefined) throw fail({ reason: "not_installed" });
  return token;
}

/** Doubles each time, spread by up to half so that many waiting callers do not come back together. */
function pauseBefore(attempts: number): number {
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
  return pauseMs * (1 - Math.random() / 2);
}

async function send(
  shop: string,
  token: string,
  text: string,
  variables: unknown,
  timeoutMs: number,
): Promise<Attempt> {
  const client = new GraphQLClient(`https://${shop}/admin/api/${API_VERSION}/graphql.json`, {
    headers: { "X-Shopify-Access-Token": token },
    errorPolicy: "all",
    excludeOperationName: true,
  });
  try {
    const response = await client.rawRequest({
      query: text,
      variables: variables as Record<string, unknown>,
      signal: AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs))),
    });
    return readAnswer(response);
  } catch (error) {
    if (error instanceof ClientError) return readRefusal(error);
    // No connection, a time-out, or an answer that is no JSON.
    return { outcome: "again", failure: { reason: "unreachable" } };
  }
}

interface Answer {
  data?: unknown;
  extensions?: unknown;
  errors?: readonly { message: string; extensions?: { code?: unknown } }[] | undefined;
}

function readAnswer(answer: Answer): Attempt {
  const cost = (answer.extensions as { cost?: QueryCost } | undefined)?.cost;
  const withCost = cost === undefined ? {} : { cost };
  const errors = answer.errors ?? [];
  if (errors.length === 0) return { outcome: "answered", result: answer.data, ...withCost };
  const codes = errors.map((error) => String(error.extensions?.code ?? "UNKNOWN"));
  if (codes.includes("THROTTLED")) {
    return { outcome: "again", failure: { reason: "throttled" }, ...withCost, ...waitFor(cost) };
  }
  if (codes.includes("INTERNAL_SERVER_ERROR"))
    return { outcome: "again", failure: { reason: "unreachable" }, ...withCost };
  if (codes.includes("ACCESS_DENIED")) return { outcome: "failed", failure: { reason: "access_denied" }, ...withCost };
  return { outcome: "failed", failure: { reason: "refused", codes }, ...withCost };
}

/** How long until the bucket holds what Shopify wants for the query. */
function waitFor(cost: QueryCost | undefined): { waitMs?: number } {
  if (cost === undefined) return {};
  const { currentlyAvailable, restoreRate } = cost.throttleStatus;
  const missing = cost.requestedQueryCost - currentlyAvailable;
  return missing > 0 ? { waitMs: Math.ceil((missing / restoreRate) * 1_000) } : {};
}

function readRefusal(error: ClientError): Attempt {
  const { status } = error.response;
  if (status === 401) return { outcome: "token_refused" };
  if (status === 402 || status === 403 || status === 404 || status === 423) {
    return { outcome: "failed", failure: { reason: "shop_closed", status } };
  }
  if (status === 429) return { outcome: "again", failure: { reason: "throttled" }, waitMs: 1_000 };
  if (status >= 500 || status === 408) return { outcome: "again", failure: { reason: "unreachable" } };
  return { outcome: "failed", failure: { reason: "refused", codes: [`HTTP_${status}`] } };
}

/** Guards against a shop name that would carry the token elsewhere. */
function isShopDomain(shop: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com$/.test(shop);
}

function operationName(text: string): string {
  return /\b(?:query|mutation)\s+(\w+)/.exec(text)?.[1] ?? "anonymous";
}
