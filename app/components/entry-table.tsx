import { BlockStack, Box, InlineStack, Link, Text } from "@shopify/polaris";
import { reasonText } from "#app/i18n/reason-text.ts";
import { personName } from "./person-name.ts";
import { snapshotTitle } from "./reward-title.ts";
import { useWords } from "./words.tsx";

export interface EntryView {
  id: string;
  memberId: string;
  firstName: string | null;
  lastName: string | null;
  points: number;
  spent: number;
  reason?: unknown;
  reward?: unknown;
  actor: string | null;
  occurredAt: string;
}

/** Movements of points, one below the other: why, when and how many. Reads the same on a phone. */
export function EntryTable({ entries, showsMember }: { entries: EntryView[]; showsMember: boolean }) {
  return (
    <BlockStack as="ul" gap="0">
      {entries.map((entry) => (
        <Box
          as="li"
          key={entry.id}
          borderBlockEndWidth="025"
          borderColor="border-secondary"
          paddingBlock="300"
          paddingInline="400"
        >
          <EntryLine entry={entry} showsMember={showsMember} />
        </Box>
      ))}
    </BlockStack>
  );
}

function EntryLine({ entry, showsMember }: { entry: EntryView; showsMember: boolean }) {
  const words = useWords();
  const { t, format, points } = words;
  const named = personName(entry, t);
  return (
    <InlineStack align="space-between" gap="400" wrap={false}>
      <BlockStack gap="050">
        <Text as="p" breakWord>
          {reasonText(entry.reason, t, snapshotTitle(entry.reward, words))}
        </Text>
        <Text as="p" tone="subdued" variant="bodySm">
          {format.dateTime(entry.occurredAt)}
          {entry.actor ? `, ${t("members.detail.byActor", { actor: entry.actor })}` : ""}
          {showsMember ? " · " : ""}
          {showsMember ? <Link url={`/app/members/${entry.memberId}`}>{named}</Link> : null}
        </Text>
      </BlockStack>
      {entry.points === 0 ? (
        // What was held is spent: the balance has gone down already, so this is no second minus.
        <Text as="p" numeric tone="subdued">
          {entry.spent > 0 ? points(entry.spent) : ""}
        </Text>
      ) : (
        <Text as="p" numeric fontWeight="semibold" tone={entry.points > 0 ? "success" : undefined}>
          {format.signed(entry.points)}
        </Text>
      )}
    </InlineStack>
  );
}
