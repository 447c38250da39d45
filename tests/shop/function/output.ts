import {
  coerceInputValue,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import { z } from "zod";
import { isDecimal } from "../cart/decimal.ts";

/** The targets of a discount Function and the mutation field of its schema that names their result. */
export const TARGETS = {
  "cart.lines.discounts.generate.run": "cartLinesDiscountsGenerateRun",
  "cart.delivery-options.discounts.generate.run": "cartDeliveryOptionsDiscountsGenerateRun",
} as const;

export type Target = keyof typeof TARGETS;

/**
 * Everything that is wrong with a Function's output, by the real result type of its target: unknown fields, wrong enums, missing
 * fields, decimals that are no strings. An empty list means that Shopify would take it.
 */
export function outputErrors(schema: GraphQLSchema, target: Target, output: unknown): string[] {
  const argument = schema
    .getMutationType()
    ?.getFields()
    [TARGETS[target]]?.args.find((each) => each.name === "result");
  if (!argument) return [`The schema has no ${target}.`];
  const errors: string[] = [];
  coerceInputValue(output, argument.type, (path, _value, error) => errors.push(`${path.join(".")}: ${error.message}`));
  if (errors.length === 0) checkScalars(output, argument.type, [], errors);
  return errors;
}

/** What a client schema cannot know: the form of Shopify's own scalars. */
function checkScalars(value: unknown, type: GraphQLInputType, path: string[], errors: string[]): void {
  if (value === null || value === undefined) return;
  if (isNonNullType(type)) {
    checkScalars(value, type.ofType, path, errors);
    return;
  }
  if (isListType(type)) {
    const items = Array.isArray(value) ? value : [value];
    for (const [index, item] of items.entries()) checkScalars(item, type.ofType, [...path, String(index)], errors);
    return;
  }
  if (isInputObjectType(type)) {
    const record = z.record(z.string(), z.unknown()).parse(value);
    for (const [name, field] of Object.entries(type.getFields()))
      checkScalars(record[name], field.type, [...path, name], errors);
    return;
  }
  const name = getNamedType(type).name;
  if (name === "Decimal" && !(typeof value === "string" && isDecimal(value)))
    errors.push(`${path.join(".")}: ${JSON.stringify(value)} is not a decimal text of zero or more.`);
  if ((name === "ID" || name === "Handle" || name === "String") && typeof value !== "string")
    errors.push(`${path.join(".")}: ${JSON.stringify(value)} is not a text.`);
}
