import { Readable } from "node:stream";
import { createReadableStreamFromReadable } from "@remix-run/node";
import { stringify } from "csv-stringify";

/** What a spreadsheet would take for a formula: a customer called `=HYPERLINK(…)` must stay a name. */
const formulaStart = /^[=+\-@\t\r]/;
/** The same behind a sign at which a spreadsheet of another country, or a careless one, begins a new cell. */
const formulaWithin = /([;\t\r\n]\s*)(?=[=+\-@])/g;

/** A cell as text that no spreadsheet runs (owasp.org/www-community/attacks/CSV_Injection). Our own numbers stay numbers. */
export function safeCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  return value.replace(formulaStart, "'$&").replace(formulaWithin, "$1'");
}

/**
 * A file of comma-separated values that is written while it is read from the database, so that its size costs no memory. Begins with a
 * byte-order mark, by which Excel knows that it is UTF-8.
 */
export function csvDownload(
  name: string,
  headings: string[],
  rows: AsyncIterable<(string | number | null)[]>,
): Response {
  const lines = async function* () {
    yield headings;
    for await (const row of rows) yield row.map(safeCell);
  };
  const csv = Readable.from(lines()).pipe(
    stringify({ bom: true, record_delimiter: "windows", quoted_match: /[\r\n]/ }),
  );
  return new Response(createReadableStreamFromReadable(csv), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
