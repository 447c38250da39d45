import { type Names, RESERVED_NAMES } from "./names.ts";
import type { Action } from "./scenario.ts";

/** A name that a step uses before anything was called so, or gives a second time. */
export interface ReferenceProblem {
  path: PropertyKey[];
  message: string;
}

/** Checks the names in one step against those before it, and adds those that it gives. Mutates `names`. */
export function checkReferences(action: Action, names: Names): ReferenceProblem[] {
  switch (action.verb) {
    case "customer":
      return nameCustomer(names, action.value);
    case "product": {
      const { sku } = action.value;
      return names.products.has(sku) ? [] : [{ path: ["sku"], message: `no product is called "${sku}"` }];
    }
    case "order":
      return nameOrder(names, action.value);
    case "pay":
    case "fulfil":
    case "cancel":
    case "decide":
      return knownOrder(names, action.value.order);
    case "edit":
      return [...knownOrder(names, action.value.order), ...pricedLines(names, "add", action.value.add)];
    case "refund": {
      const { order, id } = action.value;
      return [...knownOrder(names, order), ...(id === undefined ? [] : give(names.refunds, "id", id))];
    }
    case "redeem":
      return [...knownCustomer(names, "by", action.value.by), ...give(names.reservations, "ref", action.value.ref)];
    case "save":
    case "activate":
      return knownCustomer(names, "by", action.value.by);
    case "claim":
    case "unredeem":
      return knownReservation(names, ["ref"], action.value.ref);
    case "event":
    case "adjust":
      // A guest is known by the address alone.
      return action.value.of.includes("@") ? [] : knownCustomer(names, "of", action.value.of);
    case "merge":
      return [...knownCustomer(names, "from", action.value.from), ...knownCustomer(names, "into", action.value.into)];
    case "forget":
      return knownCustomer(names, "customer", action.value.customer);
    default:
      return [];
  }
}

function nameCustomer(
  names: Names,
  { id, referredBy }: { id: string; referredBy?: string | undefined },
): ReferenceProblem[] {
  const unknown = referredBy === undefined ? [] : knownCustomer(names, "referredBy", referredBy);
  const isTaken = RESERVED_NAMES.has(id) || names.orders.has(id);
  names.customers.add(id);
  return [...unknown, ...(isTaken ? [{ path: ["id"], message: `"${id}" means something else already` }] : [])];
}

function nameOrder(names: Names, order: Extract<Action, { verb: "order" }>["value"]): ReferenceProblem[] {
  const { id, by, lines, redeem, referredBy, currency, rate } = order;
  const isTaken = RESERVED_NAMES.has(id) || names.customers.has(id);
  const lacksRate = currency !== undefined && currency !== names.currency && rate === undefined;
  return [
    ...(by === undefined ? [] : knownCustomer(names, "by", by)),
    ...(referredBy === undefined ? [] : knownCustomer(names, "referredBy", referredBy)),
    ...pricedLines(names, "lines", lines),
    ...redeem.flatMap((ref, index) => knownReservation(names, ["redeem", index], ref)),
    ...(lacksRate ? [{ path: ["currency"], message: `a rate is needed, ${currency} for one ${names.currency}` }] : []),
    ...(isTaken ? [{ path: ["id"], message: `"${id}" means something else already` }] : []),
    ...give(names.orders, "id", id),
  ];
}

function knownCustomer(names: Names, field: string, who: string): ReferenceProblem[] {
  if (names.customers.has(who)) return [];
  return [{ path: [field], message: `no customer before this step is called "${who}"` }];
}

function knownOrder(names: Names, order: string): ReferenceProblem[] {
  if (names.orders.has(order)) return [];
  return [{ path: ["order"], message: `no order before this step is called "${order}"` }];
}

function knownReservation(names: Names, path: PropertyKey[], ref: string): ReferenceProblem[] {
  return names.reservations.has(ref) ? [] : [{ path, message: `no redeem before this step made "${ref}"` }];
}

function give(given: Set<string>, field: string, name: string): ReferenceProblem[] {
  const isTaken = given.has(name);
  given.add(name);
  return isTaken ? [{ path: [field], message: `"${name}" is there already` }] : [];
}

type Line = { sku?: string | undefined; price?: string | undefined };

function pricedLines(names: Names, field: string, lines: readonly Line[]): ReferenceProblem[] {
  return lines.flatMap(({ sku, price }, index) => {
    if (price !== undefined || names.products.has(sku ?? "")) return [];
    const message =
      sku === undefined
        ? "a line without a sku needs a price"
        : `no product is called "${sku}", so the line needs a price`;
    return [{ path: [field, index], message }];
  });
}
