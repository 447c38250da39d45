// @vitest-environment node
import { describe, expect, test } from "vitest";
import type { WalletGrant } from "../../../app/contracts/wallet.ts";
import { storedWallet } from "../../../app/contracts/wallet.ts";
import { aCart, aWallet, type Cart, type CartLine, lineId, OTHER_REF, REF } from "./a-cart.ts";
import { LINES, run } from "./run-function.ts";

const COFFEE = "gid://shopify/Collection/5";
const everything = {
  goods: true,
  pieces: true,
  products: true,
  variants: true,
  prices: true,
  inFirst: true,
  first: [COFFEE],
  isTagged: true,
  tags: ["sale"],
};
const cartGoods = [
  ["coffee", "x", [], []],
  ["sale", "t", [], []],
  ["all", "*", [], []],
  ["notsale", "x", [], [], "t", [], []],
  ["notbeans", "x", [], [], "", ["7"], []],
];
const both = `${REF} ${OTHER_REF}`;
const operationsFor = (changes: Cart) =>
  run(LINES, aCart({ variables: everything, cartGoods, wish: both, ...changes })).operations;
const coffee = (price: string, more: Partial<CartLine> = {}): CartLine => ({ price, collections: [COFFEE], ...more });
const percentOff = (changes: Partial<Extract<WalletGrant, { kind: "goods_percent_off" }>> = {}): WalletGrant => ({
  ref: REF,
  kind: "goods_percent_off",
  percent: 20,
  goods: "coffee",
  ...changes,
});
const amountOff = (changes: Partial<Extract<WalletGrant, { kind: "goods_amount_off" }>> = {}): WalletGrant => ({
  ref: REF,
  kind: "goods_amount_off",
  amountMinor: 500,
  goods: "coffee",
  ...changes,
});
const target = (index: number, quantity?: number) => ({
  cartLine: { id: lineId(index), ...(quantity === undefined ? {} : { quantity }) },
});
const products = (...candidates: unknown[]) => [{ productDiscountsAdd: { selectionStrategy: "ALL", candidates } }];
const percentage = (value: string, ref: string, ...targets: unknown[]) => ({
  targets,
  value: { percentage: { value } },
  message: `Points (${ref})`,
});
const fixed = (amount: string, refs: string, ...targets: unknown[]) => ({
  targets,
  value: { fixedAmount: { amount } },
  message: `Points (${refs})`,
});

describe("S32: a discount on some goods", () => {
  const lines = [coffee("10.0"), { price: "30.0" }, coffee("4.0", { isGiftCard: true })];

  test("is for the lines of its collection, and never for a gift card", () => {
    expect(operationsFor({ wallet: aWallet(percentOff()), lines })).toEqual(products(percentage("20", REF, target(0))));
    expect(operationsFor({ wallet: aWallet(amountOff()), lines })).toEqual(products(fixed("5.00", REF, target(0))));
  });

  test("is for products, variants and tags, and not for what is excepted", () => {
    const named = (goods: WalletGrant & { kind: "goods_percent_off" }) =>
      operationsFor({
        wallet: aWallet(goods),
        lines: [coffee("1.0", { product: "7" }), coffee("1.0", { variant: "8" }), coffee("1.0", { tags: ["sale"] })],
      });
    const at = (...places: number[]) => products(percentage("20", REF, ...places.map((each) => target(each))));
    const kind = { ref: REF, kind: "goods_percent_off", percent: 20 } as const;
    expect(named({ ...kind, goods: [["7"], []] })).toEqual(at(0));
    expect(named({ ...kind, goods: [[], ["8"]] })).toEqual(at(1));
    expect(named({ ...kind, goods: "sale" })).toEqual(at(2));
    expect(named({ ...kind, goods: "notsale" })).toEqual(at(0, 1));
    expect(named({ ...kind, goods: "notbeans" })).toEqual(at(1, 2));
    expect(named({ ...kind, goods: "all" })).toEqual(at(0, 1, 2));
  });

  test("gives nothing where the cart holds none of the goods, or nothing says which they are", () => {
    expect(operationsFor({ wallet: aWallet(percentOff()), lines: [{ price: "30.0" }] })).toEqual([]);
    expect(operationsFor({ wallet: aWallet(percentOff({ goods: "other" })), lines })).toEqual([]);
    expect(operationsFor({ wallet: aWallet(percentOff()), lines, cartGoods: null })).toEqual([]);
    expect(operationsFor({ wallet: aWallet(percentOff()), lines, variables: {} })).toEqual([]);
    // What is excepted was not asked for, so nothing is sure to be outside of it.
    const asked = { ...everything, isTagged: false };
    expect(operationsFor({ wallet: aWallet(percentOff({ goods: "notsale" })), lines, variables: asked })).toEqual([]);
  });

  test("stops at its maximum, which needs prices", () => {
    const wallet = aWallet(percentOff({ maximumMinor: 150 }));
    expect(operationsFor({ wallet, lines })).toEqual(products(fixed("1.50", REF, target(0))));
    expect(operationsFor({ wallet, lines: [coffee("7.5")] })).toEqual(products(percentage("20", REF, target(0))));
    expect(operationsFor({ wallet, lines, variables: { ...everything, prices: false } })).toEqual([]);
  });

  test("waits for its minimum basket, gift cards left out", () => {
    const wallet = aWallet(percentOff({ minimumMinor: 4000 }));
    expect(operationsFor({ wallet, lines })).toHaveLength(1);
    expect(operationsFor({ wallet, lines: [coffee("39.99"), { price: "50.0", isGiftCard: true }] })).toEqual([]);
    const withoutPrices = { ...everything, prices: false };
    expect(operationsFor({ wallet, lines: [coffee("40.0")], variables: withoutPrices })).toHaveLength(1);
    expect(operationsFor({ wallet, lines, variables: withoutPrices })).toEqual([]);
  });
});

