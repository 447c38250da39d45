import { type Names, RESERVED_NAMES } from "./names.ts";
import type { Action } from "./scenario.ts";

/** A name that a step uses before anything was called so, or gives a second time. */
export interface ReferenceProblem {
  path: PropertyKey[];
  message: string;
}

/** Checks the names in one step against those before it, and adds those that it gives. Mutates `names`. */
export function checkReferences(action: Action, names: Names): ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  const refuse = (path: PropertyKey[], message: string): void => void problems.push({ path, message });
  const customer = (field: string, who: string): void => {
    if (!names.customers.has(who)) refuse([field], `no customer before this step is called "${who}"`);
  };
  const order = (path: PropertyKey[], which: string): void => {
    if (!names.orders.has(which)) refuse(path, `no order before this step is called "${which}"`);
  };
  const lines = (field: string, given: readonly { sku?: string | undefined; price?: string | undefined }[]): void => {
    given.forEach((line, index) => {
      if (line.price === undefined && !names.products.has(line.sku ?? ""))
        refuse(
          [field, index],
          line.sku === undefined
            ? "a line without a sku needs a price"
            : `no product is called "${line.sku}", so the line needs a price`,
        );
    });
  };
  const give = (kind: "orders" | "reservations" | "refunds", field: string, given: string): void => {
    if (names[kind].has(given)) refuse([field], `"${given}" is there already`);
    names[kind].add(given);
  };

  switch (action.verb) {
    case "customer": {
      const { id } = action.value;
      if (RESERVED_NAMES.has(id) || names.orders.has(id)) refuse(["id"], `"${id}" means something else already`);
      names.customers.add(id);
      break;
    }
    case "order": {
      const { id, by, redeem, currency, rate } = action.value;
      if (by !== undefined) customer("by", by);
      lines("lines", action.value.lines);
      redeem.forEach((ref, index) => {
        if (!names.reservations.has(ref)) refuse(["redeem", index], `no redeem before this step made "${ref}"`);
      });
      if (currency !== undefined && currency !== names.currency && rate === undefined)
        refuse(["currency"], `a rate is needed, ${currency} for one ${names.currency}`);
      if (RESERVED_NAMES.has(id) || names.customers.has(id)) refuse(["id"], `"${id}" means something else already`);
      give("orders", "id", id);
      break;
    }
    case "pay":
    case "fulfil":
    case "cancel":
      order(["order"], action.value.order);
      break;
    case "edit":
      order(["order"], action.value.order);
      lines("add", action.value.add);
      break;
    case "refund":
      order(["order"], action.value.order);
      if (action.value.id !== undefined) give("refunds", "id", action.value.id);
      break;
    case "redeem":
      customer("by", action.value.by);
      if (action.value.points !== undefined)
        refuse(["points"], "no reward of a programme lets the shopper choose the points yet");
      give("reservations", "ref", action.value.ref);
      break;
    case "unredeem":
      if (!names.reservations.has(action.value.ref))
        refuse(["ref"], `no redeem before this step made "${action.value.ref}"`);
      break;
    case "adjust":
      // A guest is known by the address alone.
      if (!action.value.of.includes("@")) customer("of", action.value.of);
      break;
    case "merge":
      customer("from", action.value.from);
      customer("into", action.value.into);
      break;
    case "forget":
      customer("customer", action.value.customer);
      break;
    default:
      break;
  }
  return problems;
}
