import { isRouteErrorResponse, useRouteError } from "@remix-run/react";
import { useWords } from "./words.tsx";

/**
 * Shopify's library answers some documents with a small page of its own, thrown as a response with status 200: it fetches a fresh
 * session token and comes back. Only that is put into the page as it is; no other text of a thrown response ever is HTML.
 */
function pageOfShopify(error: unknown): string | null {
  return isRouteErrorResponse(error) && error.status === 200 && typeof error.data === "string" ? error.data : null;
}

/**
 * What stands in place of a page that failed. Plain HTML with its own few styles, because it also shows where Polaris has not been
 * loaded: outside of the app's frame, or when the frame itself failed.
 */
export function RouteError() {
  const error = useRouteError();
  const { t } = useWords();
  const shopifyPage = pageOfShopify(error);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the page comes from Shopify's library, as its own boundary renders it.
  if (shopifyPage !== null) return <div dangerouslySetInnerHTML={{ __html: shopifyPage }} />;

  const status = isRouteErrorResponse(error) ? error.status : 500;
  const [title, text] =
    status === 404
      ? [t("failure.notFoundTitle"), t("failure.notFound")]
      : status === 401 || status === 403
        ? [t("failure.forbiddenTitle"), t("failure.forbidden")]
        : status === 410
          ? [t("failure.goneTitle"), t("landing.signIn")]
          : [t("failure.title"), t("failure.unexpected")];
  return (
    <main
      role="alert"
      style={{ maxWidth: "36rem", margin: "3rem auto", padding: "0 1rem", font: "14px/1.5 system-ui, sans-serif" }}
    >
      <h1 style={{ fontSize: "1.25rem" }}>{title}</h1>
      <p>{text}</p>
      {status === 404 ? (
        <p>
          <a href="/app">{t("failure.home")}</a>
        </p>
      ) : (
        <p>
          <button type="button" onClick={() => window.location.reload()}>
            {t("action.tryAgain")}
          </button>
        </p>
      )}
    </main>
  );
}
