/** A line of a result: what was selected of one object, without what is in its connections. */
export type Line = Record<string, unknown>;

interface Family {
  line: Line;
  children: Family[];
}

/**
 * The lines of a bulk operation's result: an object each, those of a nested connection with the id of what they belong to as `__parentId`.
 * Grouped, children follow their parent; otherwise they come after all parents, which Shopify allows itself.
 *
 * @param answer what the root field answered
 */
export function linesOf(answer: unknown, isGrouped: boolean): { lines: Line[]; roots: number } {
  const families = isConnectionAnswer(answer)
    ? answer.edges.map(({ node }) => familyOf(node, null))
    : typeof answer === "object" && answer !== null
      ? [familyOf(answer, null)]
      : [];
  const roots = families.length;
  if (isGrouped) return { lines: families.flatMap(grouped), roots };
  const lines: Line[] = [];
  for (let level = families; level.length > 0; level = level.flatMap(({ children }) => children))
    lines.push(...level.map(({ line }) => line));
  return { lines, roots };
}

function grouped({ line, children }: Family): Line[] {
  return [line, ...children.flatMap(grouped)];
}

function familyOf(node: object, parentId: unknown): Family {
  const children: Family[] = [];
  const line = withoutConnections(node, Reflect.get(node, "id"), children) as Line;
  return { line: parentId === null ? line : { ...line, __parentId: parentId }, children };
}

/** The object without its connections, whose nodes become children. Null prototypes of the executor become plain objects. */
function withoutConnections(value: unknown, id: unknown, children: Family[]): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutConnections(each, id, children));
  if (typeof value !== "object" || value === null) return value;
  const kept: Line = {};
  for (const [name, field] of Object.entries(value)) {
    if (isConnectionAnswer(field)) children.push(...field.edges.map(({ node }) => familyOf(node, id)));
    else kept[name] = withoutConnections(field, id, children);
  }
  return kept;
}

function isConnectionAnswer(value: unknown): value is { edges: { node: object }[] } {
  return typeof value === "object" && value !== null && Array.isArray(Reflect.get(value, "edges"));
}
