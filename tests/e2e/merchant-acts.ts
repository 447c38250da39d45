import type { Camera } from "./camera.ts";
import type { Merchant } from "./merchant.ts";

/** Installs the app from the admin's page and opens it: everything is set up, with a default programme. */
export async function install(merchant: Merchant, origin: string, camera: Camera): Promise<void> {
  const { page, app } = merchant;
  await page.goto(`${origin}/admin`);
  await camera.take(page, "install");
  await page.getByRole("button", { name: "Install" }).click();
  await app.getByRole("heading", { name: "Set up your programme" }).waitFor();
  await app.getByText("For every €1.00 you get 1 point. 100 points: €5.00 off.").waitFor();
  await app.getByText("The automatic discount is in place.").waitFor();
  await camera.take(page, "home-first-time", { alsoOnPhone: true });
}

/** Doubles what a purchase earns and publishes it by the bar of the admin. */
export async function doubleTheRatio(merchant: Merchant, camera: Camera): Promise<void> {
  const { page, app } = merchant;
  await merchant.goTo("Programme");
  await app.getByLabel("Points", { exact: true }).first().fill("2");
  await app.getByText("For every €1.00 you get 2 points.").waitFor();
  await camera.take(page, "programme-changed");
  await page.locator("#save-bar").getByRole("button", { name: "Publish" }).click();
  await page.getByText("Published. New orders follow these rules.").waitFor();
  await app.getByText("Version 2, published on").waitFor();
  await page.locator("#save-bar").waitFor({ state: "hidden" });
  await camera.take(page, "programme-published");
}

/** Loads the app's frame alone again, as the app does by itself after an update: the merchant stays on the page. */
export async function loadFrameAgain({ page, app }: Merchant): Promise<void> {
  const frame = page.frame({ name: "app-iframe" });
  await frame?.goto(frame.url());
  await app.getByText("Version 2, published on").waitFor();
}

/** Finds Anna by her name and reads on her page what came and went, with the order that her reward paid for. Returns the page's address. */
export async function readAboutAnna(merchant: Merchant, camera: Camera): Promise<string> {
  const { page, app } = merchant;
  await merchant.goTo("Members");
  await app.getByLabel("Search by name or e-mail address").fill("anna");
  await app.getByRole("link", { name: "Anna de Vries" }).waitFor();
  await camera.take(page, "members");
  await app.getByRole("link", { name: "Anna de Vries" }).click();
  await app.getByRole("heading", { name: "Anna de Vries" }).waitFor();
  await movement(merchant, "Earned with order #1001", "+298");
  await movement(merchant, "Spent on €5.00 off with order #1002", "100 points");
  await movement(merchant, "Earned with order #1002", "+146");
  await camera.take(page, "member", { alsoOnPhone: true });
  return page.url();
}

/** Pays one of two boards back. */
export async function refundOneBoard({ page }: Merchant, origin: string, camera: Camera): Promise<void> {
  await page.goto(`${origin}/admin/orders/1002`);
  await page.getByRole("spinbutton", { name: "Eiken plank" }).first().fill("1");
  await camera.take(page, "order-before-refund");
  await page.getByRole("button", { name: "Refund", exact: true }).click();
  await page.getByText("partially refunded").waitFor();
}

/**
 * The member's page tells what the refund took back: a board of €39.00 bears half of the reward, so its €36.50 had earned 73 points. The
 * points that the reward cost stay spent, since the order was not refunded as a whole.
 */
export async function readAboutTheRefund(merchant: Merchant, memberPage: string, camera: Camera): Promise<void> {
  const { page } = merchant;
  await page.goto(memberPage);
  await merchant.reloadUntil("Taken back: goods of order #1002 were refunded");
  await movement(merchant, "Taken back: goods of order #1002 were refunded", "-73");
  await camera.take(page, "member-after-refund");
}

/** The home page, now that everything on its list has happened but what only a theme editor can do. */
export async function readHome(merchant: Merchant, camera: Camera): Promise<void> {
  await merchant.page.locator(".side").getByRole("link", { name: "Zegel" }).click();
  await merchant.app.getByText("A customer has already picked a reward in your shop.").waitFor();
  await camera.take(merchant.page, "home", { alsoOnPhone: true });
}

/** A member's page for who reads Dutch. */
export async function readInDutch({ page, app }: Merchant, memberPage: string, camera: Camera): Promise<void> {
  await page.goto(memberPage);
  await page.getByRole("button", { name: "Nederlands" }).click();
  await app.getByText("Teruggenomen: goederen van bestelling #1002 zijn terugbetaald").waitFor();
  await camera.take(page, "member-dutch");
}

/** One line among a member's movements, with the points that stand beside it. */
async function movement({ app }: Merchant, sentence: string, points: string): Promise<void> {
  await app.getByRole("listitem").filter({ hasText: sentence }).filter({ hasText: points }).first().waitFor();
}
