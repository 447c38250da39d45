import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { cartFor } from "../checkout/shopper.ts";
import { type FrontForTest, startFrontForTest } from "../front-for-test.ts";

let shop: FrontForTest | null = null;
let folder: string | null = null;

afterEach(async () => {
  await shop?.close();
  if (folder) rmSync(folder, { recursive: true });
  shop = null;
  folder = null;
});

/** A shop whose discount runs the given body as its Function for goods. */
async function shopWithFunction(body: string): Promise<FrontForTest> {
  folder = mkdtempSync(join(tmpdir(), "function-"));
  const extension = join(folder, "odd-discount");
  mkdirSync(join(extension, "dist"), { recursive: true });
  writeFileSync(
    join(extension, "shopify.extension.toml"),
    `api_version = "2026-07"
[[extensions]]
type = "function"
handle = "odd-discount"
[[extensions.targeting]]
target = "cart.lines.discounts.generate.run"
input_query = "run.graphql"
export = "cart-lines-run"`,
  );
  writeFileSync(
    join(extension, "run.graphql"),
    "query { cart { lines { id quantity cost { subtotalAmount { amount } } } } shop { localTime { date } } }",
  );
  writeFileSync(join(extension, "dist/function.js"), `globalThis.cartLinesRun = (input) => { ${body} };`);
  shop = await startFrontForTest({ extensionsFolder: folder, functionHandle: "odd-discount" });
  return shop;
}

async function payMug(running: FrontForTest) {
  const cart = cartFor(running.front, running.shop.domain, "guest");
  await cart.add({ sku: "MUG" });
  return cart.checkout({ email: "guest@example.com" }).pay();
}

const order = (value: string) =>
  `return { operations: [{ orderDiscountsAdd: { selectionStrategy: "FIRST", candidates: [{ targets: [{ orderSubtotal: { excludedCartLineIds: [] } }], value: ${value} }] } }] };`;

test("what a Function returns is applied, titled as the discount where it has no message", async () => {
  const running = await shopWithFunction(order('{ percentage: { value: "50" } }'));
  expect((await payMug(running)).discounts).toMatchObject([{ title: "Points", valueType: "percentage", value: "50" }]);
});

test.each([
  ["throws", 'throw new Error("broken");', "broken"],
  ["returns nothing", "", "returned nothing"],
  ["returns an amount as a number", order("{ fixedAmount: { amount: 5 } }"), "not a decimal"],
  ["takes more than a hundred per cent", order('{ percentage: { value: "150" } }'), "more than all"],
  ["says two values at once", order('{ percentage: { value: "5" }, fixedAmount: { amount: "5" } }'), "exactly one"],
  [
    "names a line that is not there",
    order('{ percentage: { value: "5" } }').replace("excludedCartLineIds: []", 'excludedCartLineIds: ["gid://x"]'),
    "no line",
  ],
])("a Function that %s gives no discount, and the order is placed all the same", async (_, body, complaint) => {
  const running = await shopWithFunction(body);
  const placed = await payMug(running);
  expect(placed.discounts).toEqual([]);
  expect(running.front.runs.at(-1)?.error).toContain(complaint);
});

test("operations of a class that the discount does not have are left out", async () => {
  const running = await shopWithFunction(order('{ percentage: { value: "50" } }'));
  for (const discount of running.shop.discounts.values()) discount.discountClasses = ["SHIPPING"];
  expect((await payMug(running)).discounts).toEqual([]);
});

test("a discount that has ended runs no Function", async () => {
  const running = await shopWithFunction(order('{ percentage: { value: "50" } }'));
  for (const discount of running.shop.discounts.values()) discount.endsAt = discount.startsAt;
  expect((await payMug(running)).discounts).toEqual([]);
  expect(running.front.runs).toEqual([]);
});
