import type { Locator } from "playwright-core";
import { expect } from "vitest";
import type { Camera } from "./camera.ts";
import type { Shopper } from "./shopper.ts";

/** Has a look around as a guest, signs in, and reads that there are no points yet. */
export async function lookAround(shopper: Shopper, camera: Camera): Promise<void> {
  const { page } = shopper;
  await shopper.loadUntil("/", "Voor elke");
  await shopper.speak("en");
  await shopper.read("For every €1.00 you get 2 points. 100 points are €5.00 off.");
  await camera.take(page, "storefront", { alsoOnPhone: true });
  await shopper.signIn("Anna");
  await shopper.read("You have no points yet.");
  await camera.take(page, "account-before");
}

/** Reads what a product earns, buys it and has its points: two for each of 149 euros. */
export async function earn(shopper: Shopper, camera: Camera): Promise<void> {
  const { page } = shopper;
  await shopper.openProduct("Wollen plaid");
  await shopper.read("Earn 298 points with this product");
  await camera.take(page, "product", { alsoOnPhone: true });
  await shopper.addToCart();
  await shopper.goToCheckout();
  await shopper.extension("loyalty-checkout").getByText("You have no points yet.").waitFor();
  await camera.take(page, "checkout-without-points");
  await shopper.pay();
  await shopper.extension("loyalty-thank-you").getByText("298").waitFor();
  await camera.take(page, "thank-you", { alsoOnPhone: true });
  await shopper.loadUntil("/account", "298 points (worth €14.90)");
  await camera.take(page, "account-with-points", { alsoOnPhone: true });
}

/** Takes a reward with one click in the drawer: the price falls, and the cart page and a new load tell the same. */
export async function useRewardInCart(shopper: Shopper, camera: Camera): Promise<void> {
  const { page } = shopper;
  await shopper.openProduct("Eiken plank");
  const drawer = await shopper.addToCart(2);
  await expectTotal(page.locator("#drawer [data-cart-total]"), "€78.00");
  await camera.take(page, "drawer-before-reward", { alsoOnPhone: true });
  await drawer.getByRole("button", { name: /^Use ?: €5.00 off/ }).click();
  await expectTotal(page.locator("#drawer [data-cart-total]"), "€73.00");
  await drawer.getByRole("button", { name: /^Remove ?: €5.00 off/ }).waitFor();
  await drawer.getByText("198 points").waitFor();
  await camera.take(page, "drawer-with-reward", { alsoOnPhone: true });
  await page.goto(new URL("/cart", page.url()).href);
  await expectTotal(page.locator("main [data-cart-total]"), "€73.00");
  await camera.take(page, "cart-with-reward", { alsoOnPhone: true });
}

/** In the checkout the reward can be taken out and put back, and the total follows. */
export async function changeMindInCheckout(shopper: Shopper, camera: Camera): Promise<void> {
  const { page } = shopper;
  const block = shopper.extension("loyalty-checkout");
  await shopper.goToCheckout();
  await expectTotal(page.locator("[data-total]"), "€77.95");
  await block.getByText("€5.00 off").first().waitFor();
  await camera.take(page, "checkout-with-reward", { alsoOnPhone: true });
  await block.getByRole("button", { name: "Remove" }).click();
  await expectTotal(page.locator("[data-total]"), "€82.95");
  await camera.take(page, "checkout-reward-removed");
  await block.getByRole("button", { name: "Use" }).first().click();
  await expectTotal(page.locator("[data-total]"), "€77.95");
  await block.getByRole("button", { name: "Remove" }).waitFor();
}

/** Pays, reads what the order earned, and has what is left: 298 less 100 and 146 more. */
export async function payWithReward(shopper: Shopper, camera: Camera): Promise<void> {
  const { page } = shopper;
  await shopper.pay();
  await shopper.extension("loyalty-thank-you").getByText("146").waitFor();
  await camera.take(page, "thank-you-with-reward", { alsoOnPhone: true });
  await shopper.loadUntil("/account", "344 points");
}

/** After the refund, in Dutch: 344 less the 73 that the board had earned. */
export async function readInDutch(shopper: Shopper, camera: Camera): Promise<void> {
  const { page } = shopper;
  await shopper.loadUntil("/account", "271 points");
  await camera.take(page, "account-after-refund", { alsoOnPhone: true });
  await shopper.speak("nl");
  await shopper.read("271 punten (€ 13,55 waard)");
  await camera.take(page, "account-dutch", { alsoOnPhone: true });
  await shopper.openProduct("T-shirt");
  await shopper.read("Spaar 70 punten met dit product");
  await camera.take(page, "product-dutch");
  const drawer = await shopper.addToCart();
  await drawer.getByRole("button", { name: /^Gebruik ?: € 5,00 korting/ }).click();
  await expectTotal(page.locator("#drawer [data-cart-total]"), "€ 30,00");
  await camera.take(page, "drawer-dutch", { alsoOnPhone: true });
}

/** Waits until a total stands there. Dutch amounts have a space that no line breaks at. */
async function expectTotal(place: Locator, total: string): Promise<void> {
  const shown = async () => (await place.innerText()).replaceAll("\u00A0", " ");
  await expect.poll(shown, { timeout: 20_000, interval: 100 }).toBe(total);
}
