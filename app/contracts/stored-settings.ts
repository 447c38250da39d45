import type { z } from "zod";

/**
 * Reads settings that were published once: with the schema's defaults for what has been added since, and without what makes sense to refuse only
 * of settings that are about to be published. A contradiction that we have learned to see since must not stop a shop whose programme has run with
 * it; types are held as strictly as ever.
 *
 * @throws z.ZodError where they are no such settings at all
 */
export function readStored<Schema extends z.ZodType>(schema: Schema, stored: unknown): z.output<Schema> {
  const { value, issues } = schema._zod.run({ value: stored, issues: [] }, { async: false }) as z.core.ParsePayload;
  const wrong = issues.filter((issue) => !(issue.code === "custom" && issue.params?.problem));
  if (wrong.length === 0) return value as z.output<Schema>;
  return schema.parse(stored) as z.output<Schema>;
}
