/** Which scopes let an app read or change something, read from the sentence in which Shopify's schema says so. */

/**
 * The scopes of which one is needed; empty where the sentence names none. What follows "Also:" is about staff members, and scopes that
 * are named without an action, as for refundCreate, are those to write.
 */
export function scopesNamed(requiredAccess: string): string[] {
  const sentence = requiredAccess.split("Also:")[0] ?? "";
  const named = [...sentence.matchAll(/`([a-z_]+)`/g)].map((match) => match[1] ?? "");
  return named.map((scope) => (/^(read|write)_/.test(scope) ? scope : `write_${scope}`));
}

/** A scope to write includes the one to read. */
export function isGranted(scope: string, granted: readonly string[]): boolean {
  return (
    granted.includes(scope) || (scope.startsWith("read_") && granted.includes(`write_${scope.slice("read_".length)}`))
  );
}

/** Whether the sentence is satisfied. One that names no scope asks for nothing that an installation could lack. */
export function satisfies(requiredAccess: string, granted: readonly string[]): boolean {
  const scopes = scopesNamed(requiredAccess);
  return scopes.length === 0 || scopes.some((scope) => isGranted(scope, granted));
}

const scopeToWrite: Record<string, string | null> = {
  Customer: "write_customers",
  Order: "write_orders",
  Product: "write_products",
  ProductVariant: "write_products",
  Collection: "write_products",
  DiscountAutomaticNode: "write_discounts",
  DraftOrder: "write_draft_orders",
  Shop: null,
  AppInstallation: null,
};

/** What a metafield or a tag on this owner needs: Shopify asks for the scope to change the owner. Null for none. */
export function scopeToChange(ownerType: string): string | null | undefined {
  return scopeToWrite[ownerType];
}
