import type { LoaderFunctionArgs } from "@remix-run/node";
import { RouteError } from "#app/components/route-error.tsx";
import { authenticate } from "#app/shopify.server.ts";

/** Addresses of Shopify's library: it answers each with a page or a redirect of its own, thrown as a response. */
export async function loader({ request }: LoaderFunctionArgs) {
  await authenticate.admin(request);
  return null;
}

export default function Auth() {
  return null;
}

export const ErrorBoundary = RouteError;
