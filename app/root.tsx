import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from "@remix-run/react";
import { type ReactNode, useEffect } from "react";
import { RouteError } from "#app/components/route-error.tsx";
import type { Language } from "#app/i18n/language.ts";

/** Layouts that know the reader's language say so under `language`. */
function useDocumentLanguage(): Language {
  const admin = useRouteLoaderData("routes/app") as { language: Language } | undefined;
  const landing = useRouteLoaderData("routes/_index") as { language: Language } | undefined;
  return admin?.language ?? landing?.language ?? "en";
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

export function ErrorBoundary() {
  return <RouteError />;
}
