import { notSimulated } from "./refusals.ts";

/** Shopify's search syntax (https://shopify.dev/docs/api/usage/search-syntax), as far as terms, comparisons, AND, OR and NOT go. */

type Comparator = ":" | ">" | ">=" | "<" | "<=";

/** How one named field of an item answers; `null` as a value stands for "not set". */
export type SearchFields<Item> = Record<string, (item: Item) => SearchValue>;

type SearchValue = string | number | Date | boolean | readonly string[] | null;

interface Term {
  field: string | null;
  comparator: Comparator;
  value: string;
  isNegated: boolean;
}

/**
 * A predicate for a `query` argument. Terms are joined by AND unless OR stands between them, where AND binds closer. A field that is not
 * among `fields` is refused rather than ignored. Words without a field are looked for in what `text` gives.
 */
export function searchPredicate<Item>(
  query: unknown,
  fields: SearchFields<Item>,
  text: (item: Item) => string,
): (item: Item) => boolean {
  if (typeof query !== "string" || query.trim() === "") return () => true;
  if (/[()]/.test(query.replace(/"[^"]*"|'[^']*'/g, ""))) throw notSimulated("parentheses in search queries");
  const alternatives = query.split(/\s+OR\s+/).map((part) => parseTerms(part));
  for (const term of alternatives.flat()) {
    if (term.field !== null && !(term.field in fields)) throw notSimulated(`searching by "${term.field}"`);
  }
  return (item) => alternatives.some((terms) => terms.every((term) => matches(item, term, fields, text)));
}

function parseTerms(query: string): Term[] {
  const pattern = /(NOT\s+|-)?(?:([a-z_]+):(>=|<=|>|<)?)?("[^"]*"|'[^']*'|\S+)/g;
  return [...query.matchAll(pattern)].flatMap((match) => {
    const [, negation, field, comparator, raw = ""] = match;
    if (!field && raw === "AND") return [];
    const value = raw.replace(/^(["'])(.*)\1$/, "$2");
    return [{ field: field ?? null, comparator: toComparator(comparator), value, isNegated: negation !== undefined }];
  });
}

function toComparator(text: string | undefined): Comparator {
  return text === ">" || text === ">=" || text === "<" || text === "<=" ? text : ":";
}

function matches<Item>(item: Item, term: Term, fields: SearchFields<Item>, text: (item: Item) => string): boolean {
  const isMatch =
    term.field === null
      ? text(item).toLowerCase().includes(term.value.toLowerCase())
      : matchesField(fields[term.field]?.(item) ?? null, term);
  return isMatch !== term.isNegated;
}

function matchesField(actual: SearchValue, term: Term): boolean {
  if (term.value === "*") return actual !== null;
  if (actual === null) return false;
  if (actual instanceof Date) return compare(actual.getTime(), parseTime(term.value), term.comparator);
  if (typeof actual === "number") return compare(actual, Number(term.value), term.comparator);
  if (typeof actual === "boolean") return String(actual) === term.value;
  const wanted = term.value.toLowerCase();
  const values: readonly string[] = typeof actual === "string" ? [actual] : actual;
  return values.some((value) => {
    const own = value.toLowerCase();
    return wanted.endsWith("*") ? own.startsWith(wanted.slice(0, -1)) : own === wanted;
  });
}

function parseTime(value: string): number {
  const time = new Date(value).getTime();
  if (Number.isNaN(time)) throw notSimulated(`the time "${value}" in a search query`);
  return time;
}

function compare(actual: number, wanted: number, comparator: Comparator): boolean {
  if (comparator === ">") return actual > wanted;
  if (comparator === ">=") return actual >= wanted;
  if (comparator === "<") return actual < wanted;
  if (comparator === "<=") return actual <= wanted;
  return actual === wanted;
}
