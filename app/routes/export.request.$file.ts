import type { LoaderFunctionArgs } from "@remix-run/node";
import { rowIdOf } from "#app/queries/columns.ts";
import { readComplianceExport } from "#app/queries/compliance.ts";
import { notFound, visitAdmin } from "#app/services/admin-visit.ts";

/** The file of a privacy request, `export/request/12.json`. A request of another shop is not found. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { app, shop } = await visitAdmin(request);
  const id = rowIdOf(params.file?.replace(/\.json$/, ""));
  const file = id === null ? null : await readComplianceExport(app.database, shop.id, id);
  if (file === null) throw notFound();
  return new Response(file, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="zegel-request-${id}.json"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
