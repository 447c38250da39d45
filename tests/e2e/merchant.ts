import type { Browser, FrameLocator, Page } from "playwright-core";
import { desktop } from "./camera.ts";
import { failOnErrors } from "./page-errors.ts";

/** A merchant at the shop's admin, with the app in its frame. */
export interface Merchant {
  page: Page;
  /** The app, inside of the frame. */
  app: FrameLocator;
  /** Follows the app's own menu, which the admin shows beside the frame. */
  goTo(label: string): Promise<void>;
  /** Loads the page that is open again and again until the app shows the words: a webhook is worked a moment after it came. */
  reloadUntil(words: string): Promise<void>;
  close(): Promise<void>;
}

export async function openMerchant(browser: Browser): Promise<Merchant> {
  const context = await browser.newContext({ viewport: desktop, locale: "en-GB", timezoneId: "Europe/Amsterdam" });
  const page = await context.newPage();
  const check = failOnErrors(page);
  return {
    page,
    app: page.frameLocator("#app-frame"),
    goTo: (label) => page.locator("#app-menu").getByRole("link", { name: label }).click(),
    async reloadUntil(words) {
      const deadline = Date.now() + 20_000;
      const isThere = () =>
        page
          .frameLocator("#app-frame")
          .getByText(words)
          .waitFor({ timeout: 1_500 })
          .then(
            () => true,
            () => false,
          );
      while (!(await isThere())) {
        if (Date.now() > deadline) throw new Error(`The app never said "${words}".`);
        await page.reload();
      }
    },
    async close() {
      await context.close();
      check();
    },
  };
}
