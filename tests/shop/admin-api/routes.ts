import type { Route } from "../routes.ts";
import type { World } from "../simulated-shop.ts";

/** Shopify's Admin API. */
export function createAdminRoutes(_world: World): Route[] {
  return [];
}
