import { readFileSync } from "node:fs";
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from "graphql";
import { API_VERSION } from "#app/contracts/api-version.ts";

/** Shopify's own schema of the Admin API, with the access that it says each type and field requires. */
export interface AdminSchema {
  schema: GraphQLSchema;
  /** Shopify's sentence, such as "`read_orders` access scope." for "Order" or "Mutation.orderCancel". */
  requiredAccess: ReadonlyMap<string, string>;
}

interface AccessNote {
  name: string;
  requiredAccess?: string | null;
}

type AnnotatedIntrospection = {
  __schema: { types: (AccessNote & { fields?: AccessNote[] | null })[] };
} & IntrospectionQuery;

let loaded: AdminSchema | undefined;

/** Reads the schema once a process: 11 MB of introspection, a tenth of a second. Throws when the set-up has not fetched it. */
export function adminSchema(): AdminSchema {
  loaded ??= loadSchema(new URL(`../../../.cache/schemas/admin_${API_VERSION}.json`, import.meta.url));
  return loaded;
}

function loadSchema(file: URL): AdminSchema {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Error(`${file.pathname} is missing: the set-up of npm test and npm run demo fetches Shopify's schemas.`);
  }
  const parsed = JSON.parse(text) as { data: AnnotatedIntrospection };
  const requiredAccess = new Map<string, string>();
  for (const type of parsed.data.__schema.types) {
    if (type.requiredAccess) requiredAccess.set(type.name, type.requiredAccess.trim());
    for (const field of type.fields ?? []) {
      if (field.requiredAccess) requiredAccess.set(`${type.name}.${field.name}`, field.requiredAccess.trim());
    }
  }
  return { schema: buildClientSchema(parsed.data, { assumeValid: true }), requiredAccess };
}
