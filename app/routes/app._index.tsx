import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation, useSubmit } from "@remix-run/react";
import { Banner, BlockStack, Button, Card, Link, List, Page, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { accessSubject } from "#app/components/access-words.ts";
import { Figures } from "#app/components/figures.tsx";
import { PageError } from "#app/components/page-error.tsx";
import { programmeSentences } from "#app/components/programme-sentences.ts";
import { OutsideButton, SetupGuide } from "#app/components/setup-guide.tsx";
import { showToast } from "#app/components/toast.ts";
import { requestAccess } from "#app/components/use-access.ts";
import { useWords } from "#app/components/words.tsx";
import { readMissingAccess } from "#app/queries/access.ts";
import { countLimit } from "#app/queries/attention.ts";
import { readHome } from "#app/queries/home.ts";
import { readProgramme } from "#app/queries/programme.ts";
import { visitAdmin } from "#app/services/admin-visit.ts";
import { installShop } from "#app/services/install-shop.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { app, shop } = await visitAdmin(request);
  const [programme, home] = await Promise.all([
    readProgramme(app.database, shop.id),
    readHome(app.database, shop.id, app.clock.now()),
  ]);
  return {
    ...home,
    countLimit,
    hasDiscount: shop.setUpAt !== null && shop.discountId !== null,
    storefront: `https://${shop.domain}`,
    apiKey: app.env.SHOPIFY_API_KEY,
    programme,
    missingAccess: programme && (await readMissingAccess(app.database, shop.domain, programme.settings)),
  };
}

/** Sets the shop up at Shopify again, and sees what the merchant has granted meanwhile. */
export async function action({ request }: ActionFunctionArgs) {
  const { app, shop } = await visitAdmin(request);
  const installed = await installShop(app, shop.domain).catch((error: unknown) => {
    app.log.warn({ err: error, shop: shop.domain }, "the shop could not be set up");
    return null;
  });
  return { isSetUp: installed?.outcome === "installed" };
}

export default function Home() {
  const { figures } = useLoaderData<typeof loader>();
  const { t, format } = useWords();
  const result = useActionData<typeof action>();
  useEffect(() => {
    if (result?.isSetUp) showToast(t("home.guide.discount.fixed"));
  }, [result, t]);

  const rate = figures.issued === 0 ? "–" : format.percent(figures.redeemed / figures.issued);
  return (
    <Page title={t("home.title")}>
      <BlockStack gap="400">
        {result && !result.isSetUp ? <Banner tone="warning">{t("home.guide.discount.failed")}</Banner> : null}
        <Attention />
        <Guide />
        <Figures
          title={t("home.figures.title")}
          figures={[
            { label: t("home.figures.issued"), value: format.number(figures.issued) },
            { label: t("home.figures.redeemed"), value: format.number(figures.redeemed) },
            { label: t("home.figures.rate"), value: rate },
            { label: t("home.figures.outstanding"), value: format.number(figures.outstanding) },
          ]}
        />
      </BlockStack>
    </Page>
  );
}

function Attention() {
  const { attention, missingAccess, countLimit: limit } = useLoaderData<typeof loader>();
  const { t, format } = useWords();
  const value = (count: number) =>
    count >= limit ? t("home.attention.atLeast", { value: format.number(count) }) : format.number(count);
  const { parked, overspends, deliveries } = attention;
  if (parked + overspends + deliveries === 0 && missingAccess === null) {
    return (
      <Card>
        <Text as="p" tone="subdued">
          {t("home.attention.nothing")}
        </Text>
      </Card>
    );
  }
  return (
    <Banner tone="warning" title={t("home.attention.title")}>
      <List>
        {missingAccess === null ? null : (
          <List.Item>
            <MissingAccess scope={missingAccess} />
          </List.Item>
        )}
        {parked > 0 ? (
          <List.Item>
            {t("home.attention.parked", { count: parked, value: value(parked) })}.{" "}
            <Link url="/app/activity#parked">{t("home.attention.look")}</Link>
          </List.Item>
        ) : null}
        {overspends > 0 ? (
          <List.Item>
            {t("home.attention.overspends", { count: overspends, value: value(overspends) })}.{" "}
            <Link url="/app/activity#overspends">{t("home.attention.look")}</Link>
          </List.Item>
        ) : null}
        {deliveries > 0 ? (
          <List.Item>
            {t("home.attention.deliveries", { count: deliveries, value: value(deliveries) })}.{" "}
            <Link url="/app/activity#deliveries">{t("home.attention.look")}</Link>
          </List.Item>
        ) : null}
      </List>
    </Banner>
  );
}

