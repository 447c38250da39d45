import { beforeEach, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import { type ProgrammeInput, programmeSettings } from "#app/contracts/programme.ts";
import { previewProgramme } from "#app/services/preview-programme.ts";
import { rollUpFigures } from "#app/services/roll-up-figures.ts";
import { aLine, anOrder, NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
let shop: ShopAtWork;
beforeEach(async () => {
  shop = await aShopAtWork(database);
});

const order = (number: number, euros: number, changes: Partial<OrderState> = {}): OrderState =>
  anOrder({
    gid: `gid://shopify/Order/${number}`,
    name: `#${number}`,
    lines: [aLine(String(number), { priceMinor: euros * 100 })],
    ...changes,
  });

async function hear(...states: OrderState[]): Promise<void> {
  await shop.hear(...states.map((state) => ({ gid: state.gid, state })));
  shop.clock.advance(31 * 86_400_000);
  await rollUpFigures(shop.app, shop.shop);
}

const preview = (settings: ProgrammeInput) => previewProgramme(shop.app, shop.shop, programmeSettings.parse(settings));

it("S67, S78: settings are played with last month's orders before they are published, beside the programme in force", async () => {
  await hear(order(1, 60), order(2, 40, { placedAt: NOON + 3_600_000 }));
  const before = await shop.balanceOf("gid://shopify/Customer/1");
  const outcome = await preview({
    earning: [
      { code: "per_amount", points: 2, per: "1.00" },
      { code: "per_order", points: 25, minimum: "50.00" },
    ],
  });
  expect(outcome).toEqual({
    outcome: "previewed",
    preview: {
      period: { from: expect.stringMatching(/-01$/), to: expect.stringMatching(/-(28|29|30|31)$/) },
      orders: 2,
      isEstimate: false,
      points: 225,
      liabilityMinor: 1_125,
      rules: [
        { words: expect.objectContaining({ nl: expect.stringContaining("2 punten") }), points: 200 },
        { words: expect.objectContaining({ en: expect.stringContaining("25 points") }), points: 25 },
      ],
      example: {
        order: "#1",
        rules: [
          { rule: expect.anything(), words: expect.objectContaining({ en: "120 points." }) },
          { rule: expect.anything(), words: expect.objectContaining({ nl: "25 punten." }) },
        ],
      },
      pointsNow: 100,
    },
  });
  expect(await shop.balanceOf("gid://shopify/Customer/1")).toEqual(before);
  await shop.expectToAddUp();
});

it("S67: limits of the settings begin with the month, though the same rule has given before", async () => {
  const limited: ProgrammeInput = {
    earning: [{ code: "per_amount", id: "some", points: 1, per: "1.00", limits: { perMember: 70 } }],
  };
  await shop.publish(limited);
  await hear(order(1, 60), order(2, 40, { placedAt: NOON + 3_600_000 }));
  expect(await preview(limited)).toMatchObject({ preview: { points: 70, pointsNow: 70 } });
});

it("a month without orders is said to be one", async () => {
  expect(await preview({})).toMatchObject({ outcome: "no_orders" });
});
