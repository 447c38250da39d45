import { BlockStack, Box, Card, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

/** What stands where a list has nothing yet: that it is empty, and how it fills. */
export function EmptyNote({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <Card>
      <Box paddingBlock="400">
        <BlockStack gap="200" inlineAlign="center">
          <Text as="h2" variant="headingMd" alignment="center">
            {title}
          </Text>
          {text ? (
            <Text as="p" tone="subdued" alignment="center">
              {text}
            </Text>
          ) : null}
          {children}
        </BlockStack>
      </Box>
    </Card>
  );
}
