import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { desktop } from "./camera.ts";
import { failOnErrors } from "./page-errors.ts";

/** A shopper at the storefront. */
export interface Shopper {
  page: Page;
  speak(language: "en" | "nl"): Promise<void>;
  signIn(name: string): Promise<void>;
  openProduct(title: string): Promise<void>;
  /** Puts the open product into the cart; its drawer opens by itself. */
  addToCart(quantity?: number): Promise<Locator>;
  goToCheckout(): Promise<void>;
  pay(): Promise<void>;
  /** The block of a UI extension at checkout, inside of its frame. */
  extension(handle: string): FrameLocator;
  /** Waits until the page says it, its drawer aside. */
  read(words: string): Promise<void>;
  /** Loads a page again and again until the words stand on it: what an order earns arrives a moment after it was paid. */
  loadUntil(path: string, words: string): Promise<void>;
  close(): Promise<void>;
}

export async function openShopper(browser: Browser, origin: string): Promise<Shopper> {
  const context = await browser.newContext({ viewport: desktop, locale: "en-GB", timezoneId: "Europe/Amsterdam" });
  const page = await context.newPage();
  const check = failOnErrors(page);
  return {
    page,
    async speak(language) {
      await page.getByRole("button", { name: language === "nl" ? "Nederlands" : "English" }).click();
      await page.locator(`html[lang="${language}"]`).waitFor();
    },
    async signIn(name) {
      await page.goto(`${origin}/account/login`);
      await page.getByRole("button", { name }).click();
      await page.waitForURL(`${origin}/account`);
    },
    async openProduct(title) {
      await page.goto(`${origin}/collections/all`);
      await page.getByRole("link", { name: title }).click();
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
    },
    async addToCart(quantity = 1) {
      await page.locator("input[name=quantity]").fill(String(quantity));
      await page.locator("[data-product-form] button[name=add]").click();
      const drawer = page.locator("#drawer[open]");
      await drawer.locator(".line").first().waitFor();
      return drawer;
    },
    async goToCheckout() {
      await page.goto(`${origin}/cart`);
      await page.locator("main button[name=checkout]").click();
      await page.waitForURL("**/checkouts/cn/*");
    },
    async pay() {
      await page.locator("[data-pay]").click();
      await page.waitForURL("**/thank-you");
    },
    extension: (handle) => page.frameLocator(`iframe[data-extension="${handle}"]`),
    read: (words) => page.locator("main").getByText(words).waitFor(),
    async loadUntil(path, words) {
      await expect
        .poll(
          async () => {
            await page.goto(origin + path);
            return page.locator("main").innerText();
          },
          { timeout: 20_000, interval: 250 },
        )
        .toContain(words);
    },
    async close() {
      await context.close();
      check();
    },
  };
}
