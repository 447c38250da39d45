declare global {
  interface JSON {
    /** Text that `JSON.stringify` writes as it is (V8 since 11.4; not yet in TypeScript's library). */
    rawJSON(text: string): unknown;
  }
}

/** JSON text in which a bigint stands as a plain number with all its digits, as Shopify writes ids. */
export function toJsonText(value: unknown): string {
  return JSON.stringify(value, (_key, each) => (typeof each === "bigint" ? JSON.rawJSON(each.toString()) : each));
}
