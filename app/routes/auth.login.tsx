import { redirect } from "@remix-run/node";

/** Shopify installs and signs in by itself; who comes here by an old link is shown how. */
export function loader() {
  return redirect("/");
}
