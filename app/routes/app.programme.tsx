import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useActionData, useLoaderData, useNavigation, useSubmit } from "@remix-run/react";
import { Banner, BlockStack, Button, Card, Layout, Page, Tabs, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { PageError } from "#app/components/page-error.tsx";
import { draftOf, type ProgrammeDraft, settingsOf } from "#app/components/programme-draft.ts";
import {
  EarningFields,
  ExpiryFields,
  NameField,
  Sentences,
  SpendingFields,
} from "#app/components/programme-fields.tsx";
import { ProgrammeTextForm } from "#app/components/programme-text-form.tsx";
import { RewardsFields } from "#app/components/reward-fields.tsx";
import { SaveBar } from "#app/components/save-bar.tsx";
import { settingsIssueText } from "#app/components/settings-issue-text.ts";
import { showToast } from "#app/components/toast.ts";
import { useAccess } from "#app/components/use-access.ts";
import { useWords } from "#app/components/words.tsx";
import { programmeSettings } from "#app/contracts/programme.ts";
import type { SettingsIssue } from "#app/contracts/settings-issue.ts";
import { readProgramme } from "#app/queries/programme.ts";
import { visitAdmin } from "#app/services/admin-visit.ts";
import { previewProgramme } from "#app/services/preview-programme.ts";
import { readProgrammeText, withLines, writeProgrammeText } from "#app/services/programme-text.ts";
import { publishProgrammeVersion } from "#app/services/publish-programme-version.ts";
import { shopFacts } from "#app/services/read-programmes.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { app, shop } = await visitAdmin(request);
  const programme = await readProgramme(app.database, shop.id);
  const settings = programme?.settings ?? programmeSettings.parse({});
  return { programme, settings, text: writeProgrammeText(settings), currency: shop.currency };
}

/**
 * `publish` takes settings as JSON, `publish_text` and `check_text` take YAML. Every answer is one of a closed set that the page words;
 * `at` tells two equal answers apart.
 */
export async function action({ request }: ActionFunctionArgs) {
  const { app, shop, actor } = await visitAdmin(request);
  const form = await request.formData();
  const intent = String(form.get("intent"));
  const basedOn = Number(form.get("basedOn")) || 0;
  const at = Date.now();
  if (intent === "publish") {
    const settings = readJson(String(form.get("settings")));
    return {
      from: "form",
      at,
      ...(await publishProgrammeVersion(app, shop, { settings, basedOn, publishedBy: actor })),
    } as const;
  }
  const text = String(form.get("text") ?? "");
  const checked = readProgrammeText(text, shop.currency);
  if (checked.outcome === "refused")
    return { from: "text", at, outcome: "text_refused", issues: checked.issues } as const;
  const { settings } = checked;
  if (intent !== "publish_text") {
    const facts = shopFacts(shop);
    const previewed = facts === null ? null : await previewProgramme(app, facts, settings);
    return { from: "text", at, outcome: "valid", previewed } as const;
  }
  const published = await publishProgrammeVersion(app, shop, { settings, basedOn, publishedBy: actor });
  if (published.outcome === "refused")
    return { from: "text", at, outcome: "text_refused", issues: withLines(text, published.issues) } as const;
  return { from: "text", at, ...published } as const;
}

