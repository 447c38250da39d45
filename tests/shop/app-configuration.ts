import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";

/** What Shopify takes from `shopify.app.toml` and the extensions at a deploy. */
export interface AppConfiguration {
  handle: string;
  name: string;
  scopes: string[];
  optionalScopes: string[];
  apiVersion: string;
  webhooks: WebhookSubscription[];
  proxy: { url: string; prefix: string; subpath: string } | null;
  /** Handles of the extensions of type "function". */
  functionHandles: string[];
  /** Metafield definitions that a deploy makes, as `[customer.metafields.app.wallet]` declares them. */
  metafields: DeclaredMetafield[];
}

export interface WebhookSubscription {
  topic: string;
  isCompliance: boolean;
  /** A path at the app's address, or a whole address. */
  uri: string;
  includeFields: string[] | null;
  /** Namespaces of the metafields that come along. */
  metafieldNamespaces: string[] | null;
  filter: string | null;
}

export interface DeclaredMetafield {
  ownerType: string;
  key: string;
  type: string;
  name: string;
  description: string | null;
  access: { admin: string; storefront: string; customerAccount: string };
}

const scopeList = z.string().transform((text) =>
  text
    .split(",")
    .map((scope) => scope.trim())
    .filter(Boolean),
);

const declaredMetafield = z.looseObject({
  type: z.string(),
  name: z.string().optional(),
  description: z.string().optional(),
  access: z
    .looseObject({
      admin: z.string().optional(),
      storefront: z.string().optional(),
      customer_account: z.string().optional(),
    })
    .default({}),
});

const metafieldOwner = z.looseObject({
  metafields: z.looseObject({ app: z.record(z.string(), declaredMetafield).optional() }).optional(),
});

const appToml = z.looseObject({
  name: z.string(),
  handle: z.string().optional(),
  access_scopes: z.looseObject({ scopes: scopeList, optional_scopes: z.array(z.string()).default([]) }),
  webhooks: z.looseObject({
    api_version: z.string(),
    subscriptions: z
      .array(
        z.looseObject({
          topics: z.array(z.string()).default([]),
          compliance_topics: z.array(z.string()).default([]),
          uri: z.string(),
          include_fields: z.array(z.string()).optional(),
          metafield_namespaces: z.array(z.string()).optional(),
          filter: z.string().optional(),
        }),
      )
      .default([]),
  }),
  app_proxy: z.object({ url: z.string(), prefix: z.string(), subpath: z.string() }).optional(),
});

const ownersInToml = [
  "customer",
  "order",
  "product",
  "variant",
  "shop",
  "company",
  "location",
  "collection",
  "discount",
];

/** Reads `shopify.app.toml` and `extensions/` below `root`. Throws where Shopify's CLI would refuse the file. */
export function readAppConfiguration(root: string): AppConfiguration {
  return parseAppConfiguration(
    readFileSync(join(root, "shopify.app.toml"), "utf8"),
    readFunctionHandles(join(root, "extensions")),
  );
}

/** The same from the file's text. */
export function parseAppConfiguration(text: string, functionHandles: string[]): AppConfiguration {
  const raw = parse(text);
  const toml = appToml.parse(raw);
  const webhooks = toml.webhooks.subscriptions.flatMap((subscription) => {
    const rest = {
      uri: subscription.uri,
      includeFields: subscription.include_fields ?? null,
      metafieldNamespaces: subscription.metafield_namespaces ?? null,
      filter: subscription.filter ?? null,
    };
    return [
      ...subscription.topics.map((topic) => ({ topic, isCompliance: false, ...rest })),
      ...subscription.compliance_topics.map((topic) => ({ topic, isCompliance: true, ...rest })),
    ];
  });
  return {
    handle: toml.handle ?? toml.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
    name: toml.name,
    scopes: toml.access_scopes.scopes,
    optionalScopes: toml.access_scopes.optional_scopes,
    apiVersion: toml.webhooks.api_version,
    webhooks,
    proxy: toml.app_proxy ?? null,
    functionHandles,
    metafields: ownersInToml.flatMap((owner) => declaredMetafields(owner, raw[owner])),
  };
}

function declaredMetafields(owner: string, section: unknown): DeclaredMetafield[] {
  const app = metafieldOwner.safeParse(section).data?.metafields?.app ?? {};
  return Object.entries(app).map(([key, field]) => ({
    ownerType: owner === "variant" ? "PRODUCTVARIANT" : owner.toUpperCase(),
    key,
    type: field.type,
    name: field.name ?? key,
    description: field.description ?? null,
    access: {
      admin: (field.access.admin ?? "merchant_read").toUpperCase(),
      storefront: (field.access.storefront ?? "none").toUpperCase(),
      customerAccount: (field.access.customer_account ?? "none").toUpperCase(),
    },
  }));
}

const extensionToml = z.looseObject({
  extensions: z.array(z.looseObject({ type: z.string(), handle: z.string().optional() })).default([]),
});

function readFunctionHandles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory).flatMap((name) => {
    const file = join(directory, name, "shopify.extension.toml");
    if (!existsSync(file)) return [];
    const { extensions } = extensionToml.parse(parse(readFileSync(file, "utf8")));
    return extensions.filter((extension) => extension.type === "function").map((extension) => extension.handle ?? name);
  });
}
