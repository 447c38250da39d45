import { afterAll, beforeAll, expect, it, onTestFailed } from "vitest";
import { testDatabaseUrl } from "#tests/support/database.ts";
import { openCamera } from "./camera.ts";
import { openMerchant } from "./merchant.ts";
import * as merchantActs from "./merchant-acts.ts";
import { openShopper } from "./shopper.ts";
import * as shopperActs from "./shopper-acts.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(await testDatabaseUrl());
});
afterAll(() => stage?.close());

it("a merchant sets a programme up, a shopper earns, spends and sees it, and a partial refund takes back what its goods earned", async () => {
  const { browser, origin } = stage;
  const camera = openCamera();
  const merchant = await openMerchant(browser);
  onTestFailed(() => camera.take(merchant.page, "merchant-when-it-failed"));
  await merchantActs.install(merchant, origin, camera);
  // The loaders of the first page run side by side and must not each ask for a token: a later one ends an earlier one's life.
  expect(stage.tokensGiven()).toBe(1);
  await merchantActs.doubleTheRatio(merchant, camera);
  await merchantActs.loadFrameAgain(merchant);

  const shopper = await openShopper(browser, origin);
  onTestFailed(() => camera.take(shopper.page, "shopper-when-it-failed"));
  await shopperActs.lookAround(shopper, camera);
  await shopperActs.earn(shopper, camera);
  await shopperActs.useRewardInCart(shopper, camera);
  await shopperActs.changeMindInCheckout(shopper, camera);
  await shopperActs.payWithReward(shopper, camera);

  const memberPage = await merchantActs.readAboutAnna(merchant, camera);
  await merchantActs.refundOneBoard(merchant, origin, camera);
  await merchantActs.readAboutTheRefund(merchant, memberPage, camera);
  await shopperActs.readInDutch(shopper, camera);
  await merchantActs.readHome(merchant, camera);
  await merchantActs.readInDutch(merchant, memberPage, camera);

  await shopper.close();
  await merchant.close();
});
