// @vitest-environment node
import { describe, expect, test } from "vitest";
import { storedWallet } from "../../../app/contracts/wallet.ts";
import { aCart, aWallet, type Cart, lineId, OTHER_REF, REF } from "./a-cart.ts";
import { LINES, run } from "./run-function.ts";

const fixed = (amount: string, message: string) => ({
  targets: [{ orderSubtotal: { excludedCartLineIds: [] } }],
  value: { fixedAmount: { amount } },
  message,
});
const percentage = (value: string, message: string) => ({ ...fixed("0", message), value: { percentage: { value } } });
const offer = (selectionStrategy: string, ...candidates: unknown[]) => [
  { orderDiscountsAdd: { selectionStrategy, candidates } },
];
const operationsFor = (changes: Cart) => run(LINES, aCart(changes)).operations;

describe("money off", () => {
  test("a reservation that the cart wishes for and the wallet holds is granted, with its reference in the discount's line", () => {
    expect(operationsFor({})).toEqual(offer("MAXIMUM", fixed("5.00", `Points (${REF})`)));
  });

  test("it never takes off more than the goods come to", () => {
    expect(operationsFor({ lines: [{ price: "3.5" }] })).toEqual(offer("MAXIMUM", fixed("3.50", `Points (${REF})`)));
  });

  test("two reservations are one discount that carries both references", () => {
    const wallet = aWallet(
      { ref: REF, kind: "amount_off", amountMinor: 500 },
      { ref: OTHER_REF, kind: "amount_off", amountMinor: 250 },
    );
    const wish = `${OTHER_REF} ${REF}`;
    expect(operationsFor({ wish, wallet })).toEqual(offer("MAXIMUM", fixed("7.50", `Points (${REF} ${OTHER_REF})`)));
  });

  test("a reservation that would add nothing is left unused, so that its points come back", () => {
    const wallet = aWallet(
      { ref: REF, kind: "amount_off", amountMinor: 3000 },
      { ref: OTHER_REF, kind: "amount_off", amountMinor: 500 },
    );
    expect(operationsFor({ wish: `${REF} ${OTHER_REF}`, wallet })).toEqual(
      offer("MAXIMUM", fixed("25.00", `Points (${REF})`)),
    );
  });

  test("below its minimum it is not granted, at its minimum it is", () => {
    const wallet = aWallet({ ref: REF, kind: "amount_off", amountMinor: 500, minimumMinor: 2500 });
    expect(operationsFor({ wallet, lines: [{ price: "24.99" }] })).toEqual([]);
    expect(operationsFor({ wallet, lines: [{ price: "20.0" }, { price: "5.0", isCustom: true }] })).toHaveLength(1);
  });
});

describe("percentages", () => {
  const tenPercent = (maximumMinor?: number) =>
    aWallet({ ref: REF, kind: "percent_off", percent: 10, ...(maximumMinor ? { maximumMinor } : {}) });

  test("a percentage stays one, so that Shopify takes it of what other discounts leave", () => {
    expect(operationsFor({ wallet: tenPercent() })).toEqual(offer("MAXIMUM", percentage("10", `Points (${REF})`)));
  });

  test("it becomes a fixed amount from where its maximum bites", () => {
    expect(operationsFor({ wallet: tenPercent(250) })).toEqual(offer("MAXIMUM", percentage("10", `Points (${REF})`)));
    expect(operationsFor({ wallet: tenPercent(249) })).toEqual(offer("MAXIMUM", fixed("2.49", `Points (${REF})`)));
  });

  test("beside money off it is a candidate of its own: the larger wins and the other keeps its points", () => {
    const wallet = aWallet(
      { ref: REF, kind: "percent_off", percent: 10 },
      { ref: OTHER_REF, kind: "amount_off", amountMinor: 500 },
    );
    expect(operationsFor({ wish: `${REF} ${OTHER_REF}`, wallet })).toEqual(
      offer("MAXIMUM", percentage("10", `Points (${REF})`), fixed("5.00", `Points (${OTHER_REF})`)),
    );
  });
});