/** What the merchant took back, with a way to give it again without a look for it. */
function MissingAccess({ scope }: { scope: string }) {
  const { t } = useWords();
  const submit = useSubmit();
  const [isAsking, setIsAsking] = useState(false);
  const [isDeclined, setIsDeclined] = useState(false);
  const allow = async () => {
    setIsAsking(true);
    const answer = await requestAccess(scope);
    setIsAsking(false);
    setIsDeclined(answer !== "granted");
    if (answer === "granted") submit({}, { method: "post" });
  };
  return (
    <>
      {t(`home.attention.${isDeclined ? "declined" : "access"}.${accessSubject(scope)}`)}{" "}
      <Button variant="plain" loading={isAsking} onClick={allow}>
        {t("home.attention.allow")}
      </Button>
    </>
  );
}

/** Addresses of the theme editor (shopify.dev/docs/apps/build/online-store/theme-app-extensions/configuration, deep linking). */
function editorAddress(storefront: string, query: Record<string, string>): string {
  return `${storefront}/admin/themes/current/editor?${new URLSearchParams(query)}`;
}

function Guide() {
  const { programme, hasDiscount, progress, storefront, apiKey } = useLoaderData<typeof loader>();
  const words = useWords();
  const { t, format } = words;
  const isSaving = useNavigation().formMethod === "POST";
  const isChosen = programme !== null && programme.version > 1;
  const place = (template: string, block: string, target: "mainSection" | "newAppsSection") =>
    editorAddress(storefront, { template, addAppBlockId: `${apiKey}/${block}`, target });
  const drawer = editorAddress(storefront, { context: "apps", template: "index", activateAppId: `${apiKey}/drawer` });
  return (
    <SetupGuide
      steps={[
        {
          id: "programme",
          title: t("home.guide.programme.title"),
          isDone: isChosen,
          text:
            programme !== null && isChosen
              ? t("home.guide.programme.done", {
                  date: format.date(programme.publishedAt),
                  by: programme.publishedBy,
                })
              : t("home.guide.programme.text", {
                  programme: programmeSentences(programme?.settings ?? { earning: [], rewards: [] }, words),
                }),
          actions: <Button url="/app/programme">{t("home.guide.programme.action")}</Button>,
        },
        {
          id: "discount",
          title: t("home.guide.discount.title"),
          isDone: hasDiscount,
          text: hasDiscount ? t("home.guide.discount.done") : t("home.guide.discount.text"),
          actions: hasDiscount ? null : (
            <Form method="post">
              <Button submit loading={isSaving}>
                {t("home.guide.discount.action")}
              </Button>
            </Form>
          ),
        },
        {
          id: "blocks",
          title: t("home.guide.blocks.title"),
          isDone: progress.hasReservation,
          text: progress.hasReservation ? t("home.guide.blocks.done") : t("home.guide.blocks.text"),
          actions: (
            <>
              <OutsideButton url={place("index", "balance", "newAppsSection")}>
                {t("home.guide.blocks.balance")}
              </OutsideButton>
              <OutsideButton url={place("product", "earn", "mainSection")}>{t("home.guide.blocks.earn")}</OutsideButton>
              <OutsideButton url={place("cart", "rewards", "mainSection")}>
                {t("home.guide.blocks.picker")}
              </OutsideButton>
              <OutsideButton url={drawer}>{t("home.guide.blocks.drawer")}</OutsideButton>
            </>
          ),
        },
        {
          id: "order",
          title: t("home.guide.order.title"),
          isDone: progress.hasAward,
          text: progress.hasAward ? t("home.guide.order.done") : t("home.guide.order.text"),
          actions: progress.hasAward ? null : (
            <OutsideButton url={storefront}>{t("home.guide.order.action")}</OutsideButton>
          ),
        },
      ]}
    />
  );
}

export const ErrorBoundary = PageError;
