import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabaseUrl } from "#tests/support/database.ts";
import { openCamera } from "./camera.ts";
import { openMerchant } from "./merchant.ts";
import { openShopper } from "./shopper.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(await testDatabaseUrl());
});
afterAll(() => stage?.close());

it("a merchant sets the programme up; a shopper earns, spends and sees it; a partial refund takes back what its goods earned", async () => {
  const { browser, origin } = stage;
  const camera = openCamera();
  const merchant = await openMerchant(browser);
  const { page: admin, app } = merchant;

  await admin.goto(`${origin}/admin`);
  await camera.take(admin, "install");
  await admin.getByRole("button", { name: "Install" }).click();
  await app.getByRole("heading", { name: "Set up your programme" }).waitFor();
  await app.getByText("The automatic discount is in place.").waitFor();
  await camera.take(admin, "home", { alsoOnPhone: true });

  await merchant.goTo("Programme");
  await app.getByLabel("Points", { exact: true }).first().fill("2");
  await app.getByText("For every €1.00 you get 2 points.").waitFor();
  await camera.take(admin, "programme-changed");
  await admin.locator("#save-bar").getByRole("button", { name: "Publish" }).click();
  await admin.getByText("Published. New orders follow these rules.").waitFor();
  await app.getByText("Version 2, published on").waitFor();
  await camera.take(admin, "programme-published");

  const shopper = await openShopper(browser, origin);
  const { page: shop } = shopper;
  await shopper.loadUntil("/", "2 punten");
  await camera.take(shop, "storefront-dutch");
  await shopper.speak("en");
  await camera.take(shop, "storefront", { alsoOnPhone: true });
  await shopper.signIn("Anna");
  await shopper.loadUntil("/account", "You have no points yet.");
  await camera.take(shop, "account-before", { alsoOnPhone: true });

  await shopper.openProduct("Wollen plaid");
  await shop.getByText("Earn 298 points with this product").waitFor();
  await camera.take(shop, "product", { alsoOnPhone: true });
  await shopper.addToCart();
  await camera.take(shop, "drawer", { alsoOnPhone: true });
  await shopper.goToCheckout();
  await camera.take(shop, "checkout-without-points", { alsoOnPhone: true });
  await shopper.pay();
  await camera.take(shop, "thank-you", { alsoOnPhone: true });
  await shopper.loadUntil("/account", "298 points");
  await camera.take(shop, "account-earned", { alsoOnPhone: true });
  await shopper.close();
  await merchant.close();
  expect(true).toBe(true);
});
