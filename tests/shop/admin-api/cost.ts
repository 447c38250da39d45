import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  valueFromASTUntyped,
} from "graphql";

/**
 * What a query costs before it runs, by Shopify's published rules (https://shopify.dev/docs/api/usage/limits): a scalar 0, an object 1, a
 * connection as many of its nodes as `first` or `last` asks for, a mutation 10. Shopify rounds large connections down by a formula that it
 * does not publish; ours is the upper bound.
 */
export function requestedCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const counting: Counting = { schema, fragments, variables };
  const total = costOfSelections(counting, root, operation.selectionSet.selections);
  return operation.operation === "mutation" ? total + 10 * operation.selectionSet.selections.length : total;
}

interface Counting {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
}

/** Different types behind an interface or union exclude each other: the dearest one counts. */
function costOfSelections(
  counting: Counting,
  parent: GraphQLCompositeType,
  selections: readonly SelectionNode[],
): number {
  let own = 0;
  const byType = new Map<string, number>();
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      own += costOfField(counting, parent, selection);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? counting.fragments.get(selection.name.value) : selection;
    if (!fragment) continue;
    const named = fragment.typeCondition ? counting.schema.getType(fragment.typeCondition.name.value) : parent;
    if (!isCompositeType(named)) continue;
    const cost = costOfSelections(counting, named, fragment.selectionSet.selections);
    if (named === parent || isInterfaceType(named)) own += cost;
    else byType.set(named.name, (byType.get(named.name) ?? 0) + cost);
  }
  return own + Math.max(0, ...byType.values());
}

function costOfField(counting: Counting, parent: GraphQLCompositeType, field: FieldNode): number {
  const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value] : undefined;
  const type = definition ? getNamedType(definition.type) : undefined;
  if (!type || !isCompositeType(type)) return 0;
  const inner = costOfSelections(counting, type, field.selectionSet?.selections ?? []);
  const size = sizeAsked(counting, field);
  if (isPlumbing(type)) return isConnection(type) ? 2 + inner * (size ?? 1) : inner;
  return (1 + inner) * (size ?? 1);
}

/** Connections and edges carry nodes and cost nothing themselves. */
function isPlumbing(type: GraphQLNamedType): boolean {
  return isConnection(type) || type.name.endsWith("Edge") || type.name === "PageInfo" || type.name.endsWith("Payload");
}

export function isConnection(type: GraphQLNamedType): boolean {
  return type.name.endsWith("Connection");
}

function sizeAsked(counting: Counting, field: FieldNode): number | null {
  for (const argument of field.arguments ?? []) {
    if (argument.name.value !== "first" && argument.name.value !== "last") continue;
    const value = valueFromASTUntyped(argument.value, counting.variables);
    if (typeof value === "number") return value;
  }
  return null;
}
