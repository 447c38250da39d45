import type { BulkOperation, Executor } from "../bulk/bulk-operations.ts";
import { legacyId, parseGid } from "../gid.ts";
import { byNumber, paginate } from "./connection.ts";
import { type AdminContext, fieldsOf, type TypeResolvers, textArg } from "./context.ts";
import { invalidId } from "./refusals.ts";
import { dateTime, dateTimeOrNull } from "./scalars.ts";

const bulkOperationType = fieldsOf<BulkOperation>({
  id: (operation) => operation.gid,
  type: () => "QUERY",
  query: (operation) => operation.query,
  status: (operation) => operation.status.toUpperCase(),
  errorCode: (operation) => operation.errorCode,
  createdAt: (operation) => dateTime(operation.createdAt),
  completedAt: (operation) => dateTimeOrNull(operation.completedAt),
  objectCount: (operation) => operation.objectCount.toString(),
  rootObjectCount: (operation) => operation.rootObjectCount.toString(),
  fileSize: (operation) => (operation.file === null ? null : Buffer.byteLength(operation.file).toString()),
  // At Shopify the file lies with a storage provider, behind an address that is a secret of its own; here too no token is asked for.
  url: (operation, _args, { shop }) =>
    operation.file === null ? null : `https://${shop.domain}/bulk/${operation.secret}.jsonl`,
  partialDataUrl: () => null,
});

const queries = fieldsOf<unknown>({
  bulkOperation: (_source, args, { world, shop }) => {
    const id = textArg(args, "id");
    if (parseGid(id)?.type !== "BulkOperation") throw invalidId(id);
    return world.bulk.of(shop).find(({ gid }) => gid === id) ?? null;
  },
  bulkOperations: (_source, args, { world, shop }) =>
    paginate(world.bulk.of(shop), { reverse: true, ...args }, ({ gid }) => byNumber(legacyId(gid))),
  currentBulkOperation: (_source, args, { world, shop }) =>
    args.type === "MUTATION" ? null : (world.bulk.of(shop).at(-1) ?? null),
});

/** Bulk operations of the Admin API. `executor` comes late: it needs all resolvers, and these are among them. */
export function bulkResolvers(executor: () => Executor): Record<string, TypeResolvers> {
  return {
    BulkOperation: bulkOperationType,
    QueryRoot: queries,
    Mutation: {
      bulkOperationRunQuery: (_source: unknown, args: Record<string, unknown>, context: AdminContext) => {
        const outcome = context.world.bulk.run(context, executor(), textArg(args, "query"), args.groupObjects === true);
        return "refusal" in outcome
          ? {
              bulkOperation: null,
              userErrors: [{ field: ["query"], message: outcome.refusal, code: outcome.code }],
            }
          : { bulkOperation: outcome, userErrors: [] };
      },
      bulkOperationCancel: (_source: unknown, args: Record<string, unknown>, { world, shop }: AdminContext) => {
        const bulkOperation = world.bulk.cancel(shop, textArg(args, "id"));
        return bulkOperation
          ? { bulkOperation, userErrors: [] }
          : { bulkOperation: null, userErrors: [{ field: ["id"], message: "Bulk operation does not exist" }] };
      },
    },
  };
}
