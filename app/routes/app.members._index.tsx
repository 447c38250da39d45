import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate, useNavigation } from "@remix-run/react";
import {
  Badge,
  BlockStack,
  Card,
  IndexTable,
  InlineStack,
  Link,
  Page,
  Spinner,
  Text,
  TextField,
  useBreakpoints,
} from "@shopify/polaris";
import { useEffect, useState } from "react";
import { DownloadMenu } from "#app/components/download-button.tsx";
import { EmptyNote } from "#app/components/empty-note.tsx";
import { PageError } from "#app/components/page-error.tsx";
import { Pager } from "#app/components/pager.tsx";
import { personName } from "#app/components/person-name.ts";
import { useWords } from "#app/components/words.tsx";
import { searchMembers } from "#app/queries/members.ts";
import { visitAdmin } from "#app/services/admin-visit.ts";

/** Milliseconds after the last key before a search is sent. */
const typingPauseMs = 300;

export async function loader({ request }: LoaderFunctionArgs) {
  const { app, shop } = await visitAdmin(request);
  const search = new URL(request.url).searchParams;
  const query = (search.get("query") ?? "").trim();
  return { query, page: await searchMembers(app.database, shop.id, query, search.get("from")) };
}

export default function Members() {
  const { page, query } = useLoaderData<typeof loader>();
  const { t } = useWords();
  return (
    <Page
      title={t("members.title")}
      secondaryActions={
        <DownloadMenu
          label={t("members.export")}
          files={[
            { path: "/export/members.csv", label: t("members.exportMembers") },
            { path: "/export/ledger.csv", label: t("members.exportLedger") },
          ]}
        />
      }
    >
      <BlockStack gap="400">
        <Search />
        {page.rows.length > 0 ? <MemberTable /> : null}
        {page.rows.length === 0 && query === "" ? (
          <EmptyNote title={t("members.empty")} text={t("members.emptyHelp")} />
        ) : null}
        {page.rows.length === 0 && query !== "" ? (
          <EmptyNote title={t("members.noneFound", { query })} text={t("members.noneFoundHelp")} />
        ) : null}
        <Pager next={page.next} previousLabel={t("action.previous")} nextLabel={t("action.next")} />
      </BlockStack>
    </Page>
  );
}

/** Searches while typing; each search is an address, so that back and reload find it again. */
function Search() {
  const { query } = useLoaderData<typeof loader>();
  const { t } = useWords();
  const navigate = useNavigate();
  const navigation = useNavigation();
  const [text, setText] = useState(query);
  const [sent, setSent] = useState(query);
  // Back and forward change the query without typing.
  if (query !== sent) {
    setSent(query);
    setText(query);
  }
  useEffect(() => {
    if (text.trim() === query) return;
    const alarm = setTimeout(() => {
      setSent(text.trim());
      navigate(text.trim() === "" ? "?" : `?${new URLSearchParams({ query: text.trim() })}`, { replace: true });
    }, typingPauseMs);
    return () => clearTimeout(alarm);
  }, [text, query, navigate]);
  return (
    <Card>
      <TextField
        label={t("members.search")}
        helpText={t("members.searchHelp")}
        value={text}
        onChange={setText}
        type="search"
        clearButton
        onClearButtonClick={() => setText("")}
        autoComplete="off"
        suffix={navigation.state === "loading" ? <Spinner size="small" /> : undefined}
      />
    </Card>
  );
}

function MemberTable() {
  const { page } = useLoaderData<typeof loader>();
  const { t, format } = useWords();
  const isPhone = useBreakpoints().smDown;
  return (
    <Card padding="0">
      <IndexTable
        selectable={false}
        condensed={isPhone}
        itemCount={page.rows.length}
        resourceName={{ singular: t("members.status.member"), plural: t("members.title") }}
        headings={[
          { title: t("members.column.name") },
          { title: t("members.column.email") },
          { title: t("members.column.available"), alignment: "end" },
          { title: t("members.column.pending"), alignment: "end" },
          { title: t("members.column.debt"), alignment: "end" },
          { title: t("members.column.joined") },
        ]}
      >
        {page.rows.map((member, position) => (
          <IndexTable.Row id={member.id} key={member.id} position={position}>
            {isPhone ? (
              <PhoneRow member={member} />
            ) : (
              <>
                <IndexTable.Cell>
                  <MemberName member={member} />
                </IndexTable.Cell>
                <IndexTable.Cell>{member.email ?? ""}</IndexTable.Cell>
                <NumberCell value={member.available} />
                <NumberCell value={member.pending} />
                <NumberCell value={member.debt} />
                <IndexTable.Cell>{format.date(member.joinedAt)}</IndexTable.Cell>
              </>
            )}
          </IndexTable.Row>
        ))}
      </IndexTable>
    </Card>
  );
}

type Member = Awaited<ReturnType<typeof loader>>["page"]["rows"][number];

function MemberName({ member }: { member: Member }) {
  const { t } = useWords();
  return (
    <InlineStack gap="200" wrap={false} blockAlign="center">
      <Link url={`/app/members/${member.id}`} dataPrimaryLink removeUnderline monochrome>
        <Text as="span" fontWeight="semibold">
          {personName(member, t)}
        </Text>
      </Link>
      {member.status === "guest" ? <Badge>{t("members.status.guest")}</Badge> : null}
    </InlineStack>
  );
}

/** A phone has room for who it is and how many points there are; the rest is a touch away. */
function PhoneRow({ member }: { member: Member }) {
  const { points } = useWords();
  return (
    <div style={{ padding: "0.75rem 1rem", width: "100%" }}>
      <InlineStack align="space-between" blockAlign="center" gap="200" wrap={false}>
        <BlockStack gap="050">
          <MemberName member={member} />
          <Text as="span" tone="subdued" variant="bodySm" breakWord>
            {member.email ?? ""}
          </Text>
        </BlockStack>
        <div style={{ whiteSpace: "nowrap" }}>{points(member.available)}</div>
      </InlineStack>
    </div>
  );
}

function NumberCell({ value }: { value: number }) {
  const { format } = useWords();
  return (
    <IndexTable.Cell>
      <Text as="p" alignment="end" numeric tone={value === 0 ? "subdued" : undefined}>
        {format.number(value)}
      </Text>
    </IndexTable.Cell>
  );
}

export const ErrorBoundary = PageError;
