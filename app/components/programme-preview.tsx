import { BlockStack, Text } from "@shopify/polaris";
import type { PreviewOutcome } from "#app/contracts/programme-preview.ts";
import { useWords } from "./words.tsx";

/** What settings would have given last month, as a whole and rule by rule. */
export function Preview({ previewed }: { previewed: PreviewOutcome }) {
  const { t, format, language, points } = useWords();
  if (previewed.outcome === "no_orders") return <p>{t("programme.preview.noOrders")}</p>;
  const { preview } = previewed;
  const month = format.month(preview.period.from);
  const orders = {
    orders: t("programme.preview.orders", { count: preview.orders, value: format.number(preview.orders) }),
  };
  const worth = preview.liabilityMinor === null ? null : format.money(preview.liabilityMinor);
  const sentences = [
    worth === null
      ? t("programme.preview.points", { month, ...orders, points: points(preview.points) })
      : t("programme.preview.pointsWorth", { month, ...orders, points: points(preview.points), worth }),
    ...(preview.pointsNow === null ? [] : [t("programme.preview.now", { points: points(preview.pointsNow) })]),
    ...(preview.isEstimate ? [t("programme.preview.estimate")] : []),
  ];
  return (
    <BlockStack gap="200">
      <p>{sentences.join(" ")}</p>
      {preview.rules.length > 1 ? (
        <BlockStack as="ul">
          {preview.rules.map((rule, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rules may read the same, and none of them moves
            <Text as="span" key={index}>
              {rule.words[language]} {t("programme.preview.rule", { points: points(rule.points) })}
            </Text>
          ))}
        </BlockStack>
      ) : null}
      {preview.example ? (
        <BlockStack as="ul">
          <Text as="span">{t("programme.preview.example", { order: preview.example.order })}</Text>
          {preview.example.rules.map((each, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <Text as="span" key={index}>
              {each.rule[language]} {each.words[language]}
            </Text>
          ))}
        </BlockStack>
      ) : null}
    </BlockStack>
  );
}
