// @vitest-environment node
import { readFileSync, statSync } from "node:fs";
import { type FieldNode, Kind, parse, validate, visit } from "graphql";
import { describe, expect, test } from "vitest";
import type { WalletGrant } from "../../../app/contracts/wallet.ts";
import { BUNDLE_PATH, TARGETS } from "../bundle.ts";
import { aCart, aWallet, type CartLine, REF } from "./a-cart.ts";
import { countInstructions } from "./count-instructions.ts";
import { DELIVERY, functionSchema, inputOf, inputQuery, LINES } from "./run-function.ts";

const lines = (count: number): CartLine[] =>
  Array.from({ length: count }, (_, index) => ({ price: `${index + 3}.95` }));

describe.each([LINES, DELIVERY])("%s", (target) => {
  test.each(["2026-07", "2026-10"] as const)("its input query is valid in %s", (version) => {
    expect(validate(functionSchema(version), parse(inputQuery(target)))).toEqual([]);
  });

  test("its input query stays within Shopify's 3,000 bytes and its cost of 30", () => {
    expect(Buffer.byteLength(inputQuery(target))).toBeLessThanOrEqual(3000);
    expect(costOf(inputQuery(target))).toBeLessThanOrEqual(30);
  });

  test("a cart of one line with one reward costs at most 300,000 instructions", async () => {
    const wallet =
      target === LINES
        ? aWallet({ ref: REF, kind: "amount_off", amountMinor: 500, minimumMinor: 100 })
        : aWallet({ ref: REF, kind: "free_shipping", minimumMinor: 100 });
    const input = inputOf(target, aCart({ lines: lines(1), wallet }));
    expect(await countInstructions(BUNDLE_PATH, TARGETS[target].functionName, input)).toBeLessThanOrEqual(300_000);
  });

  test("a cart that wishes for sixty references costs a shopper no more than a cart of 200 lines", async () => {
    const refs = Array.from({ length: 60 }, (_, index) => `7KQ2M9${String(index).padStart(2, "0")}`);
    const wallet = aWallet(...refs.map((ref) => ({ ref, kind: "amount_off" as const, amountMinor: 100 })));
    const forged = refs.map((ref) => ref.replace("7KQ", "8KQ")).join(" ");
    for (const wish of [refs.join(" "), forged]) {
      const input = inputOf(target, aCart({ lines: lines(1), wallet, wish, checkoutWish: wish }));
      expect(await countInstructions(BUNDLE_PATH, TARGETS[target].functionName, input)).toBeLessThanOrEqual(5_000_000);
    }
  });

  test("a cart of 200 lines costs at most 5 million of Shopify's 11 million instructions", async () => {
    const input = inputOf(target, aCart({ lines: lines(200), wallet: rewardFor(target) }));
    expect(await countInstructions(BUNDLE_PATH, TARGETS[target].functionName, input)).toBeLessThanOrEqual(5_000_000);
  });
});

describe("in a programme with rewards for some goods", () => {
  const collection = "gid://shopify/Collection/1";
  const ofCollection = { goods: true, inFirst: true, first: [collection] };
  const withPrices = { ...ofCollection, pieces: true, prices: true };
  const everything = { ...withPrices, products: true, variants: true, inSecond: true, isTagged: true };
  const cartGoods = [["coffee", "x", [], []]];
  const percentOff = aWallet({ ref: REF, kind: "goods_percent_off", percent: 20, goods: "coffee" });
  const buyGet: WalletGrant = {
    ref: REF,
    kind: "buy_get",
    percent: 100,
    goods: "coffee",
    buy: 2,
    get: "coffee",
    pieces: 1,
  };
  const count = (size: number, wallet: unknown, variables: Record<string, unknown>) => {
    const coffee = lines(size).map((line) => ({ ...line, quantity: 4, collections: [collection] }));
    const input = inputOf(LINES, aCart({ lines: coffee, wallet, variables, cartGoods }));
    return countInstructions(BUNDLE_PATH, TARGETS[LINES].functionName, input);
  };

  test("a cart of one line costs at most 360,000 instructions with a plain reward, and 720,000 with any other", async () => {
    expect(await count(1, rewardFor(LINES), everything)).toBeLessThanOrEqual(360_000);
    expect(await count(1, percentOff, ofCollection)).toBeLessThanOrEqual(580_000);
    expect(await count(1, aWallet(buyGet), withPrices)).toBeLessThanOrEqual(720_000);
  });

  test("200 lines stay within Shopify's 11 million; with buy some, get some 150 do, and 140 where everything is asked of them", async () => {
    expect(await count(200, percentOff, ofCollection)).toBeLessThanOrEqual(8_000_000);
    expect(await count(200, percentOff, withPrices)).toBeLessThanOrEqual(11_000_000);
    expect(await count(150, aWallet(buyGet), withPrices)).toBeLessThanOrEqual(11_000_000);
    expect(await count(140, percentOff, everything)).toBeLessThanOrEqual(11_000_000);
  });
});

test("the bundle is one script of at most 20 KB that leaves nothing but its functions behind", () => {
  expect(statSync(BUNDLE_PATH).size).toBeLessThanOrEqual(20_000);
  expect(readFileSync(BUNDLE_PATH, "utf8")).not.toMatch(/\b(import|require|fetch|console)\b/);
});

test("instructions are counted the same every time, and more lines cost more", async () => {
  const count = (size: number) =>
    countInstructions(BUNDLE_PATH, TARGETS[LINES].functionName, inputOf(LINES, aCart({ lines: lines(size) })));
  const one = await count(1);
  expect(await count(1)).toBe(one);
  expect(await count(2)).toBeGreaterThan(one);
});

function rewardFor(target: typeof LINES | typeof DELIVERY) {
  if (target === LINES) return aWallet({ ref: REF, kind: "amount_off", amountMinor: 500 });
  return aWallet({ ref: REF, kind: "free_shipping", minimumMinor: 2500 });
}

/** Shopify's rule: a metafield, and a question about collections or tags, cost 3, any other field without fields of its own 1. */
function costOf(query: string): number {
  let cost = 0;
  visit(parse(query), {
    [Kind.FIELD](field: FieldNode) {
      if (["metafield", "inAnyCollection", "hasAnyTag"].includes(field.name.value)) {
        cost += 3;
        return false;
      }
      if (!field.selectionSet) cost += 1;
      return undefined;
    },
  });
  return cost;
}
