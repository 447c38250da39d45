import { useNavigation, useSubmit } from "@remix-run/react";
import { Banner, BlockStack, Button, ButtonGroup, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { PreviewOutcome } from "#app/contracts/programme-preview.ts";
import type { TextIssue } from "#app/contracts/settings-issue.ts";
import { Section } from "./programme-fields.tsx";
import { Preview } from "./programme-preview.tsx";
import { textIssueText } from "./settings-issue-text.ts";
import { useAccess } from "./use-access.ts";
import { useWords } from "./words.tsx";

interface ProgrammeTextFormProps {
  version: number;
  /** The programme in force as YAML. */
  text: string;
  /** What the server said against the text that was sent last; `at` tells two equal answers apart. */
  refusal: { at: number; issues: TextIssue[] } | undefined;
  valid: { previewed: PreviewOutcome | null } | undefined;
}

/** The programme as text: copy it, or paste another, check it and publish it. */
export function ProgrammeTextForm({ version, text: published, refusal, valid }: ProgrammeTextFormProps) {
  const words = useWords();
  const { t } = words;
  const [text, setText] = useState(published);
  const [judged, setJudged] = useState<string | null>(null);
  const submit = useSubmit();
  const send = (intent: "check_text" | "publish_text", written: string) => {
    setJudged(written);
    submit({ intent, basedOn: String(version), text: written }, { method: "post" });
  };
  const access = useAccess(refusal, () => judged !== null && send("publish_text", judged));
  const isSaving = useNavigation().formMethod === "POST" || access.isPending;
  const issues = refusal?.issues ?? [];
  // An answer about an older text says nothing about what stands there now.
  const isAnswered = judged === text && !isSaving;
  return (
    <Section title={t("programme.text.title")} help={t("programme.text.help")}>
      <BlockStack gap="400">
        {isAnswered && issues.length > 0 ? (
          <Banner tone="critical" title={t("programme.hasErrors", { count: issues.length })}>
            {issues.map((issue) => {
              const sentence = textIssueText(issue, words);
              return <p key={sentence}>{sentence}</p>;
            })}
          </Banner>
        ) : null}
        {isAnswered && valid ? (
          <Banner tone="success" title={t("programme.text.valid")}>
            {valid.previewed ? <Preview previewed={valid.previewed} /> : null}
          </Banner>
        ) : null}
        <TextField
          label={t("programme.text.label")}
          value={text}
          onChange={setText}
          multiline={16}
          maxHeight="32rem"
          monospaced
          autoComplete="off"
          spellCheck={false}
        />
        <ButtonGroup>
          <Button loading={isSaving} onClick={() => send("check_text", text)}>
            {t("programme.text.check")}
          </Button>
          <Button variant="primary" loading={isSaving} onClick={() => send("publish_text", text)}>
            {t("action.publish")}
          </Button>
        </ButtonGroup>
      </BlockStack>
    </Section>
  );
}
