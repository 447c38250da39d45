import { z } from "zod";
import { roundToMinor } from "../cart/decimal.ts";
import type { Offer, OfferValue, OrderCondition } from "../cart/offer.ts";
import type { AutomaticDiscount } from "../state.ts";

const message = z
  .string()
  .nullish()
  .transform((text) => text ?? null);
const percentage = z.object({ value: z.string() });
const amount = z.object({ amount: z.string(), appliesToEachItem: z.boolean().nullish() });
const value = z.object({ fixedAmount: amount.nullish(), percentage: percentage.nullish() });

const condition = z.object({
  orderMinimumSubtotal: z.object({ excludedCartLineIds: z.array(z.string()), minimumAmount: z.string() }).nullish(),
  cartLineMinimumSubtotal: z.object({ ids: z.array(z.string()), minimumAmount: z.string() }).nullish(),
  cartLineMinimumQuantity: z.object({ ids: z.array(z.string()), minimumQuantity: z.int() }).nullish(),
});

const lineReference = z.object({ id: z.string(), quantity: z.int().nullish() });

const linesOutput = z.object({
  operations: z.array(
    z.object({
      productDiscountsAdd: z
        .object({
          selectionStrategy: z.enum(["FIRST", "MAXIMUM", "ALL"]),
          candidates: z.array(
            z.object({
              targets: z.array(z.object({ cartLine: lineReference.nullish() })),
              prerequisites: z.array(z.object({ cartLine: lineReference.nullish() })).nullish(),
              value,
              message,
            }),
          ),
        })
        .nullish(),
      orderDiscountsAdd: z
        .object({
          selectionStrategy: z.enum(["FIRST", "MAXIMUM"]),
          candidates: z.array(
            z.object({
              targets: z.array(
                z.object({ orderSubtotal: z.object({ excludedCartLineIds: z.array(z.string()) }).nullish() }),
              ),
              value,
              conditions: z.array(condition).nullish(),
              message,
            }),
          ),
        })
        .nullish(),
      enteredDiscountCodesAccept: z.unknown().optional(),
      enteredDiscountCodesReject: z.unknown().optional(),
    }),
  ),
});

const deliveryOutput = z.object({
  operations: z.array(
    z.object({
      deliveryDiscountsAdd: z
        .object({
          selectionStrategy: z.enum(["ALL"]),
          candidates: z.array(
            z.object({
              targets: z.array(
                z.object({
                  deliveryGroup: z.object({ id: z.string() }).nullish(),
                  deliveryOption: z.object({ handle: z.string() }).nullish(),
                }),
              ),
              value,
              message,
            }),
          ),
        })
        .nullish(),
    }),
  ),
});

/** What a Function may refer to in this cart. */
export interface Known {
  lineGids: ReadonlySet<string>;
  groupGids: ReadonlySet<string>;
  optionHandles: ReadonlySet<string>;
  currency: string;
}

/** A Function's answer that fits the schema and yet cannot be applied: an unknown line, two values at once, 120 per cent. */
export class OutputRefused extends Error {
  override name = "OutputRefused";
}

export function emptyOffer(discount: AutomaticDiscount): Offer {
  return {
    discountGid: discount.gid,
    kind: "automatic",
    code: null,
    title: discount.title,
    combinesWith: discount.combinesWith,
    products: [],
    orders: [],
    shipping: [],
  };
}

/**
 * Adds the operations of `cart.lines.discounts.generate.run` to an offer. Operations of a class that the discount does not have are
 * left out, as Shopify does.
 */
export function readLinesOutput(output: unknown, discount: AutomaticDiscount, known: Known, offer: Offer): void {
  for (const operation of linesOutput.parse(output).operations) {
    exactlyOne(operation, "An operation");
    const products = operation.productDiscountsAdd;
    if (products && discount.discountClasses.includes("PRODUCT"))
      offer.products.push({
        strategy: products.selectionStrategy,
        candidates: products.candidates.map((candidate) => ({
          message: candidate.message,
          value: readValue(candidate.value, known),
          appliesToEachItem: candidate.value.fixedAmount?.appliesToEachItem ?? false,
          targets: required(candidate.targets, "target").map((target) => lineOf(target.cartLine, known)),
          prerequisites: (candidate.prerequisites ?? []).map((each) => {
            const line = lineOf(each.cartLine, known);
            return { lineGid: line.lineGid, quantity: line.quantity ?? 1 };
          }),
        })),
      });
    const orders = operation.orderDiscountsAdd;
    if (orders && discount.discountClasses.includes("ORDER"))
      offer.orders.push({
        strategy: orders.selectionStrategy,
        candidates: orders.candidates.map((candidate) => ({
          message: candidate.message,
          value: readValue(candidate.value, known),
          excludedLineGids: required(candidate.targets, "target").flatMap((target) =>
            (target.orderSubtotal?.excludedCartLineIds ?? []).map((gid) => knownLine(gid, known)),
          ),
          conditions: (candidate.conditions ?? []).map((each) => readCondition(each, known)),
        })),
      });
  }
}

