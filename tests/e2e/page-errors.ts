import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Notes what goes wrong in a page from here on; the returned function fails when anything did. */
export function failOnErrors(page: Page): () => void {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`${message.location().url}: ${message.text()}`);
  });
  return () => expect(errors, "errors in the browser").toEqual([]);
}
