import type { ServerBuild } from "@remix-run/node";
import type { AppContext } from "#app/context.ts";
import * as events from "#app/routes/api.v1.events.ts";
import * as activate from "#app/routes/proxy.activate.ts";
import * as card from "#app/routes/proxy.card.ts";
import * as claim from "#app/routes/proxy.claim.ts";
import * as refer from "#app/routes/proxy.refer.ts";
import * as release from "#app/routes/proxy.release.ts";
import * as reserve from "#app/routes/proxy.reserve.ts";
import * as save from "#app/routes/proxy.save.ts";
import * as unclaim from "#app/routes/proxy.unclaim.ts";
import { visitAdmin } from "#app/services/admin-visit.ts";
import { createWebServer, type WebServer } from "#app/web-server.ts";

/**
 * The web process: its own listener for webhooks, and behind it Remix with the app proxy's routes as they stand in `app/routes`. The
 * admin's pages are left out, since no step opens one: so nothing has to be built before a scenario plays.
 */
export async function startWebProcess(app: AppContext): Promise<WebServer> {
  const web = createWebServer(app, buildOf({ activate, card, claim, refer, release, reserve, save, unclaim }), "build");
  await new Promise<void>((resolve, reject) => {
    web.server.once("error", reject);
    web.server.listen(0, "127.0.0.1", resolve);
  });
  return web;
}

/** A visit to the app's page in Shopify's admin, as its routes let it in: session token, token exchange, installation. */
export async function openAdmin(shop: { domain: string }, sessionToken: string): Promise<number> {
  const visit = await visitAdmin(
    new Request(`https://zegel.example.com/app?shop=${shop.domain}&embedded=1`, {
      headers: {
        authorization: `Bearer ${sessionToken}`,
        "user-agent":
          "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
      },
    }),
  );
  return visit.shop.id;
}

type RouteModule = NonNullable<ServerBuild["routes"][string]>["module"];

function buildOf(proxyRoutes: Record<string, Omit<RouteModule, "default">>): ServerBuild {
  const root = { id: "root", path: "", module: { default: () => null } };
  const paths = Object.entries(proxyRoutes).map(([name, module]) => [`proxy/${name}`, module] as const);
  const routes = [...paths, ["api/v1/events", events] as const].map(([path, module]) => {
    const id = `routes/${path.replaceAll("/", ".")}`;
    return [id, { id, parentId: "root", path, module: { ...module, default: undefined } }] as const;
  });
  return {
    entry: { module: { default: () => new Response("This address has no page here.", { status: 404 }) } },
    routes: { root, ...Object.fromEntries(routes) } as unknown as ServerBuild["routes"],
    assets: { entry: { imports: [], module: "" }, routes: {}, url: "", version: "scenarios" },
    publicPath: "/",
    assetsBuildDirectory: "build/client",
    future: {
      v3_fetcherPersist: true,
      v3_relativeSplatPath: true,
      v3_throwAbortReason: true,
      v3_routeConfig: false,
      v3_singleFetch: false,
      v3_lazyRouteDiscovery: true,
      unstable_optimizeDeps: false,
    },
    isSpaMode: false,
    basename: "/",
    mode: "production",
  } as ServerBuild;
}