describe("S14: a free product", () => {
  const free = (pieces: number) => aWallet(percentOff({ percent: 100, goods: [["7"], []], pieces }));

  test("costs nothing up to its pieces, line by line", () => {
    const lines = [
      { price: "10.0", quantity: 2, product: "7" },
      { price: "3.0", product: "8" },
      { price: "6.0", quantity: 2, product: "7" },
    ];
    expect(operationsFor({ wallet: free(1), lines })).toEqual(products(percentage("100", REF, target(0, 1))));
    expect(operationsFor({ wallet: free(3), lines })).toEqual(
      products(percentage("100", REF, target(0, 2), target(2, 1))),
    );
  });
});

describe("S32: buy some, get some", () => {
  const wallet = aWallet({
    ref: REF,
    kind: "buy_get",
    percent: 100,
    goods: "coffee",
    buy: 2,
    get: "coffee",
    pieces: 1,
  });

  test("makes the cheapest piece free once enough others are bought", () => {
    expect(operationsFor({ wallet, lines: [coffee("20.0", { quantity: 2 })] })).toEqual([]);
    expect(operationsFor({ wallet, lines: [coffee("20.0", { quantity: 2 }), coffee("8.0")] })).toEqual(
      products(percentage("100", REF, target(1, 1))),
    );
    expect(operationsFor({ wallet, lines: [coffee("36.0", { quantity: 3 })] })).toEqual(
      products(percentage("100", REF, target(0, 1))),
    );
  });

  test("counts no piece both as bought and as free, and takes others first where they cost the same", () => {
    const mixed = aWallet({
      ref: REF,
      kind: "buy_get",
      percent: 50,
      goods: "coffee",
      buy: 1,
      get: "all",
      pieces: 2,
    });
    expect(operationsFor({ wallet: mixed, lines: [coffee("5.0"), { price: "5.0" }] })).toEqual(
      products(percentage("50", REF, target(1, 1))),
    );
    expect(operationsFor({ wallet: mixed, lines: [coffee("5.0")] })).toEqual([]);
  });

  test("needs prices", () => {
    const lines = [coffee("36.0", { quantity: 3 })];
    expect(operationsFor({ wallet, lines, variables: { ...everything, prices: false } })).toEqual([]);
  });
});

