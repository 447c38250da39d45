import type { CustomerFactName } from "../../contracts/customer-facts.ts";
import type { ProfileField } from "../../contracts/event-rules.ts";

/** One thing that is known of a customer. */
export interface KnownFact {
  fact: CustomerFactName;
  /** Which tag or interest, in small letters; empty for facts of which there is one. */
  word: string;
  /** Null for what is so no longer. */
  value: string | null;
  /** When it was so, epoch milliseconds: the newest that was told counts. */
  toldAt: number;
  /** Since when it is so, as far as was told. */
  since: number;
}

/** What was told of a customer at one moment. */
export interface ToldFacts {
  customerGid: string;
  toldAt: number;
  facts: readonly { fact: CustomerFactName; value: string | null; word?: string; since?: number }[];
  /** Lists that were told as a whole: what they do not name is so no longer. */
  whole: readonly ("tag" | "interest")[];
}

/**
 * What becomes different of what is known, by what was told: of each fact the newest, so that it does not matter what is heard first. Told as no longer so
 * is remembered as well: an older word for it must not bring it back.
 */
export function factsChangedBy(known: readonly KnownFact[], told: ToldFacts): KnownFact[] {
  const byKey = new Map(known.map((fact) => [keyOf(fact), fact]));
  const changed: KnownFact[] = [];
  for (const { fact, value, word = "", since = told.toldAt } of withoutOthers(told, known)) {
    const next = { fact, word, value, toldAt: told.toldAt, since: Math.min(since, told.toldAt) };
    const before = byKey.get(keyOf(next));
    const after = before ? newerOf(before, next) : next;
    if (after !== before) changed.push(after);
  }
  return changed;
}

function withoutOthers(told: ToldFacts, known: readonly KnownFact[]): ToldFacts["facts"] {
  const named = new Set(told.facts.map(({ fact, word = "" }) => keyOf({ fact, word })));
  const others = known.filter(
    (each) => each.value !== null && told.whole.some((list) => list === each.fact) && !named.has(keyOf(each)),
  );
  return [...told.facts, ...others.map(({ fact, word }) => ({ fact, word, value: null }))];
}

function newerOf(before: KnownFact, next: KnownFact): KnownFact {
  const isSame = before.value === next.value;
  if (next.toldAt < before.toldAt)
    return isSame && next.since < before.since ? { ...before, since: next.since } : before;
  if (isSame && next.toldAt === before.toldAt && next.since >= before.since) return before;
  return isSame ? { ...next, since: Math.min(before.since, next.since) } : next;
}

function keyOf({ fact, word }: { fact: string; word: string }): string {
  return `${fact} ${word}`;
}

/** A list of words as facts: spelled as given, told apart without regard to capitals. */
export function wordFacts(fact: "tag" | "interest", words: readonly string[], isSo = true): ToldFacts["facts"] {
  return words.flatMap((each) => {
    const value = each.trim();
    return value === "" ? [] : [{ fact, word: value.toLowerCase(), value: isSo ? value : null }];
  });
}

/** Which fields of a profile are known, and since when. */
export function profileFieldsOf(
  facts: readonly KnownFact[],
  hasName: boolean,
): { field: ProfileField; since: number | null }[] {
  const fields: { field: ProfileField; since: number | null }[] = hasName ? [{ field: "name", since: null }] : [];
  for (const { fact, value, since } of facts) {
    const field = value === null ? undefined : fieldOf(fact, value);
    if (field !== undefined && !fields.some((each) => each.field === field)) fields.push({ field, since });
  }
  return fields;
}

function fieldOf(fact: CustomerFactName, value: string): ProfileField | undefined {
  switch (fact) {
    case "interest":
      return "interests";
    case "email_consent":
      return value === "subscribed" ? "newsletter" : undefined;
    case "sms_consent":
      return value === "subscribed" ? "sms" : undefined;
    case "tag":
      return undefined;
    default:
      return fact;
  }
}
