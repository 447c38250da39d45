import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";

/** Where a run leaves its pictures, beside what other tests leave. */
export const pictureFolder = path.resolve(import.meta.dirname, "..", "..", "test-results", "story");

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

export interface Camera {
  /** Takes the page as it is on a desktop, and with `alsoOnPhone` as it would be on a phone. Names are numbered in the order of the story. */
  take(page: Page, name: string, options?: { alsoOnPhone?: boolean }): Promise<void>;
}

export function openCamera(): Camera {
  mkdirSync(pictureFolder, { recursive: true });
  let number = 0;
  const shoot = async (page: Page, file: string) => {
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: path.join(pictureFolder, file), animations: "disabled", caret: "hide" });
  };
  return {
    async take(page, name, { alsoOnPhone = false } = {}) {
      number += 1;
      const numbered = `${String(number).padStart(2, "0")}-${name}`;
      await shoot(page, `${numbered}.png`);
      if (!alsoOnPhone) return;
      await page.setViewportSize(phone);
      await shoot(page, `${numbered}-phone.png`);
      await page.setViewportSize(desktop);
    },
  };
}
