import { parseGid } from "../gid.ts";
import { definitionKey, findMetafield, ownerTypeOf, resolveNamespace, setMetafield } from "../metafields.ts";
import type { MetafieldDefinition } from "../state.ts";
import { scopeToChange } from "./access.ts";
import {
  type AdminContext,
  type Args,
  demandScope,
  fieldsOf,
  inputArg,
  listArg,
  optionalText,
  textArg,
} from "./context.ts";
import { nodeOf } from "./metafield-types.ts";
import { checkValue, isKnownType, largestBytes } from "./metafield-values.ts";

interface SetError {
  field: string[];
  message: string;
  code: string;
  elementIndex: number | null;
}

interface PreparedMetafield {
  ownerGid: string;
  namespace: string;
  key: string;
  type: string;
  value: string;
}

/** All or nothing: one element that is refused leaves every metafield as it was. */
function metafieldsSet(_source: unknown, args: Args, context: AdminContext) {
  const inputs = listArg(args, "metafields").map((input) => ({ ...(input as Args) }));
  if (inputs.length > 25) {
    const message = "Exceeded the maximum metafields input limit of 25.";
    return {
      metafields: null,
      userErrors: [{ field: ["metafields"], message, code: "LESS_THAN_OR_EQUAL_TO", elementIndex: null }],
    };
  }
  for (const input of inputs) demandOwnerScope(context, "metafieldsSet", textArg(input, "ownerId"));
  const prepared: PreparedMetafield[] = [];
  const errors: SetError[] = [];
  for (const [index, input] of inputs.entries()) {
    const result = prepare(context, input);
    if ("code" in result)
      errors.push({
        field: ["metafields", String(index), ...result.field],
        message: result.message,
        code: result.code,
        elementIndex: index,
      });
    else prepared.push(result);
  }
  if (errors.length > 0) return { metafields: [], userErrors: errors };
  return { metafields: prepared.map((each) => setMetafield(context.world, context.shop, each)), userErrors: [] };
}

/** Shopify asks for what changing the owner asks for. */
function demandOwnerScope(context: AdminContext, fieldName: string, ownerGid: string): void {
  const scope = scopeToChange(parseGid(ownerGid)?.type ?? "");
  if (scope) demandScope(context, fieldName, scope);
}

type Refusal = { field: string[]; message: string; code: string };

function prepare(context: AdminContext, input: Args): PreparedMetafield | Refusal {
  const { shop, world } = context;
  const ownerGid = textArg(input, "ownerId");
  const key = textArg(input, "key");
  const value = textArg(input, "value");
  const namespace = resolveNamespace(optionalText(input, "namespace"), world.app.appId);
  if (!nodeOf(context, ownerGid)) return { field: ["ownerId"], message: "Owner does not exist.", code: "INVALID" };
  const name = checkName(namespace, key, world.app.appId);
  if (name) return name;
  const definition = shop.definitions.get(definitionKey(ownerTypeOf(ownerGid), namespace, key));
  const type = optionalText(input, "type") ?? definition?.type ?? null;
  if (type === null) return { field: ["type"], message: "Type can't be blank", code: "BLANK" };
  if (definition && type !== definition.type) {
    return {
      field: ["type"],
      message: `Type '${type}' must be consistent with the definition's type '${definition.type}'.`,
      code: "INVALID_TYPE",
    };
  }
  if (!isKnownType(type))
    return { field: ["type"], message: `Type '${type}' is not one that the simulated shop knows.`, code: "INCLUSION" };
  if (Buffer.byteLength(value) > largestBytes(type)) {
    return { field: ["value"], message: `Value is too long (maximum is ${largestBytes(type)})`, code: "TOO_LONG" };
  }
  const check = checkValue(type, value);
  if (check.outcome === "invalid") return { field: ["value"], message: check.message, code: "INVALID_VALUE" };
  const stale = checkDigest(input, findMetafield(shop, ownerGid, namespace, key)?.compareDigest ?? null);
  return stale ?? { ownerGid, namespace, key, type, value };
}

