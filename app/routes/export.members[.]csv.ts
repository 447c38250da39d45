import type { LoaderFunctionArgs } from "@remix-run/node";
import { IMPORT_FORMATS } from "#app/contracts/member-import.ts";
import { EXPORT_COLUMNS } from "#app/domain/imports/export-columns.ts";
import { everyMember, type MemberExport } from "#app/queries/exports.ts";
import { visitAdmin } from "#app/services/admin-visit.ts";
import { csvDownload } from "#app/services/csv-download.ts";

/** Ours: everything, under names that an import here understands. */
const everything: readonly (readonly [heading: string, cell: (member: MemberExport) => string | number | null])[] = [
  ["member", ({ id }) => id],
  ["customer", ({ customerGid }) => customerGid],
  ["status", ({ status }) => status],
  ["first_name", ({ firstName }) => firstName],
  ["last_name", ({ lastName }) => lastName],
  ["email", ({ email }) => email],
  ["available", ({ available }) => available],
  ["pending", ({ pending }) => pending],
  ["reserved", ({ reserved }) => reserved],
  ["debt", ({ debt }) => debt],
  ["lifetime", ({ lifetime }) => lifetime],
  ["joined_at", ({ joinedAt }) => joinedAt],
  ["birthday", ({ birthday }) => birthday],
  ["tier", ({ tier }) => tier],
  ["referral_code", ({ referralCode }) => referralCode],
];

/**
 * Every member with their balance; `?format=` writes it as another system takes it, which then gets only people with an address. Column names
 * are the same in every language, so that other programs can rely on them.
 */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const { app, shop } = await visitAdmin(request);
  const asked = new URL(request.url).searchParams.get("format");
  const format = IMPORT_FORMATS.find((each) => each === asked) ?? "plain";
  const columns = format === "plain" ? everything : EXPORT_COLUMNS[format];
  const rows = async function* () {
    for await (const member of everyMember(app.database, shop.id)) {
      if (format === "plain" || member.email !== null) yield columns.map(([, cell]) => cell(member));
    }
  };
  const name = format === "plain" ? "zegel-members.csv" : `zegel-members-for-${format}.csv`;
  return csvDownload(
    name,
    columns.map(([heading]) => heading),
    rows(),
  );
}