describe("several at once", () => {
  test("never make one line cheaper twice: free pieces first, then the highest percentage, then amounts", () => {
    const lines = [coffee("10.0", { product: "7", tags: ["sale"] }), coffee("10.0", { tags: ["sale"] }), coffee("9.0")];
    const wallet = aWallet(
      amountOff({ ref: "AAAAAAAA" }),
      percentOff({ ref: "BBBBBBBB", percent: 30, goods: "sale" }),
      percentOff({ ref: "CCCCCCCC", percent: 100, goods: [["7"], []], pieces: 1 }),
    );
    expect(operationsFor({ wallet, lines, wish: "AAAAAAAA BBBBBBBB CCCCCCCC" })).toEqual(
      products(
        percentage("100", "CCCCCCCC", target(0, 1)),
        percentage("30", "BBBBBBBB", target(1)),
        fixed("5.00", "AAAAAAAA", target(2)),
      ),
    );
  });

  test("amounts off the same goods are one discount with both references", () => {
    const wallet = aWallet(amountOff(), amountOff({ ref: OTHER_REF, amountMinor: 250 }));
    expect(operationsFor({ wallet, lines: [coffee("10.0")] })).toEqual(products(fixed("7.50", both, target(0))));
  });

  test("a discount on goods stands beside one on the order", () => {
    const wallet = aWallet(percentOff(), { ref: OTHER_REF, kind: "amount_off", amountMinor: 300 });
    expect(operationsFor({ wallet, lines: [coffee("10.0")] })).toEqual([
      ...products(percentage("20", REF, target(0))),
      {
        orderDiscountsAdd: {
          selectionStrategy: "MAXIMUM",
          candidates: [
            {
              targets: [{ orderSubtotal: { excludedCartLineIds: [] } }],
              value: { fixedAmount: { amount: "3.00" } },
              message: `Points (${OTHER_REF})`,
            },
          ],
        },
      },
    ]);
  });

  test("a reward that is given alone gives way to an older one, and keeps younger ones out", () => {
    const amount = (ref: string): WalletGrant => ({ ref, kind: "amount_off", amountMinor: 100 });
    const given = (alone: string[]) =>
      JSON.stringify(
        operationsFor({
          wallet: storedWallet({
            version: 2,
            programme: "Points",
            currency: "EUR",
            exponent: 2,
            reservations: [amount(REF), amount(OTHER_REF)],
            standing: [],
            alone,
          }),
        }),
      ).match(/\((.*?)\)/)?.[1];
    expect(given([])).toBe(both);
    expect(given([REF])).toBe(REF);
    expect(given([OTHER_REF])).toBe(REF);
    expect(given([REF, OTHER_REF])).toBe(REF);
  });
});

describe("S63: what a tier, membership or offer brings", () => {
  const standing = (...grants: WalletGrant[]) =>
    storedWallet({
      version: 2,
      programme: "Points",
      currency: "EUR",
      exponent: 2,
      reservations: [{ ref: REF, kind: "amount_off", amountMinor: 500 }],
      standing: grants,
      alone: [],
    });
  const tenPercent: WalletGrant = { ref: OTHER_REF, kind: "percent_off", percent: 10 };
  const messages = (operations: unknown[]) => [...JSON.stringify(operations).matchAll(/\(([^)]*)\)/g)].map((m) => m[1]);

  test("needs no wish, but a buyer who is signed in or stands at a till", () => {
    const wallet = standing(tenPercent);
    expect(messages(operationsFor({ wallet, wish: null }))).toEqual([OTHER_REF]);
    expect(operationsFor({ wallet, wish: null, isAuthenticated: false })).toEqual([]);
    expect(messages(operationsFor({ wallet, wish: null, isAuthenticated: false, isAtTill: true }))).toEqual([
      OTHER_REF,
    ]);
  });

  test("a percentage does not compete with a reward: each is a discount of its own", () => {
    expect(operationsFor({ wallet: standing(tenPercent) })).toHaveLength(2);
    expect(messages(operationsFor({ wallet: standing(tenPercent) }))).toEqual([REF, OTHER_REF]);
  });

  test("of goods at the same percentage it goes before a reward, whose points stay", () => {
    const wallet = storedWallet({
      version: 2,
      programme: "Points",
      currency: "EUR",
      exponent: 2,
      reservations: [percentOff()],
      standing: [percentOff({ ref: OTHER_REF })],
      alone: [],
    });
    expect(messages(operationsFor({ wallet, lines: [coffee("10.0")] }))).toEqual([OTHER_REF]);
  });

  test("money off shares no line with a reward, so that the order tells what each took", () => {
    const wallet = standing({ ref: OTHER_REF, kind: "amount_off", amountMinor: 300 });
    expect(messages(operationsFor({ wallet }))).toEqual([REF, OTHER_REF]);
    const ofGoods = storedWallet({
      version: 2,
      programme: "Points",
      currency: "EUR",
      exponent: 2,
      reservations: [amountOff()],
      standing: [amountOff({ ref: OTHER_REF, amountMinor: 400 })],
      alone: [],
    });
    expect(messages(operationsFor({ wallet: ofGoods, lines: [coffee("10.0")] }))).toEqual([REF]);
  });

  test("an amount off some goods is taken once, and a piece or two are made cheaper", () => {
    const wallet = standing(amountOff({ ref: "AAAAAAAA" }), percentOff({ ref: "BBBBBBBB", goods: "sale", pieces: 2 }));
    const lines = [coffee("10.0"), { price: "30.0", quantity: 5, tags: ["sale"] }];
    expect(operationsFor({ wallet, lines, wish: null })).toEqual(
      products(percentage("20", "BBBBBBBB", target(1, 2)), fixed("5.00", "AAAAAAAA", target(0))),
    );
  });
});
