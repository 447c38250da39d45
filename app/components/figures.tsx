import { BlockStack, Card, InlineGrid, Text } from "@shopify/polaris";

/** A row of headline figures; two beside each other on a phone. */
export function Figures({ title, figures }: { title: string; figures: { label: string; value: string }[] }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        <InlineGrid columns={{ xs: 2, md: figures.length }} gap="400">
          {figures.map(({ label, value }) => (
            <BlockStack key={label} gap="100">
              <Text as="p" tone="subdued">
                {label}
              </Text>
              <Text as="p" variant="headingLg" numeric>
                {value}
              </Text>
            </BlockStack>
          ))}
        </InlineGrid>
      </BlockStack>
    </Card>
  );
}
