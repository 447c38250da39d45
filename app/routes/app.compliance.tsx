import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Box, Card, InlineStack, Page, Text } from "@shopify/polaris";
import { DownloadButton } from "#app/components/download-button.tsx";
import { EmptyNote } from "#app/components/empty-note.tsx";
import { PageError } from "#app/components/page-error.tsx";
import { Pager } from "#app/components/pager.tsx";
import { useWords, type Words } from "#app/components/words.tsx";
import { listComplianceRequests } from "#app/queries/compliance.ts";
import { visitAdmin } from "#app/services/admin-visit.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { app, shop } = await visitAdmin(request);
  const from = new URL(request.url).searchParams.get("from");
  return { page: await listComplianceRequests(app.database, shop.id, from) };
}

export default function Compliance() {
  const { page } = useLoaderData<typeof loader>();
  const { t } = useWords();
  return (
    <Page title={t("compliance.title")} subtitle={t("compliance.subtitle")}>
      <BlockStack gap="400">
        {page.rows.length === 0 ? (
          <EmptyNote title={t("compliance.empty")} text={t("compliance.emptyHelp")} />
        ) : (
          <Card>
            <BlockStack gap="300">
              <Text as="p" tone="subdued">
                {t("compliance.help")}
              </Text>
              <BlockStack>
                {page.rows.map((row) => (
                  <RequestLine key={row.id} row={row} />
                ))}
              </BlockStack>
            </BlockStack>
          </Card>
        )}
        <Pager next={page.next} previousLabel={t("action.previous")} nextLabel={t("action.next")} />
      </BlockStack>
    </Page>
  );
}

type Row = Awaited<ReturnType<typeof loader>>["page"]["rows"][number];

function RequestLine({ row }: { row: Row }) {
  const words = useWords();
  const { t, format } = words;
  return (
    <Box borderBlockStartWidth="025" borderColor="border-secondary" paddingBlock="300">
      <InlineStack align="space-between" blockAlign="center" gap="400" wrap={false}>
        <BlockStack gap="050">
          <Text as="p">{topicText(row.topic, words)}</Text>
          <Text as="p" tone="subdued" variant="bodySm">
            {format.dateTime(row.receivedAt)} · {stateText(row, words)}
          </Text>
        </BlockStack>
        {row.hasExport ? <DownloadButton path={`/export/request/${row.id}.json`} label={t("action.download")} /> : null}
      </InlineStack>
    </Box>
  );
}

function topicText(topic: string, { t }: Words): string {
  if (topic === "customers/data_request") return t("compliance.topic.data_request");
  return topic === "customers/redact" ? t("compliance.topic.customer_redact") : t("compliance.topic.shop_redact");
}

function stateText(row: Row, { t, format }: Words): string {
  if (row.doneAt === null) return t("compliance.waiting");
  const isGone = row.topic === "customers/data_request" && !row.hasExport;
  return isGone ? t("compliance.expired") : t("compliance.done", { date: format.date(row.doneAt) });
}

export const ErrorBoundary = PageError;
