import type { HeadersFunction, LinksFunction, LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData, useLocation, useNavigation } from "@remix-run/react";
import { NavMenu } from "@shopify/app-bridge-react";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import polarisEnglish from "@shopify/polaris/locales/en.json";
import polarisDutch from "@shopify/polaris/locales/nl.json";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import { useEffect } from "react";
import { PageSkeleton } from "#app/components/page-skeleton.tsx";
import { rememberPlace } from "#app/components/place.ts";
import { RouteError } from "#app/components/route-error.tsx";
import { useWords, WordsProvider } from "#app/components/words.tsx";
import { chooseLanguage } from "#app/i18n/language.ts";
import { visitAdmin } from "#app/services/admin-visit.ts";

export const links: LinksFunction = () => [{ rel: "stylesheet", href: polarisStyles }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { app, shop, sessionLocale } = await visitAdmin(request);
  const language = chooseLanguage(request, sessionLocale);
  return {
    apiKey: app.env.SHOPIFY_API_KEY,
    language,
    polaris: language === "nl" ? polarisDutch : polarisEnglish,
    currency: shop.currency,
    timezone: shop.timezone,
    shopDomain: shop.domain,
    host: new URL(request.url).searchParams.get("host") ?? "",
  };
}

/** The language stands in the frame's first address only, so what was read then stays until the frame is loaded again. */
export function shouldRevalidate(): boolean {
  return false;
}

/** Responses that Shopify's library throws say by their headers how App Bridge shall go on; they must reach it. */
export const headers: HeadersFunction = ({ parentHeaders, loaderHeaders, actionHeaders, errorHeaders }) => {
  if (errorHeaders && [...errorHeaders].length > 0) return errorHeaders;
  return new Headers([...parentHeaders, ...loaderHeaders, ...actionHeaders]);
};

export default function AppFrame() {
  const { apiKey, polaris, language, currency, timezone, shopDomain, host } = useLoaderData<typeof loader>();
  const location = useLocation();
  useEffect(
    () => rememberPlace(location, { shop: shopDomain, host, locale: language }),
    [location, shopDomain, host, language],
  );
  return (
    <AppProvider isEmbeddedApp apiKey={apiKey} i18n={polaris}>
      <WordsProvider language={language} currency={currency} timezone={timezone}>
        <Navigation />
        <CurrentPage />
      </WordsProvider>
    </AppProvider>
  );
}

function Navigation() {
  const { t } = useWords();
  return (
    <NavMenu>
      <a href="/app" rel="home">
        {t("nav.home")}
      </a>
      <a href="/app/programme">{t("nav.programme")}</a>
      <a href="/app/members">{t("nav.members")}</a>
      <a href="/app/activity">{t("nav.activity")}</a>
      <a href="/app/compliance">{t("nav.compliance")}</a>
    </NavMenu>
  );
}

/** A click on another page shows its outline at once; a reload of the same page (a search, a saved form) keeps what is there. */
function CurrentPage() {
  const navigation = useNavigation();
  const location = useLocation();
  const leaves = navigation.state === "loading" && navigation.location.pathname !== location.pathname;
  return leaves ? <PageSkeleton /> : <Outlet />;
}

export function ErrorBoundary() {
  return <RouteError />;
}
