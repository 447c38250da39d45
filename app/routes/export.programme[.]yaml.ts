import type { LoaderFunctionArgs } from "@remix-run/node";
import { readProgramme } from "#app/queries/programme.ts";
import { visitAdmin } from "#app/services/admin-visit.ts";
import { writeProgrammeText } from "#app/services/programme-text.ts";

/** The settings in force as text, to keep or to paste into another shop. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const { app, shop } = await visitAdmin(request);
  const programme = await readProgramme(app.database, shop.id);
  return new Response(programme === null ? "" : writeProgrammeText(programme.settings), {
    headers: {
      "content-type": "application/yaml; charset=utf-8",
      "content-disposition": 'attachment; filename="zegel-programme.yaml"',
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
