import { createHash } from "node:crypto";
import type { AutomaticDiscount } from "../state.ts";
import { fieldsOf, type TypeResolvers } from "./context.ts";
import { metafieldFields } from "./metafield-types.ts";
import { dateTime, dateTimeOrNull } from "./scalars.ts";

/** A function's id, the same for the same app and handle. */
export function functionIdOf(apiKey: string, handle: string): string {
  const hex = createHash("sha256").update(`${apiKey}/${handle}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

export function discountStatus(discount: AutomaticDiscount, now: Date): "ACTIVE" | "SCHEDULED" | "EXPIRED" {
  if (discount.startsAt > now) return "SCHEDULED";
  return discount.endsAt && discount.endsAt <= now ? "EXPIRED" : "ACTIVE";
}

const nodeType = fieldsOf<AutomaticDiscount>({
  ...metafieldFields,
  id: (discount) => discount.gid,
  discount: (discount) => ({ __typename: "DiscountAutomaticApp", discount }),
  automaticDiscount: (discount) => ({ __typename: "DiscountAutomaticApp", discount }),
});

const appDiscountType = fieldsOf<{ discount: AutomaticDiscount }>({
  discountId: ({ discount }) => discount.gid,
  title: ({ discount }) => discount.title,
  status: ({ discount }, _args, { world }) => discountStatus(discount, world.clock.now()),
  startsAt: ({ discount }) => dateTime(discount.startsAt),
  endsAt: ({ discount }) => dateTimeOrNull(discount.endsAt),
  createdAt: ({ discount }) => dateTime(discount.createdAt),
  updatedAt: ({ discount }) => dateTime(discount.updatedAt),
  discountClasses: ({ discount }) => discount.discountClasses,
  combinesWith: ({ discount }) => discount.combinesWith,
  appliesOnOneTimePurchase: ({ discount }) => discount.appliesOnOneTimePurchase,
  appliesOnSubscription: ({ discount }) => discount.appliesOnSubscription,
  recurringCycleLimit: ({ discount }) => discount.recurringCycleLimit ?? 0,
  tags: ({ discount }) => discount.tags,
  asyncUsageCount: () => 0,
  context: () => ({ __typename: "DiscountBuyerSelectionAll", all: "ALL" }),
  errorHistory: () => null,
  appDiscountType: ({ discount }, _args, { world }) => ({
    appKey: world.app.apiKey,
    functionId: functionIdOf(world.app.apiKey, discount.functionHandle),
    title: discount.functionHandle,
    description: null,
    discountClasses: discount.discountClasses,
    app: world,
  }),
});

export const discountTypes: Record<string, TypeResolvers> = {
  DiscountNode: nodeType,
  DiscountAutomaticNode: nodeType,
  DiscountAutomaticApp: appDiscountType,
};
