import { badInput } from "./refusals.ts";

/** A page of a list, as every connection of the Admin API answers it. */
export interface Connection<Item> {
  nodes: Item[];
  edges: { cursor: string; node: Item }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const largestPage = 250;

/** As a page's size: everything. Nobody can ask for it but a bulk operation. */
export const ALL = Number.MAX_SAFE_INTEGER;

/**
 * Cuts a page out of a list, sorted by `keyOf`: text that differs for each item and sorts as the list should. The cursor carries the key, so
 * that a page goes on where it stopped even when items have come, gone or moved. Refuses, as Shopify does, a connection without a size and
 * one above 250.
 */
export function paginate<Item>(
  items: readonly Item[],
  args: Record<string, unknown>,
  keyOf: (item: Item) => string,
): Connection<Item> {
  const first = sizeOf(args, "first");
  const last = sizeOf(args, "last");
  if (first === null && last === null) throw badInput("you must provide one of first or last");
  if (first !== null && last !== null) throw badInput("providing both first and last is not supported");
  const direction = args.reverse === true ? -1 : 1;
  const order = (a: string, b: string) => (a < b ? -direction : a > b ? direction : 0);
  const all = items.map((node) => ({ key: keyOf(node), node })).sort((a, b) => order(a.key, b.key));
  const after = typeof args.after === "string" ? decodeCursor(args.after) : null;
  const before = typeof args.before === "string" ? decodeCursor(args.before) : null;
  const window = all.filter(
    ({ key }) => (after === null || order(key, after) > 0) && (before === null || order(key, before) < 0),
  );
  const page = first !== null ? window.slice(0, first) : window.slice(Math.max(0, window.length - (last ?? 0)));
  const edges = page.map(({ key, node }) => ({ cursor: encodeCursor(key), node }));
  const [start] = page;
  const end = page.at(-1);
  return {
    nodes: page.map(({ node }) => node),
    edges,
    pageInfo: {
      hasPreviousPage: start !== undefined && all[0] !== start,
      hasNextPage: end !== undefined && all.at(-1) !== end,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** A key by number, for lists in the order in which their items were made. */
export function byNumber(value: number | bigint): string {
  return value.toString().padStart(24, "0");
}

function sizeOf(args: Record<string, unknown>, name: "first" | "last"): number | null {
  const size = args[name];
  if (typeof size !== "number") return null;
  if (size < 0) throw badInput(`${name} cannot be negative`);
  if (size > largestPage && size !== ALL) throw badInput(`${name} cannot exceed ${largestPage}`);
  return size;
}

function encodeCursor(key: string): string {
  return Buffer.from(JSON.stringify({ last_id: key, last_value: key })).toString("base64");
}

function decodeCursor(cursor: string): string {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64").toString("utf8"));
    if (typeof parsed === "object" && parsed !== null && "last_id" in parsed) return String(parsed.last_id);
  } catch {
    // Falls through to the refusal below.
  }
  throw badInput("Invalid cursor for current pagination sort.");
}
