import { BlockStack, Card, FormLayout, Select, Text, TextField } from "@shopify/polaris";
import type { ReactNode } from "react";
import { type ProgrammeDraft, usualEarning, validSettings } from "./programme-draft.ts";
import { earningSentence, rewardSentences } from "./programme-sentences.ts";
import { useWords } from "./words.tsx";

export interface FieldsProps {
  draft: ProgrammeDraft;
  /** The shop's currency sign before or behind amounts; empty while it is not known. */
  currency: string;
  change(part: Partial<ProgrammeDraft>): void;
  /** The sentence for a setting that was refused, by its path. */
  errorAt(path: string): string | undefined;
}

export function Section({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          {help ? (
            <Text as="p" tone="subdued">
              {help}
            </Text>
          ) : null}
        </BlockStack>
        {children}
      </BlockStack>
    </Card>
  );
}

/** What shoppers will read, as far as what is written already is a programme. */
export function Sentences({ draft }: { draft: ProgrammeDraft }) {
  const words = useWords();
  const settings = validSettings(draft);
  if (settings === null) return null;
  return (
    <Section title={words.t("programme.sentence.title")}>
      <BlockStack gap="100">
        <Text as="p">{earningSentence(settings, words)}</Text>
        {rewardSentences(settings, words).map((sentence) => (
          <Text as="p" key={sentence}>
            {sentence}
          </Text>
        ))}
      </BlockStack>
    </Section>
  );
}

export function NameField({ draft, change, errorAt }: FieldsProps) {
  const { t } = useWords();
  return (
    <Section title={t("programme.general.title")}>
      <TextField
        label={t("programme.general.name")}
        helpText={t("programme.general.nameHelp")}
        value={draft.name}
        onChange={(name) => change({ name })}
        error={errorAt("name")}
        maxLength={40}
        autoComplete="off"
      />
    </Section>
  );
}

export function EarningFields({ draft, currency, change, errorAt }: FieldsProps) {
  const { t } = useWords();
  const changeRule = (index: number, part: Partial<ProgrammeDraft["earning"][number]>) =>
    change({ earning: draft.earning.map((rule, at) => (at === index ? { ...rule, ...part } : rule)) });
  return (
    <Section title={t("programme.earning.title")} help={t("programme.earning.help")}>
      <Select
        label={t("programme.earning.isOn")}
        options={[
          { label: t("programme.earning.on"), value: "on" },
          { label: t("programme.earning.off"), value: "off" },
        ]}
        value={draft.earning.length > 0 ? "on" : "off"}
        onChange={(value) => change({ earning: value === "on" ? [usualEarning] : [] })}
      />
      {draft.earning.map((rule, index) => (
        // Rules have no name of their own; they are only ever changed in place.
        // biome-ignore lint/suspicious/noArrayIndexKey: the position is the rule's identity.
        <FormLayout key={index}>
          {draft.earning.length > 1 ? (
            <Text as="h3" variant="headingSm">
              {t("programme.earning.rule", { number: String(index + 1) })}
            </Text>
          ) : null}
          <FormLayout.Group condensed>
            <TextField
              label={t("programme.earning.points")}
              value={rule.points}
              onChange={(points) => changeRule(index, { points })}
              error={errorAt(`earning.${index}.points`)}
              inputMode="numeric"
              autoComplete="off"
            />
            <TextField
              label={t("programme.earning.per")}
              prefix={currency}
              value={rule.per}
              onChange={(per) => changeRule(index, { per })}
              error={errorAt(`earning.${index}.per`)}
              inputMode="decimal"
              autoComplete="off"
            />
          </FormLayout.Group>
          <FormLayout.Group>
            <Select
              label={t("programme.earning.basis")}
              options={[
                { label: t("programme.earning.basisAfter"), value: "after_discounts" },
                { label: t("programme.earning.basisBefore"), value: "before_discounts" },
              ]}
              value={rule.basis}
              onChange={(basis: typeof rule.basis) => changeRule(index, { basis })}
            />
            <Select
              label={t("programme.earning.rounding")}
              options={[
                { label: t("programme.earning.down"), value: "down" },
                { label: t("programme.earning.nearest"), value: "nearest" },
                { label: t("programme.earning.up"), value: "up" },
              ]}
              value={rule.rounding}
              onChange={(rounding: typeof rule.rounding) => changeRule(index, { rounding })}
            />
          </FormLayout.Group>
        </FormLayout>
      ))}
      {draft.otherEarning.length > 0 ? (
        <Text as="p" tone="subdued">
          {t("programme.earning.others", { count: draft.otherEarning.length })}
        </Text>
      ) : null}
    </Section>
  );
}

export function ExpiryFields({ draft, change, errorAt }: FieldsProps) {
  const { t } = useWords();
  return (
    <Section title={t("programme.expiry.title")}>
      <FormLayout>
        <Select
          label={t("programme.expiry.label")}
          options={[
            { label: t("programme.expiry.never"), value: "never" },
            { label: t("programme.expiry.award"), value: "award" },
            { label: t("programme.expiry.lastPurchase"), value: "last_purchase" },
          ]}
          value={draft.expiryFrom}
          onChange={(expiryFrom: ProgrammeDraft["expiryFrom"]) => change({ expiryFrom })}
        />
        {draft.expiryFrom === "never" ? null : (
          <TextField
            label={t("programme.expiry.days")}
            value={draft.expiryDays}
            onChange={(expiryDays) => change({ expiryDays })}
            error={errorAt("expiry.days")}
            inputMode="numeric"
            autoComplete="off"
          />
        )}
      </FormLayout>
    </Section>
  );
}

export function SpendingFields({ draft, change, errorAt }: FieldsProps) {
  const { t } = useWords();
  return (
    <Section title={t("programme.redemption.title")}>
      <FormLayout>
        <TextField
          label={t("programme.redemption.hours")}
          helpText={t("programme.redemption.hoursHelp")}
          value={draft.reservationHours}
          onChange={(reservationHours) => change({ reservationHours })}
          error={errorAt("reservationHours")}
          inputMode="numeric"
          autoComplete="off"
        />
        <Select
          label={t("programme.redemption.partial")}
          helpText={t("programme.redemption.partialHelp")}
          options={[
            { label: t("programme.redemption.partialKeep"), value: "keep" },
            { label: t("programme.redemption.partialProRata"), value: "pro_rata" },
          ]}
          value={draft.redeemedOnPartialRefund}
          onChange={(value: ProgrammeDraft["redeemedOnPartialRefund"]) => change({ redeemedOnPartialRefund: value })}
        />
        <Select
          label={t("programme.redemption.overspend")}
          helpText={t("programme.redemption.overspendHelp")}
          options={[
            { label: t("programme.redemption.overspendLeave"), value: "leave" },
            { label: t("programme.redemption.overspendTag"), value: "tag" },
            { label: t("programme.redemption.overspendCancel"), value: "cancel" },
          ]}
          value={draft.onOverspend}
          onChange={(onOverspend: ProgrammeDraft["onOverspend"]) => change({ onOverspend })}
          error={errorAt("onOverspend")}
        />
        <TextField
          label={t("programme.redemption.guests")}
          helpText={t("programme.redemption.guestsHelp")}
          value={draft.guestDays}
          onChange={(guestDays) => change({ guestDays })}
          error={errorAt("guestDays")}
          inputMode="numeric"
          autoComplete="off"
        />
      </FormLayout>
    </Section>
  );
}
