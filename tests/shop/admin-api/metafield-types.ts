import { legacyId, parseGid } from "../gid.ts";
import { definitionKey, findMetafield, metafieldsOf, ownerTypeOf, resolveNamespace } from "../metafields.ts";
import type { Metafield, MetafieldDefinition, Shop } from "../state.ts";
import { byNumber, paginate } from "./connection.ts";
import { type AdminContext, fieldsOf, optionalText, type TypeResolvers, textArg } from "./context.ts";
import { dateTime } from "./scalars.ts";

/** `metafield` and `metafields` of everything that has an owner's gid. */
export const metafieldFields = fieldsOf<{ gid: string }>({
  metafield: ({ gid }, args, { shop, world }) =>
    findMetafield(shop, gid, resolveNamespace(optionalText(args, "namespace"), world.app.appId), textArg(args, "key")),
  metafields: ({ gid }, args, { shop, world }) => {
    const given = optionalText(args, "namespace");
    const namespace = given === null ? null : resolveNamespace(given, world.app.appId);
    const all = metafieldsOf(shop, gid).filter((each) => namespace === null || each.namespace === namespace);
    return paginate(all, args, (each) => byNumber(legacyId(each.gid)));
  },
});

function definitionOf(shop: Shop, metafield: Metafield): MetafieldDefinition | null {
  return (
    shop.definitions.get(definitionKey(ownerTypeOf(metafield.ownerGid), metafield.namespace, metafield.key)) ?? null
  );
}

const metafieldType = fieldsOf<Metafield>({
  id: (metafield) => metafield.gid,
  legacyResourceId: (metafield) => legacyId(metafield.gid).toString(),
  namespace: (metafield) => metafield.namespace,
  key: (metafield) => metafield.key,
  type: (metafield) => metafield.type,
  value: (metafield) => metafield.value,
  jsonValue: (metafield) => (/^(json|list\.)/.test(metafield.type) ? JSON.parse(metafield.value) : metafield.value),
  sizeInBytes: (metafield) => Buffer.byteLength(metafield.value),
  compareDigest: (metafield) => metafield.compareDigest,
  createdAt: (metafield) => dateTime(metafield.createdAt),
  updatedAt: (metafield) => dateTime(metafield.updatedAt),
  ownerType: (metafield) => ownerTypeOf(metafield.ownerGid),
  owner: (metafield, _args, context) => nodeOf(context, metafield.ownerGid),
  definition: (metafield, _args, { shop }) => definitionOf(shop, metafield),
});

const definitionType = fieldsOf<MetafieldDefinition>({
  id: (definition) => definition.gid,
  name: (definition) => definition.name,
  namespace: (definition) => definition.namespace,
  key: (definition) => definition.key,
  description: (definition) => definition.description,
  ownerType: (definition) => definition.ownerType,
  type: (definition) => ({ name: definition.type, category: definition.type.split("_")[0]?.toUpperCase() }),
  access: (definition) => definition.access,
  capabilities: (definition) =>
    Object.fromEntries(
      Object.entries(definition.capabilities).map(([name, enabled]) => [name, { enabled, eligible: true }]),
    ),
  validations: () => [],
  pinnedPosition: () => null,
  validationStatus: () => "ALL_VALID",
  metafieldsCount: (definition, _args, { shop }) => countOf(shop, definition),
});

function countOf(shop: Shop, definition: MetafieldDefinition): number {
  const owners = [...shop.metafields.keys()].filter((gid) => ownerTypeOf(gid) === definition.ownerType);
  return owners.filter((gid) => findMetafield(shop, gid, definition.namespace, definition.key)).length;
}

/** The object behind a global id, as the Admin API answers it, or null. */
export function nodeOf({ shop, installation }: AdminContext, gid: string): object | null {
  const parsed = parseGid(gid);
  if (!parsed) return null;
  switch (parsed.type) {
    case "Shop":
      return gid === shop.gid ? shop : null;
    case "Customer":
      return shop.customers.get(gid) ?? null;
    case "Order":
      return shop.orders.get(gid) ?? null;
    case "Product":
      return shop.products.get(gid) ?? null;
    case "ProductVariant":
      return (
        [...shop.products.values()].flatMap((product) => product.variants).find((each) => each.gid === gid) ?? null
      );
    case "Collection":
      return shop.collections.get(gid) ?? null;
    case "DiscountAutomaticNode":
      return shop.discounts.get(gid) ?? null;
    case "AppInstallation":
      return gid === installation.gid ? installation : null;
    case "Refund":
      return refundOf(shop, gid);
    case "LineItem":
      return lineOf(shop, gid);
    default:
      return null;
  }
}

function refundOf(shop: Shop, gid: string) {
  for (const order of shop.orders.values()) {
    const part = order.refunds.find((refund) => refund.gid === gid);
    if (part) return { __typename: "Refund", order, part };
  }
  return null;
}

function lineOf(shop: Shop, gid: string) {
  for (const order of shop.orders.values()) {
    const part = order.lines.find((line) => line.gid === gid);
    if (part) return { __typename: "LineItem", order, part };
  }
  return null;
}

export const metafieldTypes: Record<string, TypeResolvers> = {
  Metafield: metafieldType,
  MetafieldDefinition: definitionType,
};
