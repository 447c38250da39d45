import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exponentOf } from "#app/contracts/currency.ts";
import { formatMoney, parseMoney, type Rounding, scale } from "#app/domain/money/money.ts";

describe("money", () => {
  it("has the decimals that its currency has", () => {
    expect([exponentOf("EUR"), exponentOf("JPY"), exponentOf("KWD")]).toEqual([2, 0, 3]);
    // ICU shows forints without decimals; Shopify counts them with two.
    expect(parseMoney("1990.50", "HUF")).toBe(199_050);
    expect(parseMoney("12.50", "EUR")).toBe(1250);
    expect(parseMoney("12.5", "EUR")).toBe(1250);
    expect(parseMoney("1200", "JPY")).toBe(1200);
    expect(parseMoney("1200.00", "JPY")).toBe(1200);
    expect(parseMoney("1.234", "KWD")).toBe(1234);
  });

  it("keeps what no float could hold", () => {
    expect(parseMoney("0.07", "EUR") * 100).toBe(700);
    expect(parseMoney("1.005", "EUR")).toBe(101);
    expect(parseMoney("90071992547409.91", "EUR")).toBe(9_007_199_254_740_991);
  });

  it("rounds digits beyond its own half away from zero", () => {
    expect([parseMoney("0.005", "EUR"), parseMoney("-0.005", "EUR"), parseMoney("0.0049", "EUR")]).toEqual([1, -1, 0]);
    expect(Object.is(parseMoney("-0.00", "EUR"), 0)).toBe(true);
  });

  it.each(["", " ", "1,50", "1e3", "NaN", "--1", "0x10", "1.", ".5", "Infinity", "1 000", "9".repeat(16), "１２"])(
    "refuses %j, which is no amount",
    (text) => {
      expect(() => parseMoney(text, "EUR")).toThrow(RangeError);
    },
  );

  it("refuses what cannot be counted exactly", () => {
    expect(() => parseMoney("999999999999999", "EUR")).toThrow(RangeError);
  });

  it("comes back as it was written", () => {
    let runs = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 14), max: 10 ** 14 }),
        fc.constantFrom("EUR", "JPY", "KWD", "USD"),
        (minor, currency) => {
          runs += 1;
          expect(parseMoney(formatMoney(minor, currency), currency)).toBe(minor);
        },
      ),
      { numRuns: 500 },
    );
    expect(runs).toBe(500);
  });

  it("is scaled as by whole-number arithmetic, whatever its size", () => {
    let runs = 0;
    const upTo = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(
        upTo(10 ** 13),
        upTo(10 ** 9),
        fc.integer({ min: 1, max: 10 ** 13 }),
        fc.constantFrom<Rounding>("down", "nearest", "up"),
        (amount, numerator, denominator, rounding) => {
          runs += 1;
          const product = BigInt(amount) * BigInt(numerator);
          const divisor = BigInt(denominator);
          const add = { down: 0n, nearest: divisor, up: 2n * (divisor - 1n) }[rounding];
          const exact = (2n * product + add) / (2n * divisor);
          if (exact > BigInt(Number.MAX_SAFE_INTEGER))
            expect(() => scale(amount, numerator, denominator, rounding)).toThrow(RangeError);
          else expect(scale(amount, numerator, denominator, rounding)).toBe(Number(exact));
        },
      ),
      { numRuns: 1000 },
    );
    expect(runs).toBe(1000);
  });
});
