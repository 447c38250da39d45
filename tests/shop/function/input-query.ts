import { readFileSync } from "node:fs";
import {
  buildClientSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** Bytes and cost that Shopify allows an input query, shopify.dev/docs/apps/build/functions/input-output#limitations. */
const LIMITS = { bytes: 3000, cost: 30, listArgument: 100 };

const COSTS: Record<string, number> = {
  metafield: 3,
  hasAnyTag: 3,
  hasTags: 3,
  inAnyCollection: 3,
  inCollections: 3,
  metaobject: 1,
  field: 3,
  __typename: 0,
};

const schemas = new Map<string, GraphQLSchema>();

/** The discount Functions' schema of one API version, as the set-up stored it from Shopify's own package. */
export function functionSchema(version: string): GraphQLSchema {
  let schema = schemas.get(version);
  if (!schema) {
    const file = new URL(`../../../.cache/schemas/functions_discount_${version}.json`, import.meta.url);
    const stored = JSON.parse(readFileSync(file, "utf8"));
    schema = buildClientSchema(stored.data ?? stored);
    schemas.set(version, schema);
  }
  return schema;
}

export interface InputQuery {
  document: DocumentNode;
  cost: number;
}

/** Parses an input query and refuses what `shopify app deploy` refuses: unknown fields, too many bytes, too high a cost. */
export function readInputQuery(text: string, schema: GraphQLSchema): InputQuery {
  const document = parse(text);
  const errors = validate(schema, document);
  if (errors.length > 0)
    throw new GraphQLError(`The input query is not valid: ${errors.map((e) => e.message).join(" ")}`);
  const bytes = Buffer.byteLength(text.replaceAll(/#.*$/gm, "").replaceAll(/\s+/g, " ").trim());
  if (bytes > LIMITS.bytes) throw new GraphQLError(`The input query has ${bytes} bytes; ${LIMITS.bytes} are allowed.`);
  const cost = costOf(document, schema);
  if (cost > LIMITS.cost) throw new GraphQLError(`The input query costs ${cost}; ${LIMITS.cost} are allowed.`);
  return { document, cost };
}

/** Cost as Shopify counts: 3 for a metafield or a question about tags and collections, 1 for any other leaf, nothing for what is below a metafield. */
function costOf(document: DocumentNode, schema: GraphQLSchema): number {
  const types = new TypeInfo(schema);
  let cost = 0;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: {
        enter(node) {
          for (const argument of node.arguments ?? [])
            if (argument.value.kind === "ListValue" && argument.value.values.length > LIMITS.listArgument)
              throw new GraphQLError(`${node.name.value} has more than ${LIMITS.listArgument} values.`);
          const known = COSTS[node.name.value];
          cost += known ?? (isLeafType(getNamedType(types.getType())) ? 1 : 0);
          return node.name.value === "metafield" ? false : undefined;
        },
      },
    }),
  );
  return cost;
}
