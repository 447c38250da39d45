import type { LoaderFunctionArgs } from "@remix-run/node";
import { everyMember } from "#app/queries/exports.ts";
import { visitAdmin } from "#app/services/admin-visit.ts";
import { csvDownload } from "#app/services/csv-download.ts";

const headings = [
  "member",
  "customer",
  "status",
  "first_name",
  "last_name",
  "email",
  "available",
  "pending",
  "reserved",
  "debt",
  "lifetime",
  "joined_at",
];

/** Every member with their balance. Column names are the same in every language, so that other programs can rely on them. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const { app, shop } = await visitAdmin(request);
  const rows = async function* () {
    for await (const member of everyMember(app.database, shop.id)) {
      yield [
        member.id,
        member.customerGid,
        member.status,
        member.firstName,
        member.lastName,
        member.email,
        member.available,
        member.pending,
        member.reserved,
        member.debt,
        member.lifetime,
        member.joinedAt,
      ];
    }
  };
  return csvDownload("zegel-members.csv", headings, rows());
}
