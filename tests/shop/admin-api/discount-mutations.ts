import { resolveNamespace, setMetafield } from "../metafields.ts";
import type { AutomaticDiscount } from "../state.ts";
import { type AdminContext, type Args, fieldsOf, inputArg, listArg, optionalText, textArg } from "./context.ts";
import { functionIdOf } from "./discount-types.ts";
import { checkValue } from "./metafield-values.ts";
import { discountGid } from "./queries.ts";

interface DiscountError {
  field: string[];
  message: string;
  code: string;
  extraInfo: null;
}

/** A shop runs at most this many app discounts at once. */
const mostAppDiscounts = 25;

function refusal(field: string, message: string, code: string): DiscountError {
  return { field: field ? ["automaticAppDiscount", field] : ["automaticAppDiscount"], message, code, extraInfo: null };
}

function checkFunction(context: AdminContext, input: Args): string | DiscountError {
  const { configuration, app } = context.world;
  const handle = optionalText(input, "functionHandle");
  const id = optionalText(input, "functionId");
  if (handle && id)
    return refusal("", "Only one of functionId or functionHandle can be provided.", "MULTIPLE_FUNCTION_IDENTIFIERS");
  if (!handle && !id)
    return refusal("functionHandle", "A function identifier is required.", "MISSING_FUNCTION_IDENTIFIER");
  const found = configuration.functionHandles.find((each) => each === handle || functionIdOf(app.apiKey, each) === id);
  if (found) return found;
  const message = `Function ${handle ?? id} not found. Ensure that it is released in the current app, and that the app is installed.`;
  return refusal(handle ? "functionHandle" : "functionId", message, "INVALID");
}

function checkFields({ shop }: AdminContext, input: Args, existing: AutomaticDiscount | null): DiscountError | null {
  const title = optionalText(input, "title") ?? existing?.title ?? "";
  if (title.trim() === "") return refusal("title", "Title can't be blank", "BLANK");
  if (title.length > 255) return refusal("title", "Title is too long (maximum is 255 characters)", "TOO_LONG");
  if ([...shop.discounts.values()].some((each) => each.title === title && each !== existing)) {
    return refusal("title", "Title must be unique for automatic discount", "TAKEN");
  }
  const startsAt = optionalText(input, "startsAt") ?? existing?.startsAt.toISOString();
  if (!startsAt) return refusal("startsAt", "Starts at can't be blank", "BLANK");
  const endsAt = optionalText(input, "endsAt");
  if (endsAt && new Date(endsAt) <= new Date(startsAt))
    return refusal("endsAt", "Ends at needs to be after starts_at", "END_DATE_BEFORE_START_DATE");
  if (!existing && listArg(input, "discountClasses").length === 0) {
    return refusal("discountClasses", "Discount classes can't be blank", "BLANK");
  }
  return null;
}

function classesOf(input: Args, existing: AutomaticDiscount | null): AutomaticDiscount["discountClasses"] {
  const given = listArg(input, "discountClasses") as AutomaticDiscount["discountClasses"];
  return given.length > 0 ? given : (existing?.discountClasses ?? []);
}

function combinesOf(input: Args, existing: AutomaticDiscount | null): AutomaticDiscount["combinesWith"] {
  const before = existing?.combinesWith ?? { orderDiscounts: false, productDiscounts: false, shippingDiscounts: false };
  const given = (input.combinesWith ?? {}) as Partial<AutomaticDiscount["combinesWith"]>;
  return {
    orderDiscounts: given.orderDiscounts ?? before.orderDiscounts,
    productDiscounts: given.productDiscounts ?? before.productDiscounts,
    shippingDiscounts: given.shippingDiscounts ?? before.shippingDiscounts,
  };
}

