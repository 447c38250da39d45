/** An instant as it travels to a page: ISO 8601 in UTC. */
export function instantOf(column: Date): string {
  return column.toISOString();
}

/** A row id out of an address: digits only, so that nothing else ever reaches the database. Null for anything else. */
export function rowIdOf(text: string | null | undefined): string | null {
  return text && /^[1-9]\d{0,17}$/.test(text) ? text : null;
}
