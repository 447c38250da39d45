import type { LoaderFunctionArgs } from "@remix-run/node";
import { chooseLanguage } from "#app/i18n/language.ts";
import { reasonText } from "#app/i18n/reason-text.ts";
import { createTranslator } from "#app/i18n/translator.ts";
import { everyEntry } from "#app/queries/exports.ts";
import { visitAdmin } from "#app/services/admin-visit.ts";
import { csvDownload } from "#app/services/csv-download.ts";

const headings = [
  "entry",
  "member",
  "customer",
  "kind",
  "points",
  "reason",
  "order",
  "reservation",
  "actor",
  "occurred_at",
  "recorded_at",
];

/** Every movement of points, the oldest first, with its reason in words. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const { app, shop, sessionLocale } = await visitAdmin(request);
  const { t } = createTranslator(chooseLanguage(request, sessionLocale));
  const rows = async function* () {
    for await (const entry of everyEntry(app.database, shop.id)) {
      yield [
        entry.entryId,
        entry.memberId,
        entry.customerGid,
        entry.kind,
        entry.points,
        reasonText(entry.reason, t),
        entry.orderGid,
        entry.reservation,
        entry.actor,
        entry.occurredAt,
        entry.recordedAt,
      ];
    }
  };
  return csvDownload("zegel-ledger.csv", headings, rows());
}
