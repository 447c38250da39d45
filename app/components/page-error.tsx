import { isRouteErrorResponse, useRouteError } from "@remix-run/react";
import { Banner, Page } from "@shopify/polaris";
import { RouteError } from "./route-error.tsx";
import { useWords } from "./words.tsx";

/** A page that failed inside of the app's frame: navigation stays, and the sentence says what to do. */
export function PageError() {
  const error = useRouteError();
  const { t } = useWords();
  const status = isRouteErrorResponse(error) ? error.status : 500;
  // Shopify's own small page, which fetches a session token, and answers about access stand alone.
  if (status < 400 || status === 401 || status === 403 || status === 410) return <RouteError />;
  const isMissing = status === 404;
  return (
    <Page>
      <Banner
        tone={isMissing ? "warning" : "critical"}
        title={isMissing ? t("failure.notFoundTitle") : t("failure.title")}
        action={
          isMissing
            ? { content: t("failure.home"), url: "/app" }
            : { content: t("action.tryAgain"), onAction: () => window.location.reload() }
        }
      >
        <p>{isMissing ? t("failure.notFound") : t("failure.unexpected")}</p>
      </Banner>
    </Page>
  );
}
