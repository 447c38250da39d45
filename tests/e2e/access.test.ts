import { afterAll, beforeAll, expect, it, onTestFailed } from "vitest";
import { DEMO_SHOP } from "#tests/shop/demo-data.ts";
import { testDatabaseUrl } from "#tests/support/database.ts";
import { openCamera } from "./camera.ts";
import { type Merchant, openMerchant } from "./merchant.ts";
import { install } from "./merchant-acts.ts";
import { openStage, type Stage } from "./stage.ts";

const CHANGE_ORDERS = "write_orders";
let stage: Stage;
beforeAll(async () => {
  stage = await openStage(await testDatabaseUrl());
});
afterAll(() => stage?.close());

const isGranted = () => stage.simulated.scopesOf(DEMO_SHOP).granted.includes(CHANGE_ORDERS);
const publish = ({ page }: Merchant) => page.locator("#save-bar").getByRole("button", { name: "Publish" }).click();

/** Answers the question that the admin shows in front of the app. */
async function answer({ page }: Merchant, button: "Allow" | "Not now"): Promise<void> {
  const question = page.getByRole("dialog", { name: "Zegel asks for more" });
  await question.getByText(CHANGE_ORDERS).waitFor();
  await question.getByRole("button", { name: button }).click();
  await question.waitFor({ state: "hidden" });
}

it("a merchant is asked for leave to change orders when a choice needs it, and nothing is published without", async () => {
  const camera = openCamera();
  const merchant = await openMerchant(stage.browser);
  const { page, app } = merchant;
  onTestFailed(() => camera.take(page, "access-when-it-failed"));
  await install(merchant, stage.origin, camera);
  expect(isGranted()).toBe(false);

  // Refused: one sentence, and the version in force stays.
  await merchant.goTo("Programme");
  await app
    .getByLabel("When two carts use the same reward")
    .selectOption({ label: "Note it and tag the second order" });
  await publish(merchant);
  await answer(merchant, "Not now");
  const refusal = app.getByText("Nothing was published, because Zegel may not change orders");
  await refusal.first().waitFor();
  expect(await refusal.count()).toBe(2); // On top of the page, and beside the choice.
  await app.getByText("Version 1, published on").waitFor();
  await camera.take(page, "access-declined");

  // Granted: published without another click.
  await publish(merchant);
  await answer(merchant, "Allow");
  await app.getByText("Version 2, published on").waitFor();
  expect(isGranted()).toBe(true);

  // Taken back: home says so, and asks for it again.
  stage.simulated.revokeScopes(DEMO_SHOP, [CHANGE_ORDERS]);
  await page.locator(".side").getByRole("link", { name: "Zegel" }).click();
  await merchant.reloadUntil("Zegel may no longer change orders");
  await camera.take(page, "access-taken-back");
  await app.getByRole("button", { name: "Allow it" }).click();
  await answer(merchant, "Allow");
  await app.getByText("Nothing needs you now.").waitFor();

  // As text: the same question, the same refusal, by its line.
  stage.simulated.revokeScopes(DEMO_SHOP, [CHANGE_ORDERS]);
  await merchant.goTo("Programme");
  await app.getByRole("tab", { name: "As text" }).click();
  await app.getByLabel("Settings (YAML)").fill("name: Stars\nonOverspend: cancel\n");
  await app.getByRole("button", { name: "Publish" }).click();
  await answer(merchant, "Not now");
  await app.getByText("Line 2: onOverspend: Nothing was published").waitFor();
  await app.getByRole("button", { name: "Publish" }).click();
  await answer(merchant, "Allow");
  await app.getByText("Version 3, published on").waitFor();
  await merchant.close();
});
