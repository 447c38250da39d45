import { Badge, BlockStack, Box, Button, Card, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useWords } from "./words.tsx";

interface Step {
  id: string;
  title: string;
  isDone: boolean;
  /** What to do, or what has been done. */
  text: string;
  actions: ReactNode;
}

/** What is left to do before points are earned and spent, one step below the other; finished ones stay, folded to a line. */
export function SetupGuide({ steps }: { steps: Step[] }) {
  const { t, format } = useWords();
  const done = steps.filter((step) => step.isDone).length;
  const progress = t("home.guide.progress", { done: format.number(done), total: format.number(steps.length) });
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t("home.guide.title")}
          </Text>
          <Text as="p" tone="subdued" id="setup-progress">
            {done === steps.length ? t("home.guide.allDone") : progress}
          </Text>
          <ProgressBar
            progress={(done / steps.length) * 100}
            size="small"
            tone="success"
            ariaLabelledBy="setup-progress"
          />
        </BlockStack>
        {steps.map((step) => (
          <Box key={step.id} borderBlockStartWidth="025" borderColor="border" paddingBlockStart="400">
            <BlockStack gap="200">
              <InlineStack gap="200" blockAlign="center">
                <Badge tone={step.isDone ? "success" : "attention"}>
                  {step.isDone ? t("home.guide.isDone") : t("home.guide.isOpen")}
                </Badge>
                <Text as="h3" variant="headingSm">
                  {step.title}
                </Text>
              </InlineStack>
              <Text as="p">{step.text}</Text>
              {step.actions ? <InlineStack gap="200">{step.actions}</InlineStack> : null}
            </BlockStack>
          </Box>
        ))}
      </BlockStack>
    </Card>
  );
}

/** A button that leaves the app's frame for the theme editor or the storefront. */
export function OutsideButton({ url, children }: { url: string; children: string }) {
  return (
    <Button url={url} target="_blank">
      {children}
    </Button>
  );
}