describe("currencies", () => {
  test.each([
    ["USD", "1.0837", 500, "5.41"],
    ["JPY", "163.459", 500, "817"],
    ["KWD", "0.33219", 500, "1.660"],
    ["EUR", "1.0", 99, "0.99"],
    ["EUR", "1", 99, "0.99"],
    ["USD", "1.0", 99, "0.99"],
    ["HUF", "400.0", 1, "4.00"],
    ["JPY", "0.999999999", 99_999, "999"],
  ])("in %s at %s an amount of %i cents is %s, rounded down", (currency, rate, amountMinor, given) => {
    const wallet = aWallet({ ref: REF, kind: "amount_off", amountMinor });
    const lines = [{ price: "100000.0" }];
    expect(operationsFor({ wallet, currency, rate, lines })).toEqual(offer("MAXIMUM", fixed(given, `Points (${REF})`)));
  });

  test.each([
    ["JPY", 0, "USD", "0.0061178", 500, "3.05"],
    ["KWD", 3, "JPY", "491.99", 1_500, "737"],
    ["KWD", 3, "KWD", "1.0", 1_500, "1.500"],
    ["JPY", 0, "JPY", "1.0", 500, "500"],
  ])(
    "a wallet in %s with %i decimals gives in %s at %s for %i: %s",
    (of, exponent, currency, rate, amountMinor, given) => {
      const wallet = storedWallet({
        version: 2,
        programme: "Points",
        currency: of,
        exponent,
        reservations: [{ ref: REF, kind: "amount_off", amountMinor }],
        standing: [],
        alone: [],
      });
      const lines = [{ price: "100000.0" }];
      expect(operationsFor({ wallet, currency, rate, lines })).toEqual(
        offer("MAXIMUM", fixed(given, `Points (${REF})`)),
      );
    },
  );

  test.each([
    ["7.0", "7.00"],
    ["7.5", "7.50"],
    ["7.05", "7.05"],
    ["0.07", "0.07"],
    ["7", "7.00"],
    ["7.059", "7.05"],
    ["1234.95", "1234.95"],
  ])("goods of %s are read to the cent", (price, given) => {
    const wallet = aWallet({ ref: REF, kind: "amount_off", amountMinor: 1_000_000 });
    expect(operationsFor({ wallet, lines: [{ price }] })).toEqual(offer("MAXIMUM", fixed(given, `Points (${REF})`)));
  });

  test("what comes to less than the smallest coin gives nothing", () => {
    expect(
      operationsFor({
        wallet: aWallet({ ref: REF, kind: "amount_off", amountMinor: 9 }),
        currency: "USD",
        rate: "0.1",
      }),
    ).toEqual([]);
  });

  test("a rate other than 1 in the wallet's own currency means that the shop's currency changed: nothing is given", () => {
    expect(operationsFor({ rate: "1.1" })).toEqual([]);
  });
});

describe("gift cards", () => {
  const giftCard = { price: "50.0", isGiftCard: true };

  test("they are left out of the goods", () => {
    const [operation] = operationsFor({ lines: [{ price: "25.0" }, giftCard] });
    const excludedCartLineIds = [lineId(1)];
    const candidate = { ...fixed("5.00", `Points (${REF})`), targets: [{ orderSubtotal: { excludedCartLineIds } }] };
    expect(operation).toEqual(offer("FIRST", candidate)[0]);
  });

  test("a cart of gift cards gets nothing", () => {
    expect(operationsFor({ lines: [giftCard, giftCard] })).toEqual([]);
  });

  test("a minimum is a condition that Shopify checks without them", () => {
    const wallet = aWallet({ ref: REF, kind: "amount_off", amountMinor: 500, minimumMinor: 3000 });
    const [operation] = operationsFor({ wallet, lines: [{ price: "25.0" }, giftCard] });
    expect(operation).toMatchObject({
      orderDiscountsAdd: {
        candidates: [
          { conditions: [{ orderMinimumSubtotal: { excludedCartLineIds: [lineId(1)], minimumAmount: "30.00" } }] },
        ],
      },
    });
  });

  test("a maximum holds from the goods at which it bites", () => {
    const wallet = aWallet({ ref: REF, kind: "percent_off", percent: 10, maximumMinor: 400 });
    const [operation] = operationsFor({ wallet, lines: [{ price: "25.0" }, giftCard] });
    expect(operation).toMatchObject({
      orderDiscountsAdd: {
        selectionStrategy: "FIRST",
        candidates: [
          {
            value: { fixedAmount: { amount: "4.00" } },
            conditions: [{ orderMinimumSubtotal: { minimumAmount: "40.00" } }],
          },
          { value: { percentage: { value: "10" } } },
        ],
      },
    });
  });
});
