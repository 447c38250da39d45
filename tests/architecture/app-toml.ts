import {
  buildClientSchema,
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  type IntrospectionQuery,
  isCompositeType,
  isEnumType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { parse } from "smol-toml";
import { z } from "zod";

/**
 * A lint of what Shopify's command line lets pass in TOML files: topics, scopes, metafield access and versions. It tells
 * each problem in one sentence.
 */

/** Shopify's schema, with the access that its introspection names beside types and fields (`requiredAccess`). */
export interface AdminSchema {
  schema: GraphQLSchema;
  requiredAccess: ReadonlyMap<string, string>;
}

interface AnnotatedType {
  name: string;
  requiredAccess?: string | null;
  fields?: { name: string; requiredAccess?: string | null }[] | null;
}

export function readAdminSchema(text: string): AdminSchema {
  const parsed = JSON.parse(text);
  const introspection = parsed.data ?? parsed;
  const requiredAccess = new Map<string, string>();
  for (const type of introspection.__schema.types as AnnotatedType[]) {
    if (type.requiredAccess) requiredAccess.set(type.name, type.requiredAccess);
    for (const field of type.fields ?? []) {
      if (field.requiredAccess) requiredAccess.set(`${type.name}.${field.name}`, field.requiredAccess);
    }
  }
  return { schema: buildClientSchema(introspection as IntrospectionQuery), requiredAccess };
}

/** One need, met by any of these scopes. */
type Need = { who: string; anyOf: string[] };

/** Mutations whose need the schema puts in words: that of the owner. Ours act on customers, orders and the shop. */
const OWNERS_OF: Record<string, string[]> = {
  "Mutation.metafieldsSet": ["write_customers"],
  "Mutation.metafieldDefinitionCreate": ["write_customers"],
  "Mutation.metafieldDefinitionUpdate": ["write_customers"],
  "Mutation.tagsAdd": ["write_orders"],
  "Mutation.tagsRemove": ["write_customers"],
};

/** Every scope that the operations need, by the schema's own words. */
export function needsOfOperations({ schema, requiredAccess }: AdminSchema, operations: DocumentNode): Need[] {
  const needs = new Map<string, Need>();
  const types = new TypeInfo(schema);
  const note = (who: string) => {
    const anyOf = OWNERS_OF[who] ?? scopesIn(requiredAccess.get(who) ?? "");
    if (anyOf.length > 0) needs.set(who, { who, anyOf });
  };
  visit(
    operations,
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType();
        if (parent) note(`${parent.name}.${node.name.value}`);
        const type = getNamedType(types.getType());
        if (isCompositeType(type)) note(type.name);
      },
    }),
  );
  return [...needs.values()];
}

function scopesIn(text: string): string[] {
  return [...text.matchAll(/\b(?:read|write)_[a-z_]+\b/g)].map((match) => match[0]);
}

const subscription = z.strictObject({
  topics: z.array(z.string()).default([]),
  compliance_topics: z.array(z.string()).default([]),
  /** Held against what is read of the payload by `tests/contracts/payload-schemas.test.ts`. */
  include_fields: z.array(z.string()).optional(),
  metafield_namespaces: z.array(z.string()).optional(),
  uri: z.string(),
});

const appToml = z.looseObject({
  access_scopes: z.strictObject({ scopes: z.string(), optional_scopes: z.array(z.string()).default([]) }),
  webhooks: z.strictObject({ api_version: z.string(), subscriptions: z.array(subscription) }),
  app_proxy: z.strictObject({ url: z.string(), prefix: z.string(), subpath: z.string() }),
});

const COMPLIANCE_TOPICS = ["customers/data_request", "customers/redact", "shop/redact"];

/** Problems of `shopify.app.toml`, none when it is right. */
export function problemsOfAppToml(
  text: string,
  expected: { admin: AdminSchema; operations: DocumentNode; apiVersion: string; fileExists: (path: string) => boolean },
): string[] {
  const toml = appToml.parse(parse(text));
  const { subscriptions, api_version } = toml.webhooks;
  const topics = subscriptions.flatMap((each) => each.topics);
  const compliance = subscriptions.flatMap((each) => each.compliance_topics);
  const required = toml.access_scopes.scopes.split(",");
  const optional = toml.access_scopes.optional_scopes;
  const problems: string[] = [];
  if (api_version !== expected.apiVersion)
    problems.push(`webhooks speak ${api_version}, the app ${expected.apiVersion}`);
  problems.push(...problemsOfTopics(topics, compliance, expected.admin.schema));
  const needs = [
    ...needsOfOperations(expected.admin, expected.operations),
    ...topics.map((topic) => needOfTopic(topic, expected.admin.schema)),
    { who: "app_proxy", anyOf: ["write_app_proxy"] },
  ];
  problems.push(...problemsOfScopes(required, optional, needs));
  problems.push(...problemsOfHandlers(text, [...topics, ...compliance], expected.fileExists));
  problems.push(...problemsOfAccess(toml));
  return problems;
}

