import { escapeHtml } from "../theme/translations.ts";

/** A piece of HTML that is safe to stand in a page. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | null | undefined | false | readonly Part[];

/** HTML with its values escaped; pieces of HTML, and lists of them, stay as they are. */
export function html(texts: TemplateStringsArray, ...values: Part[]): Html {
  return new Html(texts.map((text, index) => text + (index < values.length ? write(values[index]) : "")).join(""));
}

function write(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(write).join("");
  return escapeHtml(String(part));
}

export function htmlResponse(body: Html, status = 200): Response {
  return new Response(body.text, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
}

export function seeOther(to: string): Response {
  return new Response(null, { status: 303, headers: { location: to } });
}