/** The same for `cart.delivery-options.discounts.generate.run`. */
export function readDeliveryOutput(output: unknown, discount: AutomaticDiscount, known: Known, offer: Offer): void {
  for (const operation of deliveryOutput.parse(output).operations) {
    const add = operation.deliveryDiscountsAdd;
    if (!add || !discount.discountClasses.includes("SHIPPING")) continue;
    for (const candidate of add.candidates) {
      const targets = required(candidate.targets, "target");
      for (const target of targets) exactlyOne(target, "A delivery target");
      offer.shipping.push({
        message: candidate.message,
        value: readValue(candidate.value, known),
        groupGids: targets.flatMap((target) => knownIn(target.deliveryGroup?.id, known.groupGids)),
        optionHandles: targets.flatMap((target) => knownIn(target.deliveryOption?.handle, known.optionHandles)),
      });
    }
  }
}

function readValue(given: z.infer<typeof value>, known: Known): OfferValue {
  exactlyOne(given, "A value");
  if (given.fixedAmount) return { kind: "fixed", amountMinor: roundToMinor(given.fixedAmount.amount, known.currency) };
  const percent = given.percentage?.value ?? "0";
  if (Number(percent) > 100) throw new OutputRefused(`${percent} per cent is more than all.`);
  return { kind: "percentage", percent };
}

function readCondition(given: z.infer<typeof condition>, known: Known): OrderCondition {
  exactlyOne(given, "A condition");
  const { orderMinimumSubtotal: order, cartLineMinimumSubtotal: lines, cartLineMinimumQuantity: quantity } = given;
  if (order)
    return {
      kind: "order_subtotal",
      excludedLineGids: order.excludedCartLineIds.map((gid) => knownLine(gid, known)),
      minimumMinor: roundToMinor(order.minimumAmount, known.currency),
    };
  if (lines)
    return {
      kind: "line_subtotal",
      lineGids: lines.ids.map((gid) => knownLine(gid, known)),
      minimumMinor: roundToMinor(lines.minimumAmount, known.currency),
    };
  return {
    kind: "line_quantity",
    lineGids: (quantity?.ids ?? []).map((gid) => knownLine(gid, known)),
    minimum: quantity?.minimumQuantity ?? 0,
  };
}

function lineOf(given: z.infer<typeof lineReference> | null | undefined, known: Known) {
  if (!given) throw new OutputRefused("A target names no line.");
  if (given.quantity !== null && given.quantity !== undefined && given.quantity < 1)
    throw new OutputRefused("A target has no pieces.");
  return { lineGid: knownLine(given.id, known), quantity: given.quantity ?? null };
}

function knownLine(gid: string, known: Known): string {
  if (!known.lineGids.has(gid)) throw new OutputRefused(`The cart has no line ${gid}.`);
  return gid;
}

function knownIn(given: string | undefined, all: ReadonlySet<string>): string[] {
  if (given === undefined) return [];
  if (!all.has(given)) throw new OutputRefused(`The cart has no delivery ${given}.`);
  return [given];
}

/** Shopify's inputs of which exactly one field must be given. */
function exactlyOne(given: object, what: string): void {
  const count = Object.values(given).filter((each) => each !== null && each !== undefined).length;
  if (count !== 1)
    throw new OutputRefused(`${what} needs exactly one of ${Object.keys(given).join(", ") || "its fields"}.`);
}

function required<T>(list: T[], what: string): T[] {
  if (list.length === 0) throw new OutputRefused(`A candidate has no ${what}.`);
  return list;
}