function problemsOfTopics(topics: string[], compliance: string[], schema: GraphQLSchema): string[] {
  const known = schema.getType("WebhookSubscriptionTopic");
  const isKnown = (topic: string) => isEnumType(known) && known.getValue(enumName(topic)) !== undefined;
  return [
    ...topics.filter((topic) => !isKnown(topic)).map((topic) => `Shopify knows no topic ${topic}`),
    ...compliance
      .filter((topic) => !COMPLIANCE_TOPICS.includes(topic))
      .map((topic) => `${topic} is no compliance topic`),
    ...COMPLIANCE_TOPICS.filter((topic) => !compliance.includes(topic)).map((topic) => `${topic} is not subscribed to`),
    ...[...topics, ...compliance]
      .filter((topic, index, all) => all.indexOf(topic) !== index)
      .map((topic) => `${topic} is subscribed to twice`),
  ];
}

function enumName(topic: string): string {
  return topic.toUpperCase().replace(/[/.]/g, "_");
}

function needOfTopic(topic: string, schema: GraphQLSchema): Need {
  const type = schema.getType("WebhookSubscriptionTopic");
  const description = isEnumType(type) ? (type.getValue(enumName(topic))?.description ?? "") : "";
  return { who: topic, anyOf: scopesIn(description.slice(Math.max(0, description.indexOf("Requires")))) };
}

/** What is read only for what a merchant has chosen, and never on the way to anything else. */
const READ_BY_CHOICE = /^(QueryRoot\.giftCards?$|GiftCard|StoreCreditAccount)/;

/** Only a mutation, or what is read for it, may need what a merchant can decline: all else belongs to every installation. */
function problemsOfScopes(required: string[], optional: string[], needs: Need[]): string[] {
  const isIn = (scopes: string[]) => (scope: string) =>
    scopes.includes(scope) || scopes.includes(scope.replace(/^read_/, "write_"));
  const isMet = ({ who, anyOf }: Need) =>
    anyOf.some(isIn(required)) ||
    ((who.startsWith("Mutation.") || READ_BY_CHOICE.test(who)) && anyOf.some(isIn(optional)));
  const missing = needs.filter((need) => need.anyOf.length > 0 && !isMet(need));
  const isUsed = (scope: string) => needs.some(({ anyOf }) => anyOf.includes(scope));
  return [
    ...missing.map(({ who, anyOf }) => `${who} needs ${anyOf.join(" or ")}`),
    ...[...required, ...optional].filter((scope) => !isUsed(scope)).map((scope) => `nothing needs ${scope}`),
    ...required
      .filter((scope) => scope.startsWith("read_") && required.includes(scope.replace("read_", "write_")))
      .map((scope) => `${scope} is part of its write scope`),
    ...optional.filter(isIn(required)).map((scope) => `${scope} is optional and required`),
  ];
}

function problemsOfHandlers(text: string, topics: string[], fileExists: (path: string) => boolean): string[] {
  const handlers = new Map(
    [...text.matchAll(/"([a-z_]+[/.][a-z_]+)",?\s*# handled by ([^\s:]+):/g)].map(([, topic, path]) => [topic, path]),
  );
  return topics.flatMap((topic) => {
    const path = handlers.get(topic);
    if (!path) return [`nothing says what handles ${topic}`];
    return fileExists(path) ? [] : [`${topic} is said to be handled by ${path}, which is not there`];
  });
}

const ACCESS_VALUES: Record<string, string[]> = {
  admin: ["merchant_read", "merchant_read_write"],
  storefront: ["none", "public_read"],
  customer_account: ["none", "read", "read_write"],
};

const declaredMetafields = z.looseObject({
  metafields: z.looseObject({
    app: z.record(z.string(), z.looseObject({ access: z.record(z.string(), z.string()).optional() })),
  }),
});

function problemsOfAccess(toml: Record<string, unknown>): string[] {
  return Object.entries(toml).flatMap(([owner, section]) => {
    const declared = declaredMetafields.safeParse(section);
    if (!declared.success) return [];
    return Object.entries(declared.data.metafields.app).flatMap(([key, { access = {} }]) =>
      Object.entries(access)
        .filter(([reader, value]) => !ACCESS_VALUES[reader]?.includes(value))
        .map(([reader, value]) => `${owner}.${key}: access.${reader} cannot be ${value}`),
    );
  });
}

const extensionToml = z.looseObject({
  api_version: z.string().optional(),
  extensions: z
    .array(
      z.looseObject({
        type: z.string().optional(),
        handle: z.string().optional(),
        metafields: z.array(z.looseObject({ namespace: z.string(), key: z.string() })).default([]),
      }),
    )
    .default([]),
});

/** Problems of one `shopify.extension.toml`. */
export function problemsOfExtensionToml(
  path: string,
  text: string,
  expected: { uiVersion: string; functionVersions: string[]; metafieldKeys: string[] },
): string[] {
  const { api_version: version = "", extensions } = extensionToml.parse(parse(text));
  return extensions.flatMap((extension) => {
    const problems: string[] = [];
    if (extension.type === "ui_extension" && version !== expected.uiVersion) {
      problems.push(`${path} speaks ${version}, the app's UI extensions ${expected.uiVersion}`);
    }
    if (extension.type === "function" && !expected.functionVersions.includes(version)) {
      problems.push(`${path} speaks ${version}, Functions ${expected.functionVersions.join(" or ")}`);
    }
    for (const { namespace, key } of extension.metafields) {
      if (namespace !== "$app" || !expected.metafieldKeys.includes(key)) {
        problems.push(`${path} reads ${namespace}.${key}, which the app does not write`);
      }
    }
    return problems;
  });
}
