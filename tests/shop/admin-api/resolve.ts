import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLTypeResolver,
  getNamedType,
  isCompositeType,
  isObjectType,
} from "graphql";
import { parseGid } from "../gid.ts";
import { satisfies } from "./access.ts";
import { ALL } from "./connection.ts";
import type { AdminContext, TypeResolvers } from "./context.ts";
import { isConnection } from "./cost.ts";
import { accessDenied, notSimulated } from "./refusals.ts";

/**
 * Resolves any field of Shopify's schema: first by the access that the schema demands, then by our resolver for it, then by what the parent
 * already carries. What none of them knows is refused as not simulated; nothing is ever made up.
 */
export function fieldResolver(
  resolvers: Readonly<Record<string, TypeResolvers>>,
  requiredAccess: ReadonlyMap<string, string>,
): GraphQLFieldResolver<unknown, AdminContext> {
  return (source, args, context, info) => {
    const named = getNamedType(info.returnType);
    // A list asks for what its items ask for, also where it is empty.
    const items = named.name.replace(/Connection$/, "");
    for (const place of [`${info.parentType.name}.${info.fieldName}`, items]) {
      const access = requiredAccess.get(place);
      if (access && !satisfies(access, context.scopes)) throw accessDenied(info.fieldName, access);
    }
    const given = context.isBulk && isConnection(named) ? { ...args, first: ALL, last: null } : args;
    const resolve = resolvers[info.parentType.name]?.[info.fieldName];
    const value = resolve
      ? resolve(source as never, given, context)
      : carries(source, info.fieldName)
        ? defaultFieldResolver(source, args, context, info)
        : refuse(`${info.parentType.name}.${info.fieldName}`);
    if (isCompositeType(named) && !(isObjectType(named) && isCostless(named.name)))
      context.counted.cost += countOf(value);
    if (isConnection(named)) context.counted.cost += 2;
    return value;
  };
}

function carries(source: unknown, fieldName: string): boolean {
  return typeof source === "object" && source !== null && fieldName in source;
}

function refuse(what: string): never {
  throw notSimulated(what);
}

function isCostless(typeName: string): boolean {
  return /(Connection|Edge|Payload|PageInfo)$/.test(typeName);
}

function countOf(value: unknown): number {
  if (value === null || value === undefined) return 0;
  return Array.isArray(value) ? value.length : 1;
}

/** Which type an object behind an interface or union is: as it says itself, or as its global id says. */
export const typeResolver: GraphQLTypeResolver<unknown, AdminContext> = (value) => {
  if (typeof value !== "object" || value === null) return undefined;
  const named = Reflect.get(value, "__typename");
  if (typeof named === "string") return named;
  const gid = Reflect.get(value, "gid");
  return typeof gid === "string" ? parseGid(gid)?.type : undefined;
};