function checkName(namespace: string, key: string, appId: string): Refusal | null {
  if (namespace.startsWith("app--") && !namespace.startsWith(`app--${appId}`)) {
    return {
      field: ["namespace"],
      message: "Access to this namespace and key on this resource type is not allowed.",
      code: "APP_NOT_AUTHORIZED",
    };
  }
  if (key.length < 2)
    return { field: ["key"], message: "Key is too short (minimum is 2 characters)", code: "TOO_SHORT" };
  if (key.length > 64)
    return { field: ["key"], message: "Key is too long (maximum is 64 characters)", code: "TOO_LONG" };
  if (namespace.length < 3)
    return { field: ["namespace"], message: "Namespace is too short (minimum is 3 characters)", code: "TOO_SHORT" };
  if (namespace.length > 255)
    return { field: ["namespace"], message: "Namespace is too long (maximum is 255 characters)", code: "TOO_LONG" };
  if (!/^[\w-]+$/.test(key))
    return { field: ["key"], message: "Key contains one or more invalid characters.", code: "INVALID" };
  return null;
}

/** Compare and set: null demands that nothing is there yet, a digest that nothing has changed since it was read. */
function checkDigest(input: Args, current: string | null): Refusal | null {
  if (!("compareDigest" in input)) return null;
  const expected = input.compareDigest;
  if (typeof expected === "string" && !/^[0-9a-f]{64}$/.test(expected)) {
    return {
      field: ["compareDigest"],
      message: "The provided `compareDigest` is invalid.",
      code: "INVALID_COMPARE_DIGEST",
    };
  }
  if (expected === current) return null;
  const message = "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.";
  return { field: ["compareDigest"], message, code: "STALE_OBJECT" };
}

function metafieldsDelete(_source: unknown, args: Args, context: AdminContext) {
  const inputs = listArg(args, "metafields").map((input) => ({ ...(input as Args) }));
  for (const input of inputs) demandOwnerScope(context, "metafieldsDelete", textArg(input, "ownerId"));
  const missing = inputs.findIndex((input) => !nodeOf(context, textArg(input, "ownerId")));
  if (missing >= 0) {
    return {
      deletedMetafields: [],
      userErrors: [{ field: ["metafields", String(missing), "ownerId"], message: "Owner does not exist." }],
    };
  }
  const deletedMetafields = inputs.map((input) => {
    const ownerId = textArg(input, "ownerId");
    const namespace = resolveNamespace(textArg(input, "namespace"), context.world.app.appId);
    const key = textArg(input, "key");
    const isGone = context.shop.metafields.get(ownerId)?.delete(`${namespace}.${key}`) ?? false;
    return isGone ? { ownerId, namespace, key } : null;
  });
  return { deletedMetafields, userErrors: [] };
}

type Access = MetafieldDefinition["access"];

/** The access of a definition; only an app's own namespace may say who else reads and writes in the admin. */
function accessOf(given: unknown, before: Access): Access {
  if (typeof given !== "object" || given === null) return before;
  const { admin, storefront, customerAccount } = given as Partial<Access>;
  return {
    admin: admin ?? before.admin,
    storefront: storefront ?? before.storefront,
    customerAccount: customerAccount ?? before.customerAccount,
  };
}

function capabilitiesOf(
  given: unknown,
  before: MetafieldDefinition["capabilities"],
): MetafieldDefinition["capabilities"] {
  if (typeof given !== "object" || given === null) return before;
  const enabled = (name: keyof typeof before) => {
    const capability: unknown = Reflect.get(given, name);
    if (typeof capability !== "object" || capability === null) return before[name];
    return Reflect.get(capability, "enabled") === true;
  };
  return {
    adminFilterable: enabled("adminFilterable"),
    smartCollectionCondition: enabled("smartCollectionCondition"),
    uniqueValues: enabled("uniqueValues"),
    cartToOrderCopyable: enabled("cartToOrderCopyable"),
  };
}

const noCapabilities = {
  adminFilterable: false,
  smartCollectionCondition: false,
  uniqueValues: false,
  cartToOrderCopyable: false,
};

