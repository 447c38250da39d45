import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { useEffect } from "react";
import { takePlace } from "#app/components/place.ts";
import { RouteError } from "#app/components/route-error.tsx";
import { useWords } from "#app/components/words.tsx";

export const meta: MetaFunction = () => [{ title: "Zegel" }];

const shopAddress = /^(?:https?:\/\/)?([a-z0-9][a-z0-9-]{0,60})(?:\.myshopify\.com)?\/?$/i;

/** Shopify opens the app here, with the shop in the address; everyone else finds out what this is. */
export async function loader({ request }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  if (url.searchParams.has("shop")) throw redirect(`/app?${url.searchParams}`);
  return null;
}

/** Sends somebody who wrote a shop's address to that shop's admin, where the app opens or offers to be installed. */
export async function action({ request }: ActionFunctionArgs) {
  const written = String((await request.formData()).get("shop") ?? "").trim();
  const shop = shopAddress.exec(written)?.[1]?.toLowerCase();
  if (shop === undefined) return { written, isWrong: true };
  return redirect(`https://admin.shopify.com/store/${shop}/apps`);
}

/** Plain HTML that works without script: it stands outside of the admin, where Polaris has no place. */
export default function Landing() {
  const { t } = useWords();
  const result = useActionData<typeof action>();
  // A merchant whose frame was loaded again is not asked who they are.
  useEffect(() => {
    const place = takePlace();
    if (place !== null) window.location.replace(place);
  }, []);
  return (
    <main style={{ maxWidth: "36rem", margin: "4rem auto", padding: "0 1rem", font: "16px/1.5 system-ui, sans-serif" }}>
      <h1>Zegel</h1>
      <p>
        <strong>{t("landing.title")}</strong>
      </p>
      <p>{t("landing.text")}</p>
      <p>{t("landing.signIn")}</p>
      <Form method="post">
        <label>
          {t("landing.shopLabel")}
          <br />
          <input
            name="shop"
            defaultValue={result?.written}
            placeholder={t("landing.shopHelp")}
            aria-invalid={result?.isWrong ? true : undefined}
            aria-describedby={result?.isWrong ? "shop-error" : undefined}
            style={{ font: "inherit", padding: "0.5rem", width: "100%", boxSizing: "border-box" }}
          />
        </label>
        {result?.isWrong ? (
          <p id="shop-error" role="alert" style={{ color: "#8e0b21" }}>
            {t("landing.shopError")}
          </p>
        ) : null}
        <p>
          <button type="submit" style={{ font: "inherit", padding: "0.5rem 1rem" }}>
            {t("landing.open")}
          </button>
        </p>
      </Form>
    </main>
  );
}

export const ErrorBoundary = RouteError;
