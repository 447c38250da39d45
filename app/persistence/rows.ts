import type { Transaction } from "./database.ts";

/** How a column is written: its name, its PostgreSQL type and the value of a row. */
export type Column<Row> = [name: string, type: string, value: (row: Row) => unknown];

/**
 * Runs one statement over many rows: `$rows` in the text becomes `unnest(…) as rows(…)`, one array a column. A statement a batch instead of
 * a statement a row is what carries thousands of orders a second; the name lets PostgreSQL keep the plan.
 */
export async function withRows<Row, Result = unknown>(
  transaction: Transaction,
  name: string,
  text: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  more: readonly unknown[] = [],
): Promise<Result[]> {
  if (rows.length === 0) return [];
  const casts = columns.map(([, type], index) => `$${index + 1}::${arrayType(type)}[]`);
  const selected = columns.map(([column, type]) => (type === "jsonb" ? `${column}::jsonb as ${column}` : column));
  const source = `(select ${selected.join(", ")} from unnest(${casts.join(", ")}) as given(${columns.map(([column]) => column).join(", ")})) as rows`;
  const values = columns.map(([, type, value]) =>
    rows.map((row) => (type === "jsonb" ? jsonOf(value(row)) : value(row))),
  );
  const parameter = (_: string, index: string): string => `$${columns.length + Number(index)}`;
  const result = await transaction.query({
    name,
    text: text.replace("$rows", source).replace(/\$more(\d+)/g, parameter),
    values: [...values, ...more],
  });
  return result.rows as Result[];
}

/** Points and money of a bigint column, which the driver gives as text. */
export function integer(value: string | number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is beyond what can be counted exactly`);
  return number;
}

function arrayType(type: string): string {
  return type === "jsonb" ? "text" : type;
}

function jsonOf(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
