import { adminPageRoutes } from "./admin-page/routes.ts";
import { checkoutRoutes } from "./checkout/routes.ts";
import type { SimulatedShop } from "./simulated-shop.ts";
import { frontRoutes } from "./storefront/routes.ts";
import { createShopFront, type FrontState, type ShopFront } from "./storefront/shop-front.ts";

/** Gives a simulated Shopify its pages: storefront, checkout and admin of every shop. */
export function openShopFront(
  simulated: SimulatedShop,
  options: { state?: FrontState; extensionsFolder?: string } = {},
): ShopFront {
  const front = createShopFront(simulated, options);
  simulated.mount(...frontRoutes(front), ...checkoutRoutes(front), ...adminPageRoutes(front));
  return front;
}
