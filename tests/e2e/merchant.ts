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
  /** The admin's page of an order, by its number. */
  openOrder(origin: string, number: number): Promise<void>;
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
    async openOrder(origin, number) {
      await page.goto(`${origin}/admin/orders/${number}`);
    },
    async close() {
      await context.close();
      check();
    },
  };
}