function written(
  context: AdminContext,
  input: Args,
  functionHandle: string,
  existing: AutomaticDiscount | null,
): AutomaticDiscount {
  const now = context.world.clock.now();
  const endsAt = "endsAt" in input ? optionalText(input, "endsAt") : (existing?.endsAt?.toISOString() ?? null);
  return {
    gid: existing?.gid ?? context.world.newGid("DiscountAutomaticNode"),
    title: optionalText(input, "title") ?? existing?.title ?? "",
    functionHandle,
    discountClasses: classesOf(input, existing),
    combinesWith: combinesOf(input, existing),
    appliesOnOneTimePurchase: input.appliesOnOneTimePurchase !== false,
    appliesOnSubscription: input.appliesOnSubscription !== false,
    recurringCycleLimit: typeof input.recurringCycleLimit === "number" ? input.recurringCycleLimit : null,
    tags: "tags" in input ? listArg(input, "tags").map(String) : (existing?.tags ?? []),
    startsAt: new Date(optionalText(input, "startsAt") ?? existing?.startsAt ?? now),
    endsAt: endsAt === null ? null : new Date(endsAt),
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
  };
}

/** The metafields that come with a discount, or the first refusal. */
function checkMetafields(context: AdminContext, input: Args) {
  const prepared = [];
  for (const each of listArg(input, "metafields").map((metafield) => ({ ...(metafield as Args) }))) {
    const type = optionalText(each, "type") ?? "json";
    const value = optionalText(each, "value") ?? "";
    const check = checkValue(type, value);
    if (check.outcome === "invalid") return refusal("metafields", check.message, "INVALID");
    const namespace = resolveNamespace(optionalText(each, "namespace"), context.world.app.appId);
    prepared.push({ namespace, key: optionalText(each, "key") ?? "", type, value });
  }
  return prepared;
}

function save(context: AdminContext, input: Args, existing: AutomaticDiscount | null) {
  const refused = (error: DiscountError) => ({ automaticAppDiscount: null, userErrors: [error] });
  const namesFunction = "functionHandle" in input || "functionId" in input;
  const handle = existing && !namesFunction ? existing.functionHandle : checkFunction(context, input);
  if (typeof handle !== "string") return refused(handle);
  const error = checkFields(context, input, existing);
  if (error) return refused(error);
  const metafields = checkMetafields(context, input);
  if (!Array.isArray(metafields)) return refused(metafields);
  if (!existing && context.shop.discounts.size >= mostAppDiscounts) {
    return refused(
      refusal("", `You can't have more than ${mostAppDiscounts} active app discounts.`, "MAX_APP_DISCOUNTS"),
    );
  }
  const discount = written(context, input, handle, existing);
  context.shop.discounts.set(discount.gid, discount);
  for (const metafield of metafields)
    setMetafield(context.world, context.shop, { ...metafield, ownerGid: discount.gid });
  return { automaticAppDiscount: { discount }, userErrors: [] };
}

function notFound(field: string): DiscountError {
  return { field: [field], message: "Discount does not exist.", code: "INVALID", extraInfo: null };
}

export const discountMutations = fieldsOf<unknown>({
  discountAutomaticAppCreate: (_source, args, context) => save(context, inputArg(args, "automaticAppDiscount"), null),
  discountAutomaticAppUpdate: (_source, args, context) => {
    const existing = context.shop.discounts.get(discountGid(textArg(args, "id")));
    if (!existing) return { automaticAppDiscount: null, userErrors: [notFound("id")] };
    return save(context, inputArg(args, "automaticAppDiscount"), existing);
  },
  discountAutomaticDelete: (_source, args, { shop }) => {
    const gid = discountGid(textArg(args, "id"));
    if (!shop.discounts.delete(gid)) return { deletedAutomaticDiscountId: null, userErrors: [notFound("id")] };
    shop.metafields.delete(gid);
    return { deletedAutomaticDiscountId: gid, userErrors: [] };
  },
  discountAutomaticActivate: (_source, args, { shop, world }) => {
    const discount = shop.discounts.get(discountGid(textArg(args, "id")));
    if (!discount) return { automaticDiscountNode: null, userErrors: [notFound("id")] };
    discount.endsAt = null;
    if (discount.startsAt > world.clock.now()) discount.startsAt = world.clock.now();
    return { automaticDiscountNode: discount, userErrors: [] };
  },
  discountAutomaticDeactivate: (_source, args, { shop, world }) => {
    const discount = shop.discounts.get(discountGid(textArg(args, "id")));
    if (!discount) return { automaticDiscountNode: null, userErrors: [notFound("id")] };
    discount.endsAt = world.clock.now();
    return { automaticDiscountNode: discount, userErrors: [] };
  },
});
