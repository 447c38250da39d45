import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { GraphQLSchema } from "graphql";
import { parse } from "smol-toml";
import { z } from "zod";
import { functionSchema, type InputQuery, readInputQuery } from "./input-query.ts";
import { TARGETS, type Target } from "./output.ts";

/** A Function as it was deployed: its real input queries, its real bundle and the schema of the version that its file names. */
export interface FunctionExtension {
  handle: string;
  apiVersion: string;
  schema: GraphQLSchema;
  /** Script that leaves the exported functions on `globalThis`. */
  bundle: string;
  targets: Partial<Record<Target, { query: InputQuery; functionName: string }>>;
  /** Metafield of the discount whose JSON gives the input query its variables. */
  variables: { namespace: string; key: string } | null;
}

const functionToml = z.looseObject({
  api_version: z.string(),
  extensions: z
    .array(
      z.looseObject({
        type: z.string(),
        handle: z.string(),
        targeting: z
          .array(z.looseObject({ target: z.string(), input_query: z.string(), export: z.string() }))
          .optional(),
        input: z.looseObject({ variables: z.object({ namespace: z.string(), key: z.string() }).optional() }).optional(),
      }),
    )
    .min(1),
});

const deployed = new Map<string, FunctionExtension>();

/**
 * Reads the Function called `handle` from the folder of extensions. Throws what a deploy would refuse: a query that does not fit
 * the schema, an unknown target, a missing bundle.
 */
export function readFunctionExtension(extensionsFolder: string, handle: string): FunctionExtension {
  const known = deployed.get(`${extensionsFolder}:${handle}`);
  if (known) return known;
  for (const name of readdirSync(extensionsFolder)) {
    const folder = join(extensionsFolder, name);
    const file = join(folder, "shopify.extension.toml");
    if (!existsSync(file)) continue;
    const toml = functionToml.safeParse(parse(readFileSync(file, "utf8")));
    const found = toml.data?.extensions.find((each) => each.type === "function" && each.handle === handle);
    if (!toml.data || !found) continue;
    const extension = readFunction(folder, toml.data.api_version, found);
    deployed.set(`${extensionsFolder}:${handle}`, extension);
    return extension;
  }
  throw new Error(`No extension below ${extensionsFolder} is a Function called "${handle}".`);
}

type FunctionToml = z.infer<typeof functionToml>["extensions"][number];

function readFunction(folder: string, apiVersion: string, toml: FunctionToml): FunctionExtension {
  const bundleFile = join(folder, "dist/function.js");
  if (!existsSync(bundleFile)) throw new Error(`${bundleFile} is missing: "npm run build:extensions" makes it.`);
  const schema = functionSchema(apiVersion);
  const targets: FunctionExtension["targets"] = {};
  for (const targeting of toml.targeting ?? []) {
    if (!isTarget(targeting.target)) throw new Error(`${toml.handle} has the unknown target "${targeting.target}".`);
    targets[targeting.target] = {
      query: readInputQuery(readFileSync(join(folder, targeting.input_query), "utf8"), schema),
      // Shopify's toolchain turns the export's kebab case into the function's camel case.
      functionName: targeting.export.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    };
  }
  return {
    handle: toml.handle,
    apiVersion,
    schema,
    bundle: readFileSync(bundleFile, "utf8"),
    targets,
    variables: toml.input?.variables ?? null,
  };
}

function isTarget(text: string): text is Target {
  return text in TARGETS;
}
