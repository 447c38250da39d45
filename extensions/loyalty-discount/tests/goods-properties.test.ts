// @vitest-environment node
import fc from "fast-check";
import { expect, test } from "vitest";
import { storedWallet, type WalletGrant } from "../../../app/contracts/wallet.ts";
import type { ProductCandidate } from "../src/goods-discount.ts";
import type { CartLinesInput } from "../src/input.ts";
import { orderDiscount } from "../src/order-discount.ts";
import { aCart, type Cart, type CartLine, lineId } from "./a-cart.ts";
import { accepted, inputOf, LINES } from "./run-function.ts";

const RUNS = 400;
const COFFEE = "gid://shopify/Collection/5";
const cartGoods = [
  ["coffee", "x", [], []],
  ["sale", "t", [], []],
  ["all", "*", [], []],
  ["notsale", "x", [], [], "t", [], []],
];
/** Which lines each target is for, said another way than the Function says it. */
const isMeant: Record<string, (line: CartLine) => boolean> = {
  coffee: (line) => line.collections !== undefined,
  sale: (line) => line.tags !== undefined,
  all: () => true,
  notsale: (line) => line.collections !== undefined && line.tags === undefined,
  "7,": (line) => line.product === "7",
};

const cents = (least: number, most: number) => fc.integer({ min: least, max: most });
const goods = fc.constantFrom<Extract<WalletGrant, { kind: "goods_percent_off" }>["goods"]>(
  "coffee",
  "sale",
  "all",
  "notsale",
  [["7"], []],
);
const optional = <Value>(name: string, value: fc.Arbitrary<Value>) =>
  fc.option(value).map((each) => (each === null ? {} : { [name]: each }));
const grant = (ref: string): fc.Arbitrary<WalletGrant> => {
  const base = fc.tuple(goods, optional("minimumMinor", cents(0, 9000)), optional("maximumMinor", cents(1, 3000)));
  const percent = fc.integer({ min: 1, max: 100 });
  const pieces = fc.integer({ min: 1, max: 4 });
  return fc.oneof(
    fc.tuple(base, cents(1, 6000)).map(([[of, minimum], amountMinor]) => ({
      ref,
      kind: "goods_amount_off" as const,
      amountMinor,
      goods: of,
      ...minimum,
    })),
    fc.tuple(base, percent, optional("pieces", pieces)).map(([[of, minimum, maximum], each, some]) => ({
      ref,
      kind: "goods_percent_off" as const,
      percent: each,
      goods: of,
      ...minimum,
      ...maximum,
      ...some,
    })),
    fc.tuple(base, percent, pieces, pieces, goods).map(([[of, minimum, maximum], each, buy, some, get]) => ({
      ref,
      kind: "buy_get" as const,
      percent: each,
      goods: of,
      ...minimum,
      ...maximum,
      buy,
      get,
      pieces: some,
    })),
  );
};
const line: fc.Arbitrary<CartLine> = fc
  .tuple(cents(0, 3000), fc.integer({ min: 1, max: 5 }), fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean())
  .map(([unit, quantity, isCoffee, isSale, isSeven, isGiftCard]) => ({
    price: text(unit * quantity),
    quantity,
    ...(isCoffee ? { collections: [COFFEE] } : {}),
    ...(isSale ? { tags: ["sale"] } : {}),
    ...(isSeven ? { product: "7" } : {}),
    isGiftCard: isGiftCard && !isSeven,
  }));
const refs = ["AAAAAAAA", "BBBBBBBB", "CCCCCCCC", "DDDDDDDD"] as const;
const carts = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 6 }),
    grants: fc.tuple(...refs.map(grant)),
    standingCount: fc.integer({ min: 0, max: 4 }),
    wished: fc.shuffledSubarray([...refs]),
    prices: fc.boolean(),
    isAuthenticated: fc.boolean(),
  })
  .map(({ grants, standingCount, wished, prices, ...rest }) => {
    const standing = grants.slice(0, standingCount);
    const reservations = grants.slice(standingCount);
    const variables = {
      goods: true,
      pieces: true,
      products: true,
      prices,
      inFirst: true,
      first: [COFFEE],
      isTagged: true,
      tags: ["sale"],
    };
    const base = { version: 2 as const, programme: "Points", currency: "EUR", exponent: 2, alone: [] };
    const wallet = storedWallet({ ...base, reservations, standing });
    const cart = aCart({ ...rest, variables, cartGoods, wish: wished.join(" "), wallet });
    const given = new Map(
      [...standing, ...reservations.filter(({ ref }) => wished.includes(ref as never))].map((g) => [g.ref, g]),
    );
    return { cart, given };
  });

