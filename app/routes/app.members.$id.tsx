import { randomUUID } from "node:crypto";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Badge, Banner, BlockStack, Card, InlineStack, Layout, Link, Page, Text } from "@shopify/polaris";
import { useCallback, useState } from "react";
import { AdjustModal } from "#app/components/adjust-modal.tsx";
import { EntryTable } from "#app/components/entry-table.tsx";
import { adminAddress, BalanceCard, LotsCard, OrdersCard, ReservationsCard } from "#app/components/member-cards.tsx";
import { PageError } from "#app/components/page-error.tsx";
import { Pager } from "#app/components/pager.tsx";
import { personName } from "#app/components/person-name.ts";
import { useWords } from "#app/components/words.tsx";
import { rowIdOf } from "#app/queries/columns.ts";
import { readMember, readMemberHead, shortList } from "#app/queries/member.ts";
import { adjustByForm } from "#app/services/adjust-form.ts";
import { notFound, visitAdmin } from "#app/services/admin-visit.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { app, shop } = await visitAdmin(request);
  const id = rowIdOf(params.id);
  const before = new URL(request.url).searchParams.get("from");
  const member = id === null ? null : await readMember(app.database, shop.id, id, before);
  if (member === null) throw notFound();
  return { ...member, shortList, bookingKey: randomUUID() };
}

/** Adjusts the member's points. A member of another shop is not found, as one that never was. */
export async function action({ request, params }: ActionFunctionArgs) {
  const { app, shop, actor } = await visitAdmin(request);
  const id = rowIdOf(params.id);
  const member = id === null ? null : await readMemberHead(app.database, shop.id, id);
  if (member === null) throw notFound();
  return adjustByForm(app, shop, { memberId: member.id, actor, form: await request.formData() });
}

export default function Member() {
  const { head, lots, entries, orders, reservations, shortList: limit, bookingKey } = useLoaderData<typeof loader>();
  const { t, format } = useWords();
  const [isAdjusting, setIsAdjusting] = useState(false);
  const closeAdjust = useCallback(() => setIsAdjusting(false), []);
  const name = personName(head, t);
  const canAdjust = head.status === "member" || head.status === "guest";
  return (
    <Page
      title={name}
      subtitle={[head.email, t("members.detail.since", { date: format.date(head.joinedAt) })]
        .filter((part) => part !== null && part !== name)
        .join(" · ")}
      titleMetadata={head.status === "member" ? undefined : <Badge>{t(`members.status.${head.status}`)}</Badge>}
      backAction={{ content: t("members.title"), url: "/app/members" }}
      primaryAction={
        canAdjust ? { content: t("members.adjust.action"), onAction: () => setIsAdjusting(true) } : undefined
      }
      secondaryActions={
        head.customerGid === null
          ? []
          : [
              {
                content: t("members.detail.openInShopify"),
                url: adminAddress("customers", head.customerGid),
                target: "_top",
              },
            ]
      }
    >
      <BlockStack gap="400">
        <StatusNote />
        <BalanceCard balance={head} />
        <Layout>
          <Layout.Section>
            <Card padding="0">
              <BlockStack gap="200">
                <InlineStack>
                  <CardTitle>{t("members.detail.ledger")}</CardTitle>
                </InlineStack>
                {entries.rows.length === 0 ? (
                  <CardTitle isPlain>{t("members.detail.ledgerEmpty")}</CardTitle>
                ) : (
                  <EntryTable entries={entries.rows} showsMember={false} />
                )}
              </BlockStack>
            </Card>
            <Pager
              next={entries.next}
              previousLabel={t("members.detail.newest")}
              nextLabel={t("members.detail.older")}
            />
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <ReservationsCard reservations={reservations} />
              <LotsCard lots={lots} limit={limit} />
              <OrdersCard orders={orders} limit={limit} />
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
      {isAdjusting ? <AdjustModal name={name} bookingKey={bookingKey} onClose={closeAdjust} /> : null}
    </Page>
  );
}

function CardTitle({ children, isPlain = false }: { children: string; isPlain?: boolean }) {
  return (
    <div style={{ padding: isPlain ? "0 1rem 1rem" : "1rem 1rem 0" }}>
      {isPlain ? (
        <Text as="p" tone="subdued">
          {children}
        </Text>
      ) : (
        <Text as="h2" variant="headingMd">
          {children}
        </Text>
      )}
    </div>
  );
}

/** Says what is special about a member who is not simply one. */
function StatusNote() {
  const { head } = useLoaderData<typeof loader>();
  const { t } = useWords();
  if (head.status === "guest") return <Banner>{t("members.guestHelp")}</Banner>;
  if (head.status !== "merged") return null;
  return (
    <Banner>
      {t("members.detail.mergedInto")}{" "}
      {head.mergedInto === null ? null : (
        <Link url={`/app/members/${head.mergedInto}`}>{t("members.detail.openOther")}</Link>
      )}
    </Banner>
  );
}

export const ErrorBoundary = PageError;
