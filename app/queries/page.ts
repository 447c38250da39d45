/** Rows on one page of every list. */
export const pageSize = 25;

/** One page of a list and where the next one starts; null on the last. */
export interface Page<Row> {
  rows: Row[];
  next: string | null;
}

/**
 * Cuts what was read (one row more than a page, to know whether there is a next one) to a page.
 *
 * @param cursorOf where the page after this row starts
 */
export function cutPage<Row>(read: Row[], cursorOf: (last: Row) => string): Page<Row> {
  const rows = read.slice(0, pageSize);
  const last = rows.at(-1);
  return { rows, next: read.length > pageSize && last !== undefined ? cursorOf(last) : null };
}
