import { Badge, BlockStack, Box, Card, InlineGrid, InlineStack, Link, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { snapshotTitle } from "./reward-title.ts";
import { useWords } from "./words.tsx";

/** A titled card whose body says so when it is empty. */
function ListCard({
  title,
  empty,
  isEmpty,
  children,
}: {
  title: string;
  empty: string;
  isEmpty: boolean;
  children: ReactNode;
}) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {isEmpty ? (
          <Text as="p" tone="subdued">
            {empty}
          </Text>
        ) : (
          children
        )}
      </BlockStack>
    </Card>
  );
}

/** A line with something on the left and a figure on the right. */
function Line({ left, below, right }: { left: ReactNode; below?: ReactNode; right: ReactNode }) {
  return (
    <InlineStack align="space-between" gap="400" wrap={false}>
      <BlockStack gap="050">
        <Box>{left}</Box>
        {below ? (
          <Text as="p" tone="subdued" variant="bodySm">
            {below}
          </Text>
        ) : null}
      </BlockStack>
      <div style={{ whiteSpace: "nowrap" }}>{right}</div>
    </InlineStack>
  );
}

interface Balance {
  available: number;
  pending: number;
  reserved: number;
  debt: number;
  lifetime: number;
}

/** The balance in its parts; parts that are nothing and mean nothing are left out. */
export function BalanceCard({ balance }: { balance: Balance }) {
  const { t, format } = useWords();
  const parts = [
    { label: t("members.detail.available"), value: balance.available, isShown: true },
    { label: t("members.detail.reserved"), value: balance.reserved, isShown: true },
    { label: t("members.detail.pending"), value: balance.pending, isShown: balance.pending > 0 },
    { label: t("members.detail.debt"), value: balance.debt, isShown: balance.debt > 0 },
    { label: t("members.detail.lifetime"), value: balance.lifetime, isShown: true },
  ].filter((part) => part.isShown);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("members.detail.balance")}
        </Text>
        <InlineGrid columns={{ xs: 2, md: parts.length }} gap="400">
          {parts.map(({ label, value }) => (
            <BlockStack key={label} gap="100">
              <Text as="p" tone="subdued">
                {label}
              </Text>
              <Text as="p" variant="headingLg" numeric>
                {format.number(value)}
              </Text>
            </BlockStack>
          ))}
        </InlineGrid>
        {balance.debt > 0 ? (
          <Text as="p" tone="subdued">
            {t("members.detail.debtHelp")}
          </Text>
        ) : null}
      </BlockStack>
    </Card>
  );
}

interface LotsCardProps {
  lots: { expiresAt: string | null; points: number; reserved: number }[];
  /** Rows that the list shows at most. */
  limit: number;
}

export function LotsCard({ lots, limit }: LotsCardProps) {
  const { t, format, points } = useWords();
  return (
    <ListCard title={t("members.detail.lots")} empty={t("members.detail.lotsEmpty")} isEmpty={lots.length === 0}>
      {lots.map((lot) => (
        <Line
          key={lot.expiresAt ?? "never"}
          left={lot.expiresAt === null ? t("members.detail.lotsNever") : format.date(lot.expiresAt)}
          below={lot.reserved > 0 ? t("members.detail.lotsHeld", { points: format.number(lot.reserved) }) : null}
          right={points(lot.points)}
        />
      ))}
      {lots.length >= limit ? <More limit={limit} /> : null}
    </ListCard>
  );
}

interface ReservationsCardProps {
  reservations: { ref: string; reward?: unknown; points: number; expiresAt: string }[];
}

export function ReservationsCard({ reservations }: ReservationsCardProps) {
  const words = useWords();
  const { t, format, points } = words;
  return (
    <ListCard
      title={t("members.detail.reservations")}
      empty={t("members.detail.reservationsEmpty")}
      isEmpty={reservations.length === 0}
    >
      {reservations.map((each) => (
        <Line
          key={each.ref}
          left={snapshotTitle(each.reward, words) ?? each.ref}
          below={t("members.detail.reservationUntil", { reference: each.ref, date: format.dateTime(each.expiresAt) })}
          right={points(each.points)}
        />
      ))}
    </ListCard>
  );
}

interface OrdersCardProps {
  orders: { gid: string; name: string | null; placedAt: string | null; isCancelled: boolean; pointsEarned: number }[];
  limit: number;
}

export function OrdersCard({ orders, limit }: OrdersCardProps) {
  const { t, format, points } = useWords();
  return (
    <ListCard title={t("members.detail.orders")} empty={t("members.detail.ordersEmpty")} isEmpty={orders.length === 0}>
      {orders.map((order) => (
        <Line
          key={order.gid}
          left={
            <InlineStack gap="200">
              <Link url={adminAddress("orders", order.gid)} target="_top">
                {order.name ?? order.gid}
              </Link>
              {order.isCancelled ? <Badge>{t("members.detail.cancelled")}</Badge> : null}
            </InlineStack>
          }
          below={order.placedAt === null ? null : format.date(order.placedAt)}
          right={points(order.pointsEarned)}
        />
      ))}
      {orders.length >= limit ? <More limit={limit} /> : null}
    </ListCard>
  );
}

function More({ limit }: { limit: number }) {
  const { t } = useWords();
  return (
    <Text as="p" tone="subdued" variant="bodySm">
      {t("members.detail.more", { count: limit })}
    </Text>
  );
}

/** Where Shopify's admin shows an order or a customer; App Bridge opens addresses of this scheme in the admin around us. */
export function adminAddress(kind: "orders" | "customers", gid: string): string {
  return `shopify://admin/${kind}/${gid.split("/").at(-1)}`;
}