/** The form sends what our own page made; anything else is no programme, which the schema then says. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export default function ProgrammePage() {
  const { programme, text } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const { t, format } = useWords();
  const [tab, setTab] = useState(0);
  useEffect(() => {
    if (result?.outcome === "published") showToast(t("programme.published"));
    if (result?.outcome === "unchanged") showToast(t("programme.unchanged"));
  }, [result, t]);

  const version = programme?.version ?? 0;
  return (
    <Page
      title={t("programme.title")}
      subtitle={
        programme === null
          ? t("programme.unpublished")
          : t("programme.subtitle", {
              version: format.number(version),
              date: format.date(programme.publishedAt),
              by: programme.publishedBy,
            })
      }
    >
      <BlockStack gap="400">
        {result?.outcome === "conflict" ? (
          <Banner tone="warning">
            {t("programme.conflict", { by: result.publishedBy, version: format.number(result.version) })}
          </Banner>
        ) : null}
        <Tabs
          tabs={[
            { id: "form", content: t("programme.tab.form") },
            { id: "text", content: t("programme.tab.text") },
          ]}
          selected={tab}
          onSelect={setTab}
        />
        {tab === 0 ? (
          <ProgrammeForm key={version} version={version} />
        ) : (
          <ProgrammeTextForm
            key={version}
            version={version}
            text={text}
            refusal={result?.outcome === "text_refused" ? result : undefined}
            valid={result?.outcome === "valid" ? result : undefined}
          />
        )}
      </BlockStack>
    </Page>
  );
}

/** Made anew with each published version, so that what stands in it is what is in force. */
function ProgrammeForm({ version }: { version: number }) {
  const { settings, currency } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const words = useWords();
  const { t } = words;
  const submit = useSubmit();
  const [draft, setDraft] = useState<ProgrammeDraft>(() => draftOf(settings));
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(settings));
  const [judged, setJudged] = useState<ProgrammeDraft | null>(null);
  // Positions lead to fields only while no reward or rule has come or gone since the answer.
  const isComparable =
    judged?.rewards.length === draft.rewards.length && judged.earning.length === draft.earning.length;
  const refusal = result?.outcome === "refused" ? result : undefined;
  const send = (written: ProgrammeDraft) => {
    setJudged(written);
    const settings = JSON.stringify(settingsOf(written));
    submit({ intent: "publish", basedOn: String(version), settings }, { method: "post" });
  };
  const access = useAccess(refusal, () => judged && send(judged));
  const isSaving = useNavigation().formMethod === "POST" || access.isPending;
  const issues = refusal && isComparable && !access.isPending ? refusal.issues : [];
  const errorAt = (path: string) => {
    const issue = issues.find((each) => each.path === path);
    return issue && settingsIssueText(issue, words);
  };
  const publish = () => send(draft);
  const fields = {
    draft,
    currency: currency ?? "",
    errorAt,
    change: (part: Partial<ProgrammeDraft>) => setDraft((before) => ({ ...before, ...part })),
  };
  return (
    <>
      <SaveBar
        isOpen={isChanged}
        isSaving={isSaving}
        saveLabel={t("action.publish")}
        onSave={publish}
        onDiscard={() => setDraft(draftOf(settings))}
      />
      {issues.length > 0 ? (
        <Banner tone="critical" title={t("programme.hasErrors", { count: issues.length })}>
          {issues.filter(standsOnTop).map((issue) => (
            <p key={`${issue.path} ${issue.code}`}>{settingsIssueText(issue, words)}</p>
          ))}
        </Banner>
      ) : null}
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <EarningFields {...fields} />
            <RewardsFields {...fields} />
            <ExpiryFields {...fields} />
            <SpendingFields {...fields} />
            <NameField {...fields} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <Sentences draft={draft} />
            <PublishButton isChanged={isChanged} isSaving={isSaving} publish={publish} />
          </BlockStack>
        </Layout.Section>
      </Layout>
    </>
  );
}

/** Problems that no field of the form can show beside itself, and those of leave: its field may be out of sight when the question is answered. */
function standsOnTop({ path, code }: SettingsIssue): boolean {
  return path === "" || ["unknownField", "tooMany", "other", "access", "accessUnknown"].includes(code);
}

function PublishButton({ isChanged, isSaving, publish }: { isChanged: boolean; isSaving: boolean; publish(): void }) {
  const { t } = useWords();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="p" tone="subdued">
          {t("programme.changed")}
        </Text>
        <Button variant="primary" disabled={!isChanged} loading={isSaving} onClick={publish}>
          {t("action.publish")}
        </Button>
      </BlockStack>
    </Card>
  );
}

export const ErrorBoundary = PageError;
