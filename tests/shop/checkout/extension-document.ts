import { Html, html } from "../admin-page/html.ts";
import { scriptSafeJson } from "../theme/liquid.ts";
import type { UiExtension } from "./ui-extension.ts";

/** The document of the frame in which one extension runs. */
export function extensionDocument(extension: UiExtension, state: unknown, language: string, appUrl: string): Html {
  const given = {
    handle: extension.handle,
    appUrl,
    words: extension.words,
    defaultLanguage: extension.defaultLanguage,
    bundle: `/checkouts/extensions/${extension.handle}/${extension.target}`,
    state,
  };
  return html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <link rel="stylesheet" href="/checkouts/assets/extension.css">
    <script type="application/json" id="state">${new Html(scriptSafeJson(given))}</script>
    <script src="/checkouts/assets/extension-elements.js"></script>
    <script src="/checkouts/assets/extension-host.js"></script>
  </head>
  <body><script>window.startExtension()</script></body>
</html>`;
}
