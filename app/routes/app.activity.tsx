import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { BlockStack, Box, Card, Page, Text } from "@shopify/polaris";
import { useEffect } from "react";
import { DeliveriesCard, OverspendsCard, ParkedCard } from "#app/components/attention-cards.tsx";
import { EmptyNote } from "#app/components/empty-note.tsx";
import { EntryTable } from "#app/components/entry-table.tsx";
import { PageError } from "#app/components/page-error.tsx";
import { Pager } from "#app/components/pager.tsx";
import { showToast } from "#app/components/toast.ts";
import { useWords } from "#app/components/words.tsx";
import { attentionList, listFailingDeliveries, listOverspends, listParkedEvents } from "#app/queries/attention.ts";
import { rowIdOf } from "#app/queries/columns.ts";
import { listEntries } from "#app/queries/entries.ts";
import { visitAdmin } from "#app/services/admin-visit.ts";
import { replayEvents } from "#app/services/replay-event.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { app, shop } = await visitAdmin(request);
  const before = new URL(request.url).searchParams.get("from");
  const [entries, parked, overspends, deliveries] = await Promise.all([
    listEntries(app.database, shop.id, { memberId: null, before }),
    listParkedEvents(app.database, shop.id),
    listOverspends(app.database, shop.id),
    listFailingDeliveries(app.database, shop.id),
  ]);
  return { entries, parked, overspends, deliveries, attentionList };
}

/** Lets parked events be worked again. Ids of another shop, or of none, match no row of this one. */
export async function action({ request }: ActionFunctionArgs) {
  const { app, shop } = await visitAdmin(request);
  const form = await request.formData();
  const ids = form.getAll("id").flatMap((id) => rowIdOf(String(id)) ?? []);
  return { replayed: await replayEvents(app, shop.id, ids), at: Date.now() };
}

export default function Activity() {
  const { entries, parked, overspends, deliveries, attentionList: limit } = useLoaderData<typeof loader>();
  const { t, format } = useWords();
  const result = useActionData<typeof action>();
  useEffect(() => {
    if (!result) return;
    const { replayed } = result;
    showToast(
      replayed === 0
        ? t("activity.parked.none")
        : t("activity.parked.replayed", { count: replayed, value: format.number(replayed) }),
    );
  }, [result, t, format]);
  return (
    <Page title={t("activity.title")} subtitle={t("activity.subtitle")}>
      <BlockStack gap="400">
        {parked.length > 0 ? <ParkedCard events={parked} limit={limit} /> : null}
        {overspends.length > 0 ? <OverspendsCard overspends={overspends} /> : null}
        {deliveries.length > 0 ? <DeliveriesCard deliveries={deliveries} /> : null}
        {entries.rows.length === 0 ? (
          <EmptyNote title={t("activity.recentEmpty")} text={t("activity.recentEmptyHelp")} />
        ) : (
          <Card padding="0">
            <Box paddingInline="400" paddingBlockStart="400" paddingBlockEnd="200">
              <Text as="h2" variant="headingMd">
                {t("activity.recent")}
              </Text>
            </Box>
            <EntryTable entries={entries.rows} showsMember />
          </Card>
        )}
        <Pager next={entries.next} previousLabel={t("activity.newest")} nextLabel={t("activity.older")} />
      </BlockStack>
    </Page>
  );
}

export const ErrorBoundary = PageError;
