import { createHmac } from "node:crypto";
import { z } from "zod";
import { ScopesRefused } from "../installations.ts";
import type { Route, Visit } from "../routes.ts";
import { readBody } from "../storefront/request-body.ts";
import { adminPage } from "./frame.ts";
import { type Html, html, htmlResponse, seeOther } from "./html.ts";

/** The page that frames the app, as Shopify's admin does, with the install page before it. */
export function appFrameRoutes(): Route[] {
  return [
    { method: "GET", path: "/admin/apps/:handle", handle: (visit) => showApp(visit, "/") },
    { method: "GET", path: "/admin/apps/:handle/*", handle: (visit) => showApp(visit, `/${visit.params["*"] ?? ""}`) },
    {
      method: "POST",
      path: "/admin/apps/:handle/install",
      handle(visit) {
        visit.simulated.installApp(visit.shop.domain);
        return seeOther(`/admin/apps/${visit.params.handle}`);
      },
    },
    {
      method: "POST",
      path: "/admin/apps/:handle/uninstall",
      handle(visit) {
        visit.simulated.uninstallApp(visit.shop.domain);
        return seeOther(`/admin/apps/${visit.params.handle}`);
      },
    },
    {
      method: "POST",
      path: "/admin/language",
      async handle(visit) {
        const body = await readBody(visit.request);
        const language = body.language === "nl" ? "nl" : "en";
        const back = typeof body.back === "string" && /^\/admin\//.test(body.back) ? body.back : "/admin";
        const answer = seeOther(back);
        answer.headers.set("set-cookie", `admin_language=${language}; Path=/admin; SameSite=Lax`);
        return answer;
      },
    },
    {
      // App Bridge's stand-in asks for tokens through the page around it, which is at home here.
      method: "GET",
      path: "/admin/session-token",
      handle: (visit) =>
        visit.shop.installation
          ? Response.json(
              { token: visit.simulated.tokens.forAdmin(visit.shop) },
              { headers: { "cache-control": "no-store" } },
            )
          : new Response("The app is not installed.", { status: 403 }),
    },
    { method: "GET", path: "/admin/scopes", handle: (visit) => answerScopes(visit, {}) },
    {
      method: "POST",
      path: "/admin/scopes",
      handle: async (visit) => answerScopes(visit, scopeChange.parse(await readBody(visit.request))),
    },
  ];
}

const scopeChange = z.object({ grant: z.array(z.string()).optional(), revoke: z.array(z.string()).optional() });

/** What App Bridge's stand-in asks about scopes, and what the merchant answered. */
function answerScopes({ shop, simulated }: Visit, { grant, revoke }: z.infer<typeof scopeChange>): Response {
  if (!shop.installation) return new Response("The app is not installed.", { status: 403 });
  try {
    if (grant) simulated.grantScopes(shop.domain, grant);
    if (revoke) simulated.revokeScopes(shop.domain, revoke);
  } catch (error) {
    if (!(error instanceof ScopesRefused)) throw error;
    return new Response(error.message, { status: 422 });
  }
  return Response.json(simulated.scopesOf(shop.domain), { headers: { "cache-control": "no-store" } });
}

function showApp(visit: Visit, path: string): Response {
  const { shop, simulated } = visit;
  if (visit.params.handle !== simulated.configuration.handle)
    return new Response("There is no such app.", { status: 404 });
  const page = shop.installation ? framed(visit, path) : installPage(visit);
  return htmlResponse(adminPage(visit, simulated.configuration.name, page));
}

function framed(visit: Visit, path: string): Html {
  const { simulated, shop } = visit;
  const language = languageOf(visit);
  const address = embeddedAddress(visit, path, language);
  const other = language === "nl" ? "en" : "nl";
  return html`<div class="app">
    <div class="app__bar">
      <h1 class="app__title" id="app-title">${simulated.configuration.name}</h1>
      <div class="app__buttons" id="app-buttons"></div>
      <form method="post" action="/admin/language">
        <input type="hidden" name="back" value="${visit.url.pathname}">
        <button class="plain" name="language" value="${other}">${other === "nl" ? "Nederlands" : "English"}</button>
      </form>
      <form method="post" action="/admin/apps/${simulated.configuration.handle}/uninstall">
        <button class="plain" data-sure="Uninstall the app from ${shop.name}?">Uninstall</button>
      </form>
    </div>
    <div class="savebar" id="save-bar" hidden><span>Unsaved changes</span><span id="save-buttons"></span></div>
    <iframe class="app__frame" id="app-frame" name="app-iframe" title="${simulated.configuration.name}" src="${address}"
      data-app-path="/admin/apps/${simulated.configuration.handle}" data-shop="${shop.domain}" data-app-origin="${new URL(simulated.app.appUrl).origin}"></iframe>
    <dialog class="card" id="grant" aria-labelledby="grant-title">
      <h2 id="grant-title">${simulated.configuration.name} asks for more</h2>
      <ul id="grant-scopes"></ul>
      <form class="row" method="dialog">
        <button value="decline">Not now</button>
        <button class="primary" value="allow">Allow</button>
      </form>
    </dialog>
  </div>`;
}

/** The app's address with what Shopify's admin adds to it. */
export function embeddedAddress(
  visit: Pick<Visit, "simulated" | "shop" | "url">,
  path: string,
  locale: string,
): string {
  const { simulated, shop } = visit;
  const handle = shop.domain.replace(".myshopify.com", "");
  const url = new URL(path, simulated.app.appUrl);
  for (const [name, value] of visit.url.searchParams) url.searchParams.append(name, value);
  const given = {
    embedded: "1",
    host: Buffer.from(`admin.shopify.com/store/${handle}`).toString("base64").replace(/=+$/, ""),
    locale,
    session: createHmac("sha256", simulated.app.apiSecret).update(shop.domain).digest("hex"),
    shop: shop.domain,
    timestamp: String(Math.floor(Date.now() / 1000)),
  };
  for (const [name, value] of Object.entries(given)) url.searchParams.set(name, value);
  const message = [...url.searchParams]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  url.searchParams.set("hmac", createHmac("sha256", simulated.app.apiSecret).update(message).digest("hex"));
  url.searchParams.set("id_token", simulated.tokens.forAdmin(shop));
  return url.href;
}

function languageOf(visit: Visit): "en" | "nl" {
  return visit.request.headers.get("cookie")?.includes("admin_language=nl") ? "nl" : "en";
}

function installPage(visit: Visit): Html {
  const { configuration } = visit.simulated;
  return html`<div class="card card--narrow">
    <h1>Install ${configuration.name}</h1>
    <p>${configuration.name} wants to:</p>
    <ul>${configuration.scopes.map((scope) => html`<li><code>${scope}</code></li>`)}</ul>
    <form method="post" action="/admin/apps/${configuration.handle}/install"><button class="primary">Install</button></form>
  </div>`;
}
