import { type Html, html } from "../admin-page/html.ts";
import type { Letter } from "./mailbox.ts";

/** Everything that arrived, the newest first. */
export function mailboxPage(letters: readonly Letter[]): Html {
  const rows = [...letters].reverse().map(
    (letter) => html`<tr>
      <td>${letter.receivedAt.toLocaleTimeString("en-GB")}</td>
      <td>${letter.to.join(", ")}</td>
      <td><a href="/${letter.id}">${letter.subject || "(no subject)"}</a></td>
    </tr>`,
  );
  const list = html`<table><thead><tr><th>At</th><th>To</th><th>Subject</th></tr></thead><tbody>${rows}</tbody></table>`;
  return frame(
    "Mailbox",
    html`<h1>Mailbox</h1>${letters.length > 0 ? list : html`<p>No letters yet. They appear here as soon as one is sent.</p>`}`,
  );
}

/** One letter, as its reader sees it: in a frame of its own that runs nothing. */
export function letterPage(letter: Letter): Html {
  return frame(
    letter.subject,
    html`<p><a href="/">All letters</a></p>
      <h1>${letter.subject}</h1>
      <p>From ${letter.from} to ${letter.to.join(", ")}</p>
      ${letter.html === null ? html`<pre>${letter.text}</pre>` : html`<iframe sandbox title="Letter" srcdoc="${letter.html}"></iframe>`}`,
  );
}

function frame(title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <style>
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
      table { width: 100%; border-collapse: collapse; }
      th, td { text-align: left; padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid #e4e4e4; }
      iframe { width: 100%; height: 70vh; border: 1px solid #e4e4e4; border-radius: 8px; }
      pre { white-space: pre-wrap; }
    </style>
  </head>
  <body>${content}</body>
</html>`;
}
