import type { z } from "zod";

/** How the format calls what a schema expects, where the schema has no sentence of its own. */
const SHAPES: Record<string, string> = { object: "fields", record: "fields", array: "a list", string: "a text" };

/**
 * What a person reads about a value that does not fit.
 *
 * @param within where it stands, such as "order.lines.price"
 * @param value what was checked; the issue's path leads into it
 */
export function problemOf(issue: z.core.$ZodIssue, within: string, value: unknown): string {
  const given = valueAt(value, issue.path);
  const field = issue.path.at(-1);
  if (given === undefined && typeof field === "string") return `${within.slice(0, -field.length - 1)} needs ${field}`;
  if (issue.code === "invalid_union") {
    const nested = issue.errors.flat().find((each) => each.code !== "invalid_type");
    return `${within}: ${nested?.message ?? issue.message}`;
  }
  const shape =
    issue.code === "invalid_type" && issue.message.startsWith("Invalid input") ? SHAPES[issue.expected] : undefined;
  return `${within}: ${shape === undefined ? issue.message : `write ${shape} here`}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const part of path) {
    // One thing alone stands for a list of one.
    if (typeof part === "number" && !Array.isArray(found)) continue;
    if (typeof found !== "object" || found === null) return undefined;
    found = Reflect.get(found, part);
  }
  return found;
}
