import { BlockStack, Box, Button, FormLayout, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import { EmptyNote } from "./empty-note.tsx";
import { newReward, type RewardDraft, validSettings } from "./programme-draft.ts";
import { type FieldsProps, Section } from "./programme-fields.tsx";
import { settingsTitle } from "./reward-title.ts";
import { useWords } from "./words.tsx";

/** The rewards of a programme, each with its fields in view: there is nothing to open before an error can be seen. */
export function RewardsFields(props: FieldsProps) {
  const { draft, change } = props;
  const { t } = useWords();
  const add = () => change({ rewards: [...draft.rewards, newReward(draft.rewards)] });
  return (
    <Section title={t("programme.rewards.title")} help={t("programme.rewards.help")}>
      {draft.rewards.length === 0 ? (
        <EmptyNote title={t("programme.rewards.empty")} text={t("programme.rewards.emptyHelp")}>
          <Button onClick={add}>{t("programme.rewards.add")}</Button>
        </EmptyNote>
      ) : (
        <BlockStack gap="400">
          {draft.rewards.map((reward, index) => (
            // A code can be changed while it is written, so it cannot be the key.
            // biome-ignore lint/suspicious/noArrayIndexKey: fields keep their own state nowhere but in the draft.
            <RewardFields key={index} {...props} reward={reward} index={index} />
          ))}
          <InlineStack>
            <Button onClick={add}>{t("programme.rewards.add")}</Button>
          </InlineStack>
        </BlockStack>
      )}
    </Section>
  );
}

function RewardFields({
  draft,
  currency,
  change,
  errorAt,
  reward,
  index,
}: FieldsProps & { reward: RewardDraft; index: number }) {
  const words = useWords();
  const { t } = words;
  const set = (part: Partial<RewardDraft>) =>
    change({ rewards: draft.rewards.map((each, at) => (at === index ? { ...each, ...part } : each)) });
  const field = (
    name: Exclude<keyof RewardDraft, "kept">,
    label: string,
    more: { prefix?: string; suffix?: string; helpText?: string } = {},
  ) => (
    <TextField
      label={label}
      value={reward[name]}
      onChange={(value) => set({ [name]: value })}
      error={errorAt(`rewards.${index}.${name}`)}
      inputMode={name === "id" ? "text" : "decimal"}
      autoComplete="off"
      {...more}
    />
  );
  const maximumHelp = t("programme.rewards.maximumHelp");
  const settings = validSettings({ ...draft, rewards: [reward] })?.rewards[0];
  return (
    <Box borderColor="border" borderWidth="025" borderRadius="200" padding="400">
      <FormLayout>
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h3" variant="headingSm">
            {settings ? settingsTitle(settings, words) : t("programme.rewards.addTitle")}
          </Text>
          <Button
            variant="tertiary"
            tone="critical"
            accessibilityLabel={`${t("action.remove")} ${settings ? settingsTitle(settings, words) : reward.id}`}
            onClick={() => change({ rewards: draft.rewards.filter((_, at) => at !== index) })}
          >
            {t("action.remove")}
          </Button>
        </InlineStack>
        <FormLayout.Group>
          <Select
            label={t("programme.rewards.kind")}
            options={[
              { label: t("programme.rewards.amountOff"), value: "amount_off" },
              { label: t("programme.rewards.percentOff"), value: "percent_off" },
              { label: t("programme.rewards.freeShipping"), value: "free_shipping" },
            ]}
            value={reward.code}
            onChange={(code: RewardDraft["code"]) => set({ code })}
          />
          {field("cost", t("programme.rewards.cost"))}
        </FormLayout.Group>
        <FormLayout.Group>
          {reward.code === "amount_off" ? field("amount", t("programme.rewards.amount"), { prefix: currency }) : null}
          {reward.code === "percent_off" ? field("percent", t("programme.rewards.percent"), { suffix: "%" }) : null}
          {reward.code === "percent_off"
            ? field("maximum", t("programme.rewards.maximum"), { prefix: currency, helpText: maximumHelp })
            : null}
          {reward.code === "free_shipping"
            ? field("maximum", t("programme.rewards.maximumShipping"), { prefix: currency, helpText: maximumHelp })
            : null}
          {field("minimumBasket", t("programme.rewards.minimum"), {
            prefix: currency,
            helpText: t("programme.rewards.minimumHelp"),
          })}
        </FormLayout.Group>
        {field("id", t("programme.rewards.id"), { helpText: t("programme.rewards.idHelp") })}
      </FormLayout>
    </Box>
  );
}
