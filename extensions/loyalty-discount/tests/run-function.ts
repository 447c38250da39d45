import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  buildClientSchema,
  coerceInputValue,
  execute,
  type GraphQLSchema,
  isInputType,
  parse,
  validate,
} from "graphql";
import { getQuickJS, Scope } from "quickjs-emscripten";
import { BUNDLE_PATH, TARGETS, type Target } from "../bundle.ts";
import { type Cart, schemaRoot } from "./a-cart.ts";

const bundle = readFileSync(BUNDLE_PATH, "utf8");
const quickjs = await getQuickJS();

/** The schema of Shopify's discount Function, as the set-up laid it down. */
export function functionSchema(version: "2026-07" | "2026-10"): GraphQLSchema {
  const path = new URL(`../../../.cache/schemas/functions_discount_${version}.json`, import.meta.url);
  const read = JSON.parse(readFileSync(fileURLToPath(path), "utf8"));
  return buildClientSchema(read.data ?? read);
}

const schema = functionSchema("2026-10");

export function inputQuery(target: Target): string {
  return readFileSync(TARGETS[target].inputQueryPath, "utf8");
}

/** The input that Shopify would hand over: our query, executed against the real schema. Throws when the cart does not fit it. */
export function inputOf(target: Target, cart: Required<Cart>): unknown {
  const document = parse(inputQuery(target));
  const errors = validate(schema, document);
  if (errors[0]) throw errors[0];
  const result = execute({ schema, document, rootValue: schemaRoot(cart), variableValues: cart.variables });
  if (result instanceof Promise || result.errors?.[0])
    throw new Error(`the input cannot be made: ${JSON.stringify(result)}`);
  return result.data;
}

/** Calls a function of the built bundle in QuickJS with any input at all. Throws when the function does. */
export function callBundle(target: Target, input: unknown): unknown {
  return Scope.withScope((scope) => {
    const vm = scope.manage(quickjs.newContext());
    scope.manage(vm.unwrapResult(vm.evalCode(bundle)));
    const name = JSON.stringify(TARGETS[target].functionName);
    const call = scope.manage(
      vm.unwrapResult(vm.evalCode(`(text) => JSON.stringify(globalThis[${name}](JSON.parse(text)))`)),
    );
    const text = scope.manage(vm.newString(JSON.stringify(input)));
    const result = scope.manage(vm.unwrapResult(vm.callFunction(call, vm.undefined, text)));
    return JSON.parse(vm.getString(result));
  });
}

/** What Shopify takes over of a result: throws where the schema refuses it. */
export function accepted(target: Target, result: unknown): unknown {
  const type = schema.getType(TARGETS[target].resultType);
  if (!isInputType(type)) throw new Error(`${TARGETS[target].resultType} is not in the schema`);
  return coerceInputValue(result, type);
}

/** Cart → input by the query → bundle in QuickJS → result that the schema accepts. */
export function run(target: Target, cart: Required<Cart>): { operations: unknown[] } {
  const result = callBundle(target, inputOf(target, cart));
  accepted(target, result);
  if (typeof result !== "object" || result === null || !("operations" in result) || !Array.isArray(result.operations))
    throw new Error("the Function returned no operations");
  return { operations: result.operations };
}

export const LINES: Target = "cart.lines.discounts.generate.run";
export const DELIVERY: Target = "cart.delivery-options.discounts.generate.run";
