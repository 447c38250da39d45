import { join } from "node:path";
import type { Route } from "../routes.ts";
import type { ShopFront } from "../storefront/shop-front.ts";
import { readAsset } from "../theme/render-page.ts";
import { appFrameRoutes } from "./app-frame.ts";
import { adminPage } from "./frame.ts";
import { html, htmlResponse, seeOther } from "./html.ts";
import { ordersRoutes } from "./orders-page.ts";
import { shopPagesRoutes } from "./shop-pages.ts";

const assets = join(import.meta.dirname, "assets");

/** The simulated admin of each shop. Mount it after everything else below `/admin`: what it does not have it says so. */
export function adminPageRoutes(front: ShopFront): Route[] {
  return [
    {
      method: "GET",
      path: "/admin/assets/:file",
      handle({ params }) {
        const found = readAsset(assets, params.file ?? "");
        if (!found) return new Response("Not Found", { status: 404 });
        return new Response(new Uint8Array(found.body), {
          headers: { "content-type": found.type, "cache-control": "no-cache" },
        });
      },
    },
    {
      method: "GET",
      path: "/admin",
      handle: (visit) => seeOther(`/admin/apps/${visit.simulated.configuration.handle}`),
    },
    ...appFrameRoutes(),
    ...ordersRoutes(),
    ...shopPagesRoutes(front),
    {
      method: "GET",
      path: "/admin/*",
      handle: (visit) =>
        htmlResponse(
          adminPage(
            visit,
            "Not simulated",
            html`<div class="card card--narrow"><h1>This page is Shopify's own</h1>
              <p>A real admin would open here: <code>${visit.url.pathname}${visit.url.search}</code>. This simulated one has no such page.</p></div>`,
          ),
          404,
        ),
    },
  ];
}
