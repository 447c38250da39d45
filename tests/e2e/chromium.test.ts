import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { launchChromium } from "#tests/support/chromium.ts";

it("a browser starts, shows a page of this machine and knows no other host", async () => {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8").end("<title>Zegel</title><button>punten</button>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    expect(await page.getByRole("button").innerText()).toBe("punten");
    expect((await page.screenshot()).length).toBeGreaterThan(1000);
    await expect(page.goto("https://www.shopify.com/")).rejects.toThrow(/ERR_NAME_NOT_RESOLVED/);
  } finally {
    await browser.close();
    server.close();
  }
});