function metafieldDefinitionCreate(_source: unknown, args: Args, { shop, world }: AdminContext) {
  const input = inputArg(args, "definition");
  const refuse = (field: string, message: string, code: string) => ({
    createdDefinition: null,
    userErrors: [{ field: ["definition", field], message, code }],
  });
  const ownerType = textArg(input, "ownerType");
  const key = textArg(input, "key");
  const type = textArg(input, "type");
  const namespace = resolveNamespace(optionalText(input, "namespace"), world.app.appId);
  const access = accessOf(input.access, { admin: "PUBLIC_READ_WRITE", storefront: "NONE", customerAccount: "NONE" });
  const isOwn = namespace.startsWith(`app--${world.app.appId}`);
  if (namespace.startsWith("app--") && !isOwn)
    return refuse("namespace", "The namespace belongs to another app.", "RESERVED_NAMESPACE_KEY");
  if (!isOwn && access.admin !== "PUBLIC_READ_WRITE") {
    return refuse(
      "access",
      'Setting this access control is not permitted. It must be one of ["public_read_write"].',
      "ADMIN_ACCESS_INPUT_NOT_ALLOWED",
    );
  }
  const name = checkName(namespace, key, world.app.appId);
  if (name) return refuse("key", name.message, name.code);
  if (!isKnownType(type)) return refuse("type", `Type ${type} is not a valid type.`, "INCLUSION");
  const place = definitionKey(ownerType, namespace, key);
  if (shop.definitions.has(place))
    return refuse("key", `Key is in use for ${ownerType} metafields on the '${namespace}' namespace.`, "TAKEN");
  const definition: MetafieldDefinition = {
    gid: world.newGid("MetafieldDefinition"),
    ownerType,
    namespace,
    key,
    name: textArg(input, "name"),
    description: optionalText(input, "description"),
    type,
    access: isOwn && access.admin === "PUBLIC_READ_WRITE" ? { ...access, admin: "MERCHANT_READ_WRITE" } : access,
    capabilities: capabilitiesOf(input.capabilities, noCapabilities),
  };
  shop.definitions.set(place, definition);
  return { createdDefinition: definition, userErrors: [] };
}

function metafieldDefinitionUpdate(_source: unknown, args: Args, { shop, world }: AdminContext) {
  const input = inputArg(args, "definition");
  const namespace = resolveNamespace(optionalText(input, "namespace"), world.app.appId);
  const key = textArg(input, "key");
  const definition = shop.definitions.get(definitionKey(textArg(input, "ownerType"), namespace, key));
  const refuse = (message: string, code: string) => ({
    updatedDefinition: null,
    validationJob: null,
    userErrors: [{ field: ["definition"], message, code }],
  });
  if (!definition) return refuse("Definition not found.", "NOT_FOUND");
  if (world.configuration.metafields.some((each) => each.key === key && each.ownerType === definition.ownerType)) {
    return refuse("This definition is managed by the app's configuration file.", "APP_CONFIG_MANAGED");
  }
  definition.name = optionalText(input, "name") ?? definition.name;
  definition.description = optionalText(input, "description") ?? definition.description;
  definition.access = accessOf(input.access, definition.access);
  definition.capabilities = capabilitiesOf(input.capabilities, definition.capabilities);
  return { updatedDefinition: definition, validationJob: null, userErrors: [] };
}

function metafieldDefinitionDelete(_source: unknown, args: Args, { shop }: AdminContext) {
  const id = optionalText(args, "id");
  const found = [...shop.definitions.entries()].find(([, definition]) => definition.gid === id);
  if (!found) {
    return {
      deletedDefinitionId: null,
      deletedDefinition: null,
      userErrors: [{ field: ["id"], message: "Definition not found.", code: "NOT_FOUND" }],
    };
  }
  const [place, definition] = found;
  shop.definitions.delete(place);
  if (args.deleteAllAssociatedMetafields === true) {
    for (const [ownerGid, owned] of shop.metafields) {
      if (ownerTypeOf(ownerGid) === definition.ownerType) owned.delete(`${definition.namespace}.${definition.key}`);
    }
  }
  const { ownerType, namespace, key } = definition;
  return { deletedDefinitionId: definition.gid, deletedDefinition: { ownerType, namespace, key }, userErrors: [] };
}

export const metafieldMutations = fieldsOf<unknown>({
  metafieldsSet,
  metafieldsDelete,
  metafieldDefinitionCreate,
  metafieldDefinitionUpdate,
  metafieldDefinitionDelete,
});
