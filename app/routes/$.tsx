import { RouteError } from "#app/components/route-error.tsx";
import { notFound } from "#app/services/admin-visit.ts";

/** Every address that is none of ours. */
export function loader() {
  throw notFound();
}

export default function Nowhere() {
  return null;
}

export const ErrorBoundary = RouteError;
