import { afterAll, beforeAll, expect, it, onTestFailed } from "vitest";
import { z } from "zod";
import { programmeSettings } from "#app/contracts/programme.ts";
import { createDatabase } from "#app/persistence/database.ts";
import { testDatabaseUrl } from "#tests/support/database.ts";
import { openCamera } from "./camera.ts";
import { openMerchant } from "./merchant.ts";
import { install } from "./merchant-acts.ts";
import { openShopper, type Shopper } from "./shopper.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
let databaseUrl: string;
beforeAll(async () => {
  databaseUrl = await testDatabaseUrl();
  stage = await openStage(databaseUrl);
});
afterAll(() => stage?.close());

/** Publishes settings as the next version of the only shop's programme. */
async function publish(settings: object): Promise<void> {
  const database = createDatabase(databaseUrl, { max: 1 });
  try {
    await database.pool.query(
      `insert into programme_version (shop_id, version, settings, published_at, published_by)
       select shop_id, max(version) + 1, $1, now(), 'Test' from programme_version group by shop_id`,
      [JSON.stringify(programmeSettings.parse(settings))],
    );
  } finally {
    await database.close();
  }
}

const linkCard = z.object({ card: z.object({ referral: z.object({ path: z.string(), code: z.string() }) }) });
const anyCard = z.object({ card: z.looseObject({}) });
const cartAnswer = z.object({ attributes: z.object({ _zegel_ref: z.string() }) });

/** What the browser's own page hears from the shop. */
async function ask<Answer extends z.ZodType>(
  shopper: Shopper,
  path: string,
  answer: Answer,
): Promise<z.output<Answer>> {
  return answer.parse(await shopper.page.evaluate(async (address) => (await fetch(address)).json(), path));
}

it("S20, S66: a friend who follows a member's link pays less for the first order, without a code", async () => {
  const camera = openCamera();
  const merchant = await openMerchant(stage.browser);
  await install(merchant, stage.origin, camera);
  await publish({
    referrals: { advocate: { points: 200 }, friend: { reward: { code: "amount_off", amount: "5.00" } }, waitDays: 0 },
  });

  // Who has bought is a member, and has a link.
  const anna = await openShopper(stage.browser, stage.origin);
  await anna.signIn("Anna");
  await anna.openProduct("Eiken plank");
  await anna.addToCart();
  await anna.goToCheckout();
  await anna.pay();
  await anna.loadUntil("/account", "39 punten");
  const { referral } = (await ask(anna, "/apps/zegel/card", linkCard)).card;
  expect(referral.path).toBe(`/apps/zegel/r/${referral.code}`);

  // A friend follows it as a guest, and is in the shop.
  const friend = await openShopper(stage.browser, stage.origin);
  onTestFailed(() => camera.take(friend.page, "referral-when-it-failed"));
  await friend.page.goto(stage.origin + referral.path);
  await friend.page.waitForURL(`${stage.origin}/`);
  const visit = async () => (await ask(friend, "/cart.js", cartAnswer)).attributes._zegel_ref;
  expect(await visit()).toMatch(new RegExp(`^${referral.code}\\.[0-9a-z]{6}$`));

  // Signed in, the page's own script notes it for the account; the cart is cheaper at once.
  await friend.signIn("Daan");
  await friend.page.goto(stage.origin);
  await expect.poll(visit, { timeout: 20_000 }).toMatch(/\.1$/);
  await friend.openProduct("Eiken plank");
  await friend.addToCart(2);
  const total = async () =>
    (await friend.page.locator("#drawer [data-cart-total]").innerText()).replaceAll("\u00A0", " ");
  await expect.poll(total, { timeout: 20_000 }).toMatch(/73[.,]00/);
  await friend.goToCheckout();
  await friend.pay();

  // Both are told: the member of the points, the friend of nothing more to come.
  await expect
    .poll(async () => (await ask(anna, "/apps/zegel/card", anyCard)).card, { timeout: 30_000 })
    .toMatchObject({
      points: 239,
      referral: { invited: 1, ordered: 1, awarded: 1 },
    });
  expect((await ask(friend, "/apps/zegel/card", anyCard)).card).not.toHaveProperty("welcome");
  await anna.close();
  await friend.close();
  await merchant.close();
}, 180_000);
