import type { Card, ProgrammeCard } from "../../../app/contracts/card.ts";

/** A metafield as checkout hands it over. The server wrote it; the buyer can only have written the cart's. */
interface Entry {
  target: { type: string };
  metafield: { namespace: string; key: string; value: string | number | boolean };
}

/** What the server wrote for this member; null for a guest, and for a member for whom nothing was written yet. */
export function cardIn(entries: readonly Entry[]): Card | null {
  return jsonIn<Card>(entries, "customer", "card");
}

/** What the server wrote for everyone; null before the programme is published. */
export function programmeIn(entries: readonly Entry[]): ProgrammeCard | null {
  return jsonIn<ProgrammeCard>(entries, "shop", "programme");
}

/** References that the checkout wishes for; anyone can have written this. */
export function wishIn(entries: readonly Entry[]): string {
  const entry = entries.find(({ target, metafield }) => target.type === "cart" && metafield.key === "wish");
  return String(entry?.metafield.value ?? "");
}

function jsonIn<Value extends { version: 1 }>(entries: readonly Entry[], owner: string, key: string): Value | null {
  const entry = entries.find(({ target, metafield }) => target.type === owner && metafield.key === key);
  try {
    const value: unknown = JSON.parse(String(entry?.metafield.value ?? "null"));
    return isVersionOne<Value>(value) ? value : null;
  } catch {
    return null;
  }
}

function isVersionOne<Value>(value: unknown): value is Value {
  return typeof value === "object" && value !== null && "version" in value && value.version === 1;
}
