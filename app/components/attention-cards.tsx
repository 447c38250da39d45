import { useNavigation, useSubmit } from "@remix-run/react";
import { BlockStack, Box, Button, Card, InlineStack, Link, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { ACCESS_MISSING } from "#app/contracts/access.ts";
import { personName } from "./person-name.ts";
import { useWords } from "./words.tsx";

interface AttentionCardProps {
  /** Where links from the home page jump to. */
  id: string;
  title: string;
  help: string;
  action?: ReactNode;
  children: ReactNode;
}

function AttentionCard({ id, title, help, action, children }: AttentionCardProps) {
  return (
    <div id={id}>
      <Card>
        <BlockStack gap="300">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="h2" variant="headingMd">
              {title}
            </Text>
            {action}
          </InlineStack>
          <Text as="p" tone="subdued">
            {help}
          </Text>
          <BlockStack>{children}</BlockStack>
        </BlockStack>
      </Card>
    </div>
  );
}

function AttentionLine({ title, below, action }: { title: ReactNode; below: ReactNode; action?: ReactNode }) {
  return (
    <Box borderBlockStartWidth="025" borderColor="border-secondary" paddingBlock="300">
      <InlineStack align="space-between" blockAlign="center" gap="400" wrap={false}>
        <BlockStack gap="050">
          <Text as="p" breakWord>
            {title}
          </Text>
          <Text as="p" tone="subdued" variant="bodySm" breakWord>
            {below}
          </Text>
        </BlockStack>
        {action}
      </InlineStack>
    </Box>
  );
}

interface ParkedCardProps {
  events: { id: string; topic: string; receivedAt: string; attempts: number; error: string | null }[];
  /** Rows that the list shows at most. */
  limit: number;
}

/** Events that could not be worked, with why, and a way to try them again. */
export function ParkedCard({ events, limit }: ParkedCardProps) {
  const { t, format } = useWords();
  const submit = useSubmit();
  const isSending = useNavigation().formMethod === "POST";
  const replay = (ids: string[]) => {
    const form = new FormData();
    for (const id of ids) form.append("id", id);
    submit(form, { method: "post" });
  };
  return (
    <AttentionCard
      id="parked"
      title={t("activity.parked.title")}
      help={t("activity.parked.help")}
      action={
        <Button loading={isSending} onClick={() => replay(events.map((event) => event.id))}>
          {t("activity.parked.replayAll")}
        </Button>
      }
    >
      {events.map((event) => (
        <AttentionLine
          key={event.id}
          title={`${event.topic}${event.error ? `: ${event.error}` : ""}`}
          below={`${format.dateTime(event.receivedAt)}, ${t("activity.parked.attempts", { count: event.attempts, value: format.number(event.attempts) })}`}
          action={
            <Button
              disabled={isSending}
              accessibilityLabel={`${t("activity.parked.replay")} ${event.topic} ${event.id}`}
              onClick={() => replay([event.id])}
            >
              {t("activity.parked.replay")}
            </Button>
          }
        />
      ))}
      {events.length >= limit ? (
        <Text as="p" tone="subdued">
          {t("activity.parked.more", { count: limit })}
        </Text>
      ) : null}
    </AttentionCard>
  );
}

interface OverspendsCardProps {
  overspends: {
    ref: string;
    orderGid: string;
    orderName: string | null;
    memberId: string;
    firstName: string | null;
    lastName: string | null;
    points: number;
    discountMinor: number;
    createdAt: string;
  }[];
}

/** Rewards that a second order used. */
export function OverspendsCard({ overspends }: OverspendsCardProps) {
  const { t, format, points } = useWords();
  return (
    <AttentionCard id="overspends" title={t("activity.overspends.title")} help={t("activity.overspends.help")}>
      {overspends.map((each) => (
        <AttentionLine
          key={`${each.orderGid} ${each.ref}`}
          title={t("activity.overspends.line", {
            order: each.orderName ?? each.orderGid,
            discount: format.money(each.discountMinor),
            points: points(each.points),
            reference: each.ref,
          })}
          below={
            <>
              {format.dateTime(each.createdAt)} ·{" "}
              <Link url={`/app/members/${each.memberId}`}>{personName(each, t)}</Link>
            </>
          }
        />
      ))}
    </AttentionCard>
  );
}

interface DeliveriesCardProps {
  deliveries: { kind: string; subject: string; dueAt: string; attempts: number; error: string | null }[];
}

/** What Shopify has refused several times. */
export function DeliveriesCard({ deliveries }: DeliveriesCardProps) {
  const { t, format } = useWords();
  const kindOf = (kind: string) =>
    kind === "wallet" || kind === "programme" || kind === "order" || kind === "claim"
      ? t(`activity.deliveries.kind.${kind}`)
      : t("activity.deliveries.kind.other");
  const reasonOf = (error: string | null) =>
    error?.startsWith(ACCESS_MISSING) ? t("activity.deliveries.accessMissing") : (error ?? "");
  return (
    <AttentionCard id="deliveries" title={t("activity.deliveries.title")} help={t("activity.deliveries.help")}>
      {deliveries.map((each) => (
        <AttentionLine
          key={`${each.kind} ${each.subject}`}
          title={
            each.kind === "wallet" ? (
              <Link url={`/app/members/${each.subject}`}>{kindOf(each.kind)}</Link>
            ) : (
              kindOf(each.kind)
            )
          }
          below={`${reasonOf(each.error)} · ${t("activity.parked.attempts", { count: each.attempts, value: format.number(each.attempts) })}, ${t("activity.deliveries.next", { date: format.dateTime(each.dueAt) })}`}
        />
      ))}
    </AttentionCard>
  );
}
