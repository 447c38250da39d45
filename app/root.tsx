import type { LoaderFunctionArgs } from "@remix-run/node";
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from "@remix-run/react";
import { type ReactNode, useEffect } from "react";
import { RouteError } from "#app/components/route-error.tsx";
import { chooseLanguage, type Language } from "#app/i18n/language.ts";

/** What the address and the browser say; pages that fail before they know their reader fall back on it. */
export function loader({ request }: LoaderFunctionArgs) {
  return { language: chooseLanguage(request) };
}

/** The language stands in the first address only. */
export function shouldRevalidate(): boolean {
  return false;
}

function useDocumentLanguage(): Language {
  const admin = useRouteLoaderData("routes/app") as { language: Language } | undefined;
  const root = useRouteLoaderData<typeof loader>("root");
  return admin?.language ?? root?.language ?? "en";
}

/** Says that the page answers clicks: before this, a press on a button that only React knows would be lost. */
function useHydrationMark(): void {
  useEffect(() => {
    document.documentElement.dataset.hydrated = "true";
  }, []);
}

export function Layout({ children }: { children: ReactNode }) {
  const language = useDocumentLanguage();
  useHydrationMark();
  return (
    <html lang={language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

export const ErrorBoundary = RouteError;
