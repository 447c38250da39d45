import { type DocumentNode, execute, GraphQLError, parse } from "graphql";
import { bulkResolvers } from "./bulk-types.ts";
import type { AdminContext } from "./context.ts";
import { requestedCost } from "./cost.ts";
import { creditMutations, creditQueries, creditTypes } from "./credit.ts";
import { discountMutations } from "./discount-mutations.ts";
import { discountTypes } from "./discount-types.ts";
import { metafieldMutations } from "./metafield-mutations.ts";
import { metafieldTypes } from "./metafield-types.ts";
import { orderMutations } from "./order-mutations.ts";
import { orderTypes } from "./order-types.ts";
import { queryTypes } from "./queries.ts";
import { chooseOperation, isOperation, validationErrors, variableErrors } from "./refuse-operation.ts";
import { fieldResolver, typeResolver } from "./resolve.ts";
import { adminSchema } from "./schema.ts";
import { shopTypes } from "./shop-types.ts";
import type { Bucket } from "./throttle.ts";

const bulk = bulkResolvers(() => executor());

const resolvers = {
  ...queryTypes,
  QueryRoot: { ...queryTypes.QueryRoot, ...creditQueries, ...bulk.QueryRoot },
  ...creditTypes,
  ...orderTypes,
  ...shopTypes,
  ...metafieldTypes,
  ...discountTypes,
  Mutation: { ...metafieldMutations, ...discountMutations, ...orderMutations, ...creditMutations, ...bulk.Mutation },
  BulkOperation: bulk.BulkOperation ?? {},
};

/** What runs a document: our resolvers, behind the access that Shopify's schema demands. */
function executor() {
  return { fieldResolver: fieldResolver(resolvers, adminSchema().requiredAccess), typeResolver };
}

/** Shopify refuses any one query above this. */
const largestCost = 1000;

/** Parsed and validated documents: an app sends the same few again and again. */
const documents = new Map<string, { document: DocumentNode; errors: object[] }>();

export interface AdminRequest {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | null;
}

/** Runs one request as Shopify's Admin API does and gives the body of its answer, which is HTTP 200 even for errors. */
export async function executeAdmin(request: AdminRequest, context: AdminContext, bucket: Bucket): Promise<object> {
  const { schema } = adminSchema();
  const prepared = prepareDocument(request.query);
  if ("syntaxError" in prepared) return { errors: [prepared.syntaxError] };
  if (prepared.errors.length > 0) return { errors: prepared.errors };
  const operation = chooseOperation(prepared.document, request.operationName);
  if (!isOperation(operation)) return { errors: [operation] };
  const wrong = variableErrors(schema, operation, request.variables);
  if (wrong.length > 0) return { errors: wrong };

  const cost = requestedCost(schema, prepared.document, operation, request.variables);
  if (cost > largestCost) return { errors: [tooDear(cost)] };
  const report = (actual: number | null) => ({
    cost: { requestedQueryCost: cost, actualQueryCost: actual, throttleStatus: bucket.status(context.shop) },
  });
  if (!bucket.take(context.shop, cost)) {
    const documentation = "https://shopify.dev/api/usage/rate-limits";
    return {
      errors: [{ message: "Throttled", extensions: { code: "THROTTLED", documentation } }],
      extensions: report(null),
    };
  }
  const result = await execute({
    schema,
    document: prepared.document,
    operationName: request.operationName,
    variableValues: request.variables,
    contextValue: context,
    rootValue: {},
    ...executor(),
  });
  const mutations = operation.operation === "mutation" ? operation.selectionSet.selections.length * 10 : 0;
  const actual = Math.min(cost, context.counted.cost + mutations);
  bucket.giveBack(context.shop, cost - actual);
  return { ...result, extensions: report(actual) };
}

function prepareDocument(query: string): { document: DocumentNode; errors: object[] } | { syntaxError: object } {
  const known = documents.get(query);
  if (known) return known;
  try {
    const document = parse(query);
    const prepared = { document, errors: validationErrors(adminSchema().schema, document) };
    documents.set(query, prepared);
    return prepared;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { syntaxError: { message: error.message, locations: error.locations ?? [] } };
  }
}

function tooDear(cost: number) {
  return {
    message: `Query cost is ${cost}, which exceeds the single query max cost limit (${largestCost}).\n\nSee https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\ncost of a query is calculated.\n\nTo query larger amounts of data with fewer limits, bulk operations should be used instead.\nSee https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.`,
    extensions: {
      code: "MAX_COST_EXCEEDED",
      cost,
      maxCost: largestCost,
      documentation: "https://shopify.dev/api/usage/rate-limits",
    },
  };
}
