import { describe, expect, it } from "vitest";
import { readEarned } from "#app/services/read-earned.ts";
import { aLine, anOrder, ORDER } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();

const ANN = "gid://shopify/Customer/1";

/** What the page that thanks for the order says to this buyer. */
async function told(order: Parameters<typeof anOrder>[0], customerGid: string | null) {
  const { app, shop, hear } = await aShopAtWork(database);
  await hear({ gid: ORDER, state: anOrder(order) });
  return readEarned(app, shop, { customerGid, orderGid: ORDER });
}

describe("What an order earned", () => {
  it("is told to the customer who placed it", async () => {
    expect(await told({ customerGid: ANN }, ANN)).toMatchObject({ state: "earned", points: 10 });
  });

  it("is told to a guest whose order has no customer", async () => {
    expect(await told({ customerGid: null }, null)).toMatchObject({ state: "earned", points: 10 });
  });

  it("is told without its figure to a buyer who is not signed in, of whom Shopify made a customer", async () => {
    const answer = await told({ customerGid: ANN }, null);
    expect(answer).toMatchObject({ state: "earned", points: 0 });
    expect(JSON.stringify(answer)).not.toContain("10");
  });

  it("is not told to another customer", async () => {
    expect(await told({ customerGid: ANN }, "gid://shopify/Customer/2")).toMatchObject({
      state: "on_its_way",
      points: 0,
    });
  });

  it("is nothing where only a gift card was bought", async () => {
    const lines = [aLine("A", { isGiftCard: true })];
    expect(await told({ customerGid: ANN, lines }, ANN)).toMatchObject({ state: "nothing", points: 0 });
  });
});
