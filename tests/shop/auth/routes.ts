import type { Route } from "../routes.ts";
import type { World } from "../simulated-shop.ts";

/** Shopify's side of authorization. */
export function createAuthorityRoutes(_world: World): Route[] {
  return [];
}
