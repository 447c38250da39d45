import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type DocumentNode, execute } from "graphql";
import type { AdminContext } from "../admin-api/context.ts";
import type { fieldResolver, typeResolver } from "../admin-api/resolve.ts";
import { adminSchema } from "../admin-api/schema.ts";
import { shopTime } from "../payloads/values.ts";
import type { World } from "../simulated-shop.ts";
import type { Shop } from "../state.ts";
import { checkBulkQuery } from "./refuse-bulk-query.ts";
import { linesOf } from "./to-lines.ts";

export interface BulkOperation {
  gid: string;
  query: string;
  isGrouped: boolean;
  status: "created" | "running" | "completed" | "failed" | "canceled" | "expired";
  errorCode: "ACCESS_DENIED" | "INTERNAL_SERVER_ERROR" | null;
  createdAt: Date;
  completedAt: Date | null;
  objectCount: number;
  rootObjectCount: number;
  /** The result; null until it is there, and where nothing was found. */
  file: string | null;
  /** Part of the address of the result, so that only who was told it gets it. */
  secret: string;
}

/** What runs a document against the schema: given by the Admin API, which knows the resolvers. */
export interface Executor {
  fieldResolver: ReturnType<typeof fieldResolver>;
  typeResolver: typeof typeResolver;
}

/** Bulk operations of all shops. They live in memory only: one that is not there any more is, for the app, one that expired. */
export interface BulkOperations {
  of(shop: Shop): BulkOperation[];
  run(
    context: AdminContext,
    executor: Executor,
    query: string,
    isGrouped: boolean,
  ): BulkOperation | { refusal: string; code: string };
  cancel(shop: Shop, gid: string): BulkOperation | null;
  /** From here on operations stay at RUNNING until `release`. */
  hold(): void;
  /** Lets those that were held end as usual, or in another way. */
  release(end?: "completed" | "failed" | "expired"): Promise<void>;
  /** Resolves when none is under way but those that are held. */
  idle(): Promise<void>;
  /** The result that this address names, while Shopify keeps it. */
  file(shop: Shop, name: string, now: Date): string | null;
}

const ANSWER_FIRST_MS = 10;
/** An app may run so many queries at once in a shop (since 2026-01). */
const mostAtOnce = 5;
const keptForMs = 7 * 86_400_000;

export function createBulkOperations(world: () => World): BulkOperations {
  const byShop = new Map<string, BulkOperation[]>();
  const of = (shop: Shop) => byShop.get(shop.domain) ?? [];
  const underWay = new Set<Promise<void>>();
  let held: ((end: "completed" | "failed" | "expired") => Promise<void>)[] | null = null;

  return {
    of,
    run(context, executor, query, isGrouped) {
      const { shop } = context;
      const checked = checkBulkQuery(adminSchema().schema, query);
      if ("refusal" in checked) return { refusal: checked.refusal, code: "INVALID" };
      const running = of(shop).filter(({ status }) => status === "created" || status === "running");
      if (running.length >= mostAtOnce) {
        const refusal = `A bulk query operation for this app and shop is already in progress: ${running[0]?.gid}.`;
        return { refusal, code: "OPERATION_IN_PROGRESS" };
      }
      const operation = newOperation(world(), query, isGrouped);
      byShop.set(shop.domain, [...of(shop), operation]);
      const end = (as: "completed" | "failed" | "expired") =>
        finish(world(), context, executor, operation, checked.document, as);
      if (held) {
        operation.status = "running";
        held.push(end);
      } else {
        // Not before the answer is out: a large result keeps this process busy for a while.
        const over = sleep(ANSWER_FIRST_MS).then(() => end("completed"));
        underWay.add(over);
        void over.finally(() => underWay.delete(over));
      }
      return operation;
    },
    cancel(shop, gid) {
      const operation = of(shop).find((each) => each.gid === gid) ?? null;
      if (operation && (operation.status === "created" || operation.status === "running")) {
        operation.status = "canceled";
        operation.completedAt = world().clock.now();
      }
      return operation;
    },
    hold() {
      held ??= [];
    },
    async release(end = "completed") {
      const waiting = held ?? [];
      held = null;
      for (const each of waiting) await each(end);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    file(shop, name, now) {
      const operation = of(shop).find(({ secret }) => `${secret}.jsonl` === name);
      const isKept = operation?.completedAt && now.getTime() - operation.completedAt.getTime() <= keptForMs;
      return isKept ? operation.file : null;
    },
  };
}

function newOperation(world: World, query: string, isGrouped: boolean): BulkOperation {
  return {
    gid: world.newGid("BulkOperation"),
    query,
    isGrouped,
    status: "created",
    errorCode: null,
    createdAt: world.clock.now(),
    completedAt: null,
    objectCount: 0,
    rootObjectCount: 0,
    file: null,
    secret: randomUUID(),
  };
}

async function finish(
  world: World,
  context: AdminContext,
  { fieldResolver, typeResolver }: Executor,
  operation: BulkOperation,
  document: DocumentNode,
  end: "completed" | "failed" | "expired",
): Promise<void> {
  if (operation.status === "canceled") return;
  operation.status = end;
  operation.completedAt = world.clock.now();
  if (end === "completed") {
    const result = await execute({
      schema: adminSchema().schema,
      document,
      contextValue: { ...context, isBulk: true, counted: { cost: 0 } },
      rootValue: {},
      fieldResolver,
      typeResolver,
    });
    const [error] = result.errors ?? [];
    if (error) {
      operation.status = "failed";
      operation.errorCode = error.extensions.code === "ACCESS_DENIED" ? "ACCESS_DENIED" : "INTERNAL_SERVER_ERROR";
    } else {
      const { lines, roots } = linesOf(Object.values(result.data ?? {})[0], operation.isGrouped);
      operation.objectCount = lines.length;
      operation.rootObjectCount = roots;
      operation.file = lines.length === 0 ? null : `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
    }
  } else if (end === "failed") operation.errorCode = "INTERNAL_SERVER_ERROR";
  world.webhooks.send(context.shop, "bulk_operations/finish", payloadOf(context.shop, operation), randomUUID());
}

function payloadOf(shop: Shop, operation: BulkOperation) {
  return {
    admin_graphql_api_id: operation.gid,
    completed_at: operation.completedAt ? shopTime(shop, operation.completedAt) : null,
    created_at: shopTime(shop, operation.createdAt),
    error_code: operation.errorCode?.toLowerCase() ?? null,
    status: operation.status,
    type: "query",
  };
}