function text(minor: number): string {
  return `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;
}
const minor = (amount: string) => Math.round(Number(amount) * 100);
const candidatesFor = (cart: Required<Cart>): ProductCandidate[] => {
  const result = orderDiscount(inputOf(LINES, cart) as CartLinesInput);
  accepted(LINES, result);
  return result.operations.flatMap((each) =>
    "productDiscountsAdd" in each ? each.productDiscountsAdd.candidates : [],
  );
};

/** What a candidate takes off, as Shopify does: of the pieces that it names, never more than they cost. */
function cut(candidate: ProductCandidate, cart: Required<Cart>): number {
  const price = candidate.targets.reduce((sum, { cartLine }) => {
    const found = lineOf(cartLine.id, cart);
    const pieces = cartLine.quantity ?? found.quantity ?? 1;
    return sum + (minor(found.price) / (found.quantity ?? 1)) * pieces;
  }, 0);
  if ("fixedAmount" in candidate.value) return Math.min(price, minor(candidate.value.fixedAmount.amount));
  return (price * Number(candidate.value.percentage.value)) / 100;
}

function lineOf(id: string, { lines }: Required<Cart>): CartLine {
  const found = lines.find((_, index) => lineId(index) === id);
  if (!found) throw new Error(`there is no line ${id}`);
  return found;
}

test("S32: discounts on goods are for their goods alone, never more than these cost, than a reward or its maximum, and each line once", () => {
  let granted = 0;
  fc.assert(
    fc.property(carts, ({ cart, given }) => {
      const candidates = candidatesFor(cart);
      expect(candidatesFor(cart)).toEqual(candidates);
      if (!cart.isAuthenticated) expect(candidates).toEqual([]);
      const basket = cart.lines.reduce((sum, each) => sum + (each.isGiftCard ? 0 : minor(each.price)), 0);
      const named = candidates.flatMap(({ targets }) => targets.map(({ cartLine }) => cartLine.id));
      expect(new Set(named).size).toBe(named.length);
      for (const candidate of candidates) {
        granted += 1;
        const used = candidate.message
          .slice("Points (".length, -1)
          .split(" ")
          .map((ref) => given.get(ref));
        let allowed = 0;
        for (const each of used) {
          if (each === undefined || !("goods" in each)) throw new Error("nobody granted this");
          expect(basket).toBeGreaterThanOrEqual(each.minimumMinor ?? 0);
          const target = each.kind === "buy_get" ? each.get : each.goods;
          for (const { cartLine } of candidate.targets) {
            const found = lineOf(cartLine.id, cart);
            expect(isMeant[String(target)]?.(found)).toBe(true);
            expect(found.isGiftCard).toBe(false);
            if (cartLine.quantity !== undefined) expect(cartLine.quantity).toBeLessThanOrEqual(found.quantity ?? 1);
          }
          const pieces = candidate.targets.reduce(
            (sum, { cartLine }) => sum + (cartLine.quantity ?? lineOf(cartLine.id, cart).quantity ?? 1),
            0,
          );
          if ("pieces" in each && each.pieces !== undefined) expect(pieces).toBeLessThanOrEqual(each.pieces);
          allowed += each.kind === "goods_amount_off" ? each.amountMinor : (each.maximumMinor ?? basket);
        }
        expect(cut(candidate, cart)).toBeLessThanOrEqual(allowed + 0.001);
        expect(cut(candidate, cart)).toBeLessThanOrEqual(basket);
      }
    }),
    { numRuns: RUNS },
  );
  expect(granted).toBeGreaterThan(RUNS / 4);
});

test("whatever wallet, metafield and variables hold, the result is one that Shopify accepts", () => {
  let runs = 0;
  const kind = fc.constantFrom("a", "p", "s", "A", "P", "B", "x");
  const stored = fc.tuple(
    fc.constantFrom(...refs),
    kind,
    fc.anything(),
    fc.anything(),
    fc.anything(),
    fc.anything(),
    fc.anything(),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(stored, fc.anything())), fc.anything(), fc.anything(), (grants, spelled, alone) => {
      const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null) ?? "null");
      const wallet = json([2, "Points", "EUR", 2, grants, grants, alone]);
      const variables = { goods: true, pieces: true, products: true };
      const cart = aCart({ wallet, wish: refs.join(" "), cartGoods: json(spelled), variables });
      accepted(LINES, orderDiscount(inputOf(LINES, cart) as CartLinesInput));
      runs += 1;
    }),
    { numRuns: RUNS },
  );
  expect(runs).toBe(RUNS);
});
