import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { userErrorsOf } from "./errors.ts";
import type { Gateway } from "./gateway.ts";
import { BulkReadDocument, StartBulkReadDocument, type TypedDocumentString } from "./generated/operations.ts";

/** Reading of more than pages could carry: Shopify works a query over a whole shop and lays the result down as JSON lines, for a week. */

export type StartedBulkRead =
  | { outcome: "started"; gid: string }
  /** As many are under way as Shopify allows at once (five an app and shop): later. */
  | { outcome: "busy" }
  | { outcome: "refused"; message: string };

/**
 * Starts a bulk read: one root field, up to five connections, two deep, by `edges { node }`, no fragments.
 *
 * @param query an operation of `operations/*.graphql`, so that it is held against Shopify's schema; or its text with what it searches for
 * @throws GatewayError
 */
export async function startBulkRead(
  gateway: Gateway,
  shop: string,
  query: TypedDocumentString<unknown, never> | string,
): Promise<StartedBulkRead> {
  const answer = await gateway.request(shop, StartBulkReadDocument, { query: query.toString() });
  const gid = answer.bulkOperationRunQuery?.bulkOperation?.id;
  if (gid !== undefined) return { outcome: "started", gid };
  const [error] = userErrorsOf(answer.bulkOperationRunQuery);
  return error?.code === "OPERATION_IN_PROGRESS" || error?.code === "LIMIT_REACHED"
    ? { outcome: "busy" }
    : { outcome: "refused", message: error?.message ?? "" };
}

export type BulkReadState =
  | { state: "running" }
  /** Where its lines lie; null where there are none. */
  | { state: "completed"; url: string | null }
  /** Failed, cancelled, or so long ago that Shopify forgot it. */
  | { state: "failed"; reason: string };

/** @throws GatewayError */
export async function bulkReadState(gateway: Gateway, shop: string, gid: string): Promise<BulkReadState> {
  const { bulkOperation } = await gateway.request(shop, BulkReadDocument, { id: gid });
  switch (bulkOperation?.status) {
    case "CREATED":
    case "RUNNING":
    case "CANCELING":
      return { state: "running" };
    case "COMPLETED":
      // A result that has gone is not an empty one.
      return bulkOperation.url === null && bulkOperation.objectCount !== "0"
        ? { state: "failed", reason: "RESULT_GONE" }
        : { state: "completed", url: bulkOperation.url };
    default:
      return {
        state: "failed",
        reason: bulkOperation ? `${bulkOperation.status} ${bulkOperation.errorCode ?? ""}`.trim() : "GONE",
      };
  }
}

/** The result of a bulk read is no longer kept, or its address is wrong: it has to be read anew. */
export class BulkResultGoneError extends Error {
  override name = "BulkResultGoneError";
}

/**
 * The objects of a result, one at a time, without holding it in memory. The address is a secret of its own: no token goes along.
 *
 * @throws BulkResultGoneError; another error where the connection breaks: the caller goes on later where it got to
 */
export async function* bulkLines(url: string): AsyncGenerator<unknown> {
  const response = await fetch(url);
  if (response.status >= 400 && response.status < 500) throw new BulkResultGoneError(`answered ${response.status}`);
  if (!response.ok || response.body === null) throw new Error(`the result of a bulk read answers ${response.status}`);
  const lines = createInterface({
    input: Readable.fromWeb(response.body as ReadableStream),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) if (line !== "") yield JSON.parse(line);
}
