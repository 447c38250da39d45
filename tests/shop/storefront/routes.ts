import type { Route } from "../routes.ts";
import { cartRoutes } from "./cart-routes.ts";
import { pageRoutes } from "./page-routes.ts";
import type { ShopFront } from "./shop-front.ts";
import { visitorOf, withCookies } from "./visitor.ts";

/** Everything that a shopper's browser asks of the shop's front, the app proxy among it. */
export function frontRoutes(front: ShopFront): Route[] {
  return [...proxyRoutes(front), ...cartRoutes(front), ...pageRoutes(front)];
}

/** `/apps/zegel/…`: signed with the customer who is logged in, whoever the request says he is, and sent on to the app. */
function proxyRoutes(front: ShopFront): Route[] {
  const { proxy } = front.simulated.configuration;
  if (!proxy) return [];
  return [
    {
      method: "*",
      path: `/${proxy.prefix}/${proxy.subpath}/*`,
      async handle(visit) {
        const visitor = visitorOf(front, visit);
        const answer = await visit.simulated.forwardToApp(visit.shop, visitor.customer, visit.request);
        return withCookies(answer, visitor.cookies);
      },
    },
  ];
}
