import type { Visit } from "../routes.ts";
import { type Html, html } from "./html.ts";

/** The frame of every page: the shop's name, where one can go, and what stands beside. */
export function adminPage(visit: Visit, title: string, content: Html): Html {
  const { shop, simulated, url } = visit;
  const app = simulated.configuration;
  const item = (path: string, label: string) => {
    const isCurrent = url.pathname === path || url.pathname.startsWith(`${path}/`);
    return html`<a href="${path}" ${isCurrent && html`aria-current="page"`}>${label}</a>`;
  };
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · ${shop.name} · simulated admin</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/admin/assets/admin.css">
    <script src="/admin/assets/admin.js" defer></script>
  </head>
  <body>
    <header class="top">
      <strong>${shop.name}</strong>
      <span class="top__note">Simulated Shopify admin</span>
      <a href="/" target="_blank">Open the storefront</a>
    </header>
    <nav class="side" aria-label="Admin">
      ${item("/admin/orders", "Orders")} ${item("/admin/customers", "Customers")} ${item("/admin/discounts", "Discounts")}
      ${item("/admin/webhooks", "Webhooks")}
      <span class="side__group">Apps</span>
      ${item(`/admin/apps/${app.handle}`, app.name)}
      <div class="side__app" id="app-menu"></div>
    </nav>
    <main class="main">${content}</main>
    <div class="toasts" id="toasts" role="status"></div>
  </body>
</html>`;
}
