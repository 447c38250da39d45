import type { Orders } from "../orders.ts";
import type { World } from "../simulated-shop.ts";
import type { Installation, Shop } from "../state.ts";
import { isGranted } from "./access.ts";
import { accessDenied } from "./refusals.ts";

/** One request to the Admin API: whose shop, by which grant. */
export interface AdminContext {
  world: World;
  orders: Orders;
  shop: Shop;
  installation: Installation;
  /** What the token that came with the request may do. */
  scopes: readonly string[];
  requestedApiVersion: string;
  /** Whether a bulk operation asks: connections then answer all that they have. */
  isBulk?: boolean;
  /** Objects answered so far, for the actual cost. */
  counted: { cost: number };
}

export type Args = Record<string, unknown>;

/** Resolvers of one GraphQL type, by field. */
export type TypeResolvers = Record<string, (source: never, args: Args, context: AdminContext) => unknown>;

/** Resolvers of one type, whose sources are all of one shape. */
export function fieldsOf<Source>(
  fields: Record<string, (source: Source, args: Args, context: AdminContext) => unknown>,
): TypeResolvers {
  return fields;
}

/** Throws Shopify's refusal unless the scope is granted. */
export function demandScope(context: AdminContext, fieldName: string, scope: string): void {
  if (!isGranted(scope, context.scopes)) throw accessDenied(fieldName, `\`${scope}\` access scope.`);
}

/** An argument that the schema has checked to be text. */
export function textArg(args: Args, name: string): string {
  const value = args[name];
  if (typeof value !== "string") throw new TypeError(`Argument ${name} is no text.`);
  return value;
}

/** An input object that the schema has checked. */
export function inputArg(args: Args, name: string): Args {
  const value = args[name];
  if (typeof value !== "object" || value === null) throw new TypeError(`Argument ${name} is no input.`);
  return { ...value };
}

export function listArg(args: Args, name: string): unknown[] {
  const value = args[name];
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

export function optionalText(args: Args, name: string): string | null {
  const value = args[name];
  return typeof value === "string" ? value : null;
}
