import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  Kind,
  parse,
  type SelectionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { isConnection } from "../admin-api/cost.ts";
import { validationErrors } from "../admin-api/refuse-operation.ts";

const mostConnections = 5;
const deepestConnection = 2;

export type CheckedQuery = { document: DocumentNode } | { refusal: string };

/**
 * What Shopify refuses of a bulk query (https://shopify.dev/docs/api/usage/bulk-operations/queries): one operation without variables, with one
 * field at its root that is no `node` or `nodes`; at least one connection and at most five, at most two deep; none within a list; each read by
 * `edges { node }`, and the id selected of whatever has a connection within. Fragments are not simulated.
 */
export function checkBulkQuery(schema: GraphQLSchema, text: string): CheckedQuery {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { refusal: `Invalid bulk query: ${error.message}` };
  }
  const [invalid] = validationErrors(schema, document);
  if (invalid) return { refusal: `Invalid bulk query: ${invalid.message}` };
  const refusal = refusalOfRoot(document) ?? refusalOfConnections(schema, document);
  return refusal === null ? { document } : { refusal };
}

function refusalOfRoot(document: DocumentNode): string | null {
  const [operation, another] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || another) return "Bulk queries must contain a single operation";
  if (operation.operation !== "query") return "Bulk queries must be queries";
  if ((operation.variableDefinitions ?? []).length > 0) return "Bulk queries cannot use variables";
  const [root, second] = operation.selectionSet.selections;
  if (second || root?.kind !== Kind.FIELD) return "Bulk queries must contain a single root field";
  if (root.name.value === "node" || root.name.value === "nodes") return "The parent field cannot be `node` or `nodes`";
  return null;
}

function refusalOfConnections(schema: GraphQLSchema, document: DocumentNode): string | null {
  const types = new TypeInfo(schema);
  const around: { connections: number; isInList: boolean }[] = [{ connections: 0, isInList: false }];
  const refusals: string[] = [];
  let count = 0;
  const look = visitWithTypeInfo(types, {
    Field: {
      enter(field, _key, parent) {
        const { connections, isInList } = around.at(-1) ?? { connections: 0, isInList: false };
        const type = types.getType();
        const isOne = type ? isConnection(getNamedType(type)) : false;
        if (isOne) {
          count += 1;
          const siblings = Array.isArray(parent) ? namesOf(parent) : [];
          if (isInList) refusals.push("Queries that contain a connection field within a list field are not supported");
          if (connections >= deepestConnection) refusals.push("Connections can be nested at most two deep");
          if (connections > 0 && !siblings.includes("id"))
            refusals.push("The parent 'node' field for a nested connection must select the 'id' field");
          if (!namesOf(field.selectionSet?.selections ?? []).includes("edges"))
            refusals.push("Connections must select their nodes by `edges { node }`");
        }
        const isList = isListType(getNullableType(type)) && field.name.value !== "edges";
        around.push({ connections: connections + Number(isOne), isInList: isInList || isList });
      },
      leave() {
        around.pop();
      },
    },
  });
  visit(document, look);
  if (count === 0) return "Bulk queries must contain at least one connection.";
  if (count > mostConnections) return `Bulk queries cannot contain more than ${mostConnections} connections`;
  return refusals[0] ?? null;
}

function namesOf(selections: readonly SelectionNode[]): string[] {
  return selections.flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : []));
}
