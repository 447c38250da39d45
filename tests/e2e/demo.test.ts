import { afterAll, beforeAll, expect, it, onTestFailed } from "vitest";
import { DEMO_SHOP } from "#tests/shop/demo-data.ts";
import { createReplayClock } from "#tests/shop/demo-history.ts";
import { liveFirstDay } from "#tests/shop/demo-life.ts";
import { installAndOpenApp } from "#tests/shop/open-app.ts";
import { testDatabaseUrl } from "#tests/support/database.ts";
import { openCamera } from "./camera.ts";
import { openShopper } from "./shopper.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
let databaseUrl: string;
beforeAll(async () => {
  databaseUrl = await testDatabaseUrl();
  stage = await openStage(databaseUrl, createReplayClock());
});
afterAll(() => stage?.close());

it("the demo's shop has a year behind it, and its customers have a level, a membership, offers, a friend and something to save for", async () => {
  const { browser, origin, simulated } = stage;
  await installAndOpenApp(simulated, DEMO_SHOP);
  await liveFirstDay(simulated, databaseUrl);

  const camera = openCamera();
  const shopper = await openShopper(browser, origin);
  const { page } = shopper;
  onTestFailed(() => camera.take(page, "demo-when-it-failed"));
  await page.goto(origin);
  await shopper.speak("en");
  await shopper.signIn("Anna de Vries anna@");
  await shopper.loadUntil("/account", "Canal Belt until");
  const blocks = page.locator("main");
  await blocks.getByText("By boat past our makers").first().waitFor();
  expect(await blocks.getByRole("progressbar").count()).toBe(1);
  await blocks.getByText("Friends who came by your link: 1.").waitFor();

  const offers = page.getByRole("region", { name: "Your offers this week" });
  expect(await offers.getByText("it comes off in the cart by itself").count()).toBe(1);
  await offers.getByRole("button", { name: "Activate" }).first().click();
  await offers.getByText("You have chosen all your offers.").waitFor();
  expect(await offers.getByRole("button").count()).toBe(0);

  await blocks.getByRole("button", { name: "Sign out" }).click();
  await shopper.signIn("Bram Jansen");
  await shopper.loadUntil("/account", "Premium: Through");
  await shopper.close();
});
