import type { z } from "zod";
import {
  type Expected,
  FIGURES_NOT_YET,
  lastOutcome,
  type MemberFigures,
  memberFigures,
  type OrderFigures,
  orderFigures,
  type ShopFigures,
  shopFigures,
} from "./expected.ts";

/** What the steps read so far have given a name. */
export interface Names {
  customers: Set<string>;
  orders: Set<string>;
  reservations: Set<string>;
  refunds: Set<string>;
  products: Set<string>;
  currency: string;
}

export function newNames(): Names {
  return {
    customers: new Set(),
    orders: new Set(),
    reservations: new Set(),
    refunds: new Set(),
    products: new Set(),
    currency: "EUR",
  };
}

/** Keys of an `expect` that are no names. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(["shop", "last"]);

type Part =
  | { outcome: "unknown"; message: string }
  | {
      outcome: "known";
      schema: z.ZodType;
      notYet: Record<string, string>;
      toExpected(parsed: unknown): Expected;
    };

/** How the part of an `expect` under this key is read: by customer, order, e-mail address of a guest, `shop` or `last`. */
export function readExpected(names: Names, key: string): Part {
  const known = (schema: z.ZodType, toExpected: (parsed: unknown) => Expected): Part => ({
    outcome: "known",
    schema,
    notYet: schema === memberFigures ? FIGURES_NOT_YET : {},
    toExpected,
  });
  if (key === "shop") return known(shopFigures, (parsed) => ({ about: "shop", figures: parsed as ShopFigures }));
  if (key === "last") return known(lastOutcome, (parsed) => ({ about: "last", outcome: parsed as string }));
  if (names.orders.has(key))
    return known(orderFigures, (parsed) => ({ about: "order", order: key, figures: parsed as OrderFigures }));
  if (names.customers.has(key) || key.includes("@"))
    return known(memberFigures, (parsed) => ({ about: "member", who: key, figures: parsed as MemberFigures }));
  return { outcome: "unknown", message: `no customer and no order before this step is called "${key}"` };
}

/** A step that is refused has still meant to name something: the steps after it are not blamed for using the name. */
export function nameWhatIsRefused(verb: string, value: unknown, names: Names): void {
  if (typeof value !== "object" || value === null) return;
  const given = (field: string): string => String(Reflect.get(value, field));
  if (verb === "customer") names.customers.add(given("id"));
  if (verb === "order") names.orders.add(given("id"));
  if (verb === "redeem") names.reservations.add(given("ref"));
}
