import {
  BUY,
  BUY_GET,
  discountMessage,
  EXPONENT,
  GET,
  GOODS,
  GOODS_AMOUNT_OFF,
  KIND,
  MINIMUM,
  PERCENT,
  PIECES,
  PROGRAMME,
  REF,
  RESERVATIONS,
  UPPER,
} from "../../../app/contracts/wallet.ts";
import { isPicked, type Picks, picksOf } from "./goods-target.ts";
import type { CartLinesInput, GoodsLineInput } from "./input.ts";
import { readDecimal, toText } from "./money.ts";
import { type Permission, STANDING_COUNT } from "./permission.ts";
import type { Grant } from "./wallet.ts";

/** Without a quantity all pieces of the line. */
export interface ProductCandidate {
  targets: { cartLine: { id: string; quantity?: number } }[];
  value: { fixedAmount: { amount: string } } | { percentage: { value: string } };
  message: string;
}

/** A line of which some pieces are made cheaper, by its place in the cart. `pieces` 0 for all of them. */
interface Share {
  at: number;
  pieces: number;
}

/** Lines that all candidates together may name: each costs 40,000 instructions to write. */
const MOST_TARGETS = 60;

/**
 * Discounts on some goods, as Shopify's product discounts. Each line is made cheaper by one grant at most, since Shopify lets one product
 * discount a line count: free pieces first, then the highest percentage, then amounts, those for the same goods added up. What finds no
 * line, or needs a price that was not asked for, is not granted, and keeps its points.
 */
export function goodsDiscounts(input: CartLinesInput, permission: Permission, subtotal: number): ProductCandidate[] {
  const exponent = permission[EXPONENT];
  const lines = input.cart.l;
  const isTaken: boolean[] = [];
  const amounts: { key: string; minor: number; refs: string[]; shares: Share[] }[] = [];
  const candidates: ProductCandidate[] = [];
  let targets = 0;
  const offer = (shares: Share[], fixed: number | null, percent: number, refs: string[]): void => {
    candidates.push({
      targets: targetsOf(shares, lines),
      value:
        fixed === null
          ? { percentage: { value: String(percent) } }
          : { fixedAmount: { amount: toText(fixed, exponent) } },
      message: discountMessage(permission[PROGRAMME], refs.join(" ")),
    });
  };
  const grants = permission[RESERVATIONS];
  const standing = grants.slice(0, permission[STANDING_COUNT]);
  for (const grant of grants.filter((each) => each.length > GOODS).sort(bestFirst)) {
    if (grant[MINIMUM] > 0 && !(basketOf(lines, subtotal, exponent) >= grant[MINIMUM])) continue;
    const isAmount = grant[KIND] === GOODS_AMOUNT_OFF;
    // What costs points is not mixed with what costs none: an order tells of each line what it took off as one.
    const key = String(grant[GOODS]) + standing.includes(grant);
    const same = isAmount ? amounts.find((each) => each.key === key) : undefined;
    if (same) {
      same.minor += grant[UPPER] ?? 0;
      same.refs.push(grant[REF]);
      continue;
    }
    const shares = sharesOf(grant, input, isTaken, MOST_TARGETS - targets, exponent);
    const fixed = isAmount ? grant[UPPER] : cappedAt(grant, shares, lines, exponent);
    if (shares.length === 0 || fixed === undefined) continue;
    targets += shares.length;
    for (const { at } of shares) isTaken[at] = true;
    if (isAmount) amounts.push({ key, minor: grant[UPPER] ?? 0, refs: [grant[REF]], shares });
    else offer(shares, fixed, grant[PERCENT] ?? 0, [grant[REF]]);
  }
  for (const { shares, minor, refs } of amounts) offer(shares, minor, 0, refs);
  return candidates;
}

/** Pieces for nothing, then more for less, then larger amounts; the wallet's order where nothing else tells. Sorting is stable. */
function bestFirst(one: Grant, other: Grant): number {
  const isOfAmounts = one[KIND] === GOODS_AMOUNT_OFF && other[KIND] === GOODS_AMOUNT_OFF;
  return isOfAmounts ? (other[UPPER] ?? 0) - (one[UPPER] ?? 0) : rank(other) - rank(one);
}

function rank(grant: Grant): number {
  if (grant[KIND] === GOODS_AMOUNT_OFF) return 0;
  return (grant[KIND] === BUY_GET ? 200 : grant[PIECES] ? 400 : 0) + (grant[PERCENT] ?? 0);
}

function targetsOf(shares: readonly Share[], lines: readonly GoodsLineInput[]): ProductCandidate["targets"] {
  const targets: ProductCandidate["targets"] = [];
  for (let index = 0; index < shares.length; index += 1) {
    const { at, pieces } = shares[index]!;
    const id = lines[at]!.id;
    targets[index] = { cartLine: pieces === 0 ? { id } : { id, quantity: pieces } };
  }
  return targets;
}

/** What a line comes to before discounts; NaN, which is above nothing, where the query did not ask. */
function priceOf(line: GoodsLineInput, exponent: number): number {
  return (line.c ? readDecimal(line.c.s.a, exponent) : null) ?? Number.NaN;
}

/** What minimums are compared with: all goods without gift cards. NaN where that cannot be told. */
function basketOf(lines: readonly GoodsLineInput[], subtotal: number, exponent: number): number {
  if (lines.every(({ m }) => !m.p?.g)) return subtotal;
  return lines.reduce((sum, line) => (line.m.p?.g ? sum : sum + priceOf(line, exponent)), 0);
}

/** The pieces that a grant is for, of lines that nothing else makes cheaper; of at most so many lines. */
function sharesOf(
  grant: Grant,
  input: CartLinesInput,
  isTaken: readonly boolean[],
  most: number,
  exponent: number,
): Share[] {
  const picks = picksOf(grant[GOODS], input);
  const lines = input.cart.l;
  const shares: Share[] = [];
  if (!picks) return shares;
  if (grant[KIND] === BUY_GET) {
    const gets = String(grant[GET]) === String(grant[GOODS]) ? picks : picksOf(grant[GET], input);
    return gets ? sharesBought(grant, lines, picks, gets, isTaken, exponent).slice(0, most) : shares;
  }
  const limited = grant[PIECES] ?? 0;
  let left = limited;
  for (let at = 0; at < lines.length && shares.length < most; at += 1) {
    const line = lines[at]!;
    if (isTaken[at] || !isPicked(picks, line)) continue;
    if (limited === 0) {
      shares[shares.length] = { at, pieces: 0 };
      continue;
    }
    const quantity = line.q ?? 0;
    const pieces = quantity < left ? quantity : left;
    if (pieces === 0) break;
    left -= pieces;
    shares.push({ at, pieces });
  }
  return shares;
}

/** Lines that the pieces of one "buy some, get some" may come from. */
const MOST_LINES_HAD = 20;

/**
 * The cheapest pieces that may be had, as long as enough others are bought; of two lines at one price the one that need not be bought. Needs
 * prices. The cheapest line is looked for as often as one is used up: sorting 200 lines would cost as much as reading them.
 */
function sharesBought(
  grant: Grant,
  lines: readonly GoodsLineInput[],
  buys: Picks,
  gets: Picks,
  isTaken: readonly boolean[],
  exponent: number,
): Share[] {
  // A line's price, or -1 where none of it may be had.
  const prices: number[] = [];
  const isBought: boolean[] = [];
  let spare = -(grant[BUY] ?? 0);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    prices[at] = -1;
    if (isTaken[at] || !line.q) continue;
    isBought[at] = isPicked(buys, line);
    if (isBought[at]) spare += line.q;
    if (!(gets === buys ? isBought[at] : isPicked(gets, line))) continue;
    const price = priceOf(line, exponent);
    if (!(price >= 0)) return [];
    prices[at] = price;
  }
  const shares: Share[] = [];
  let left = grant[PIECES] ?? 0;
  while (spare >= 0 && left > 0 && shares.length < MOST_LINES_HAD) {
    const at = cheapest(lines, prices, isBought, spare);
    if (at < 0) break;
    const quantity = lines[at]!.q ?? 0;
    const pieces = Math.min(quantity, left, isBought[at] ? spare : quantity);
    if (isBought[at]) spare -= pieces;
    left -= pieces;
    prices[at] = -1;
    shares.push({ at, pieces });
  }
  return shares;
}

/** The place of the line whose piece costs least, compared without dividing; -1 where none is left. */
function cheapest(
  lines: readonly GoodsLineInput[],
  prices: readonly number[],
  isBought: readonly boolean[],
  spare: number,
): number {
  let best = -1;
  for (let at = 0; at < prices.length; at += 1) {
    const price = prices[at]!;
    if (price < 0 || (spare === 0 && isBought[at])) continue;
    const difference = best < 0 ? -1 : price * lines[best]!.q! - prices[best]! * lines[at]!.q!;
    if (difference < 0 || (difference === 0 && isBought[best] && !isBought[at])) best = at;
  }
  return best;
}

/** The maximum where the percentage comes to more; null where it stays below; undefined where that cannot be told. */
function cappedAt(
  grant: Grant,
  shares: readonly Share[],
  lines: readonly GoodsLineInput[],
  exponent: number,
): number | null | undefined {
  const maximum = grant[UPPER];
  if (maximum === null) return null;
  let minor = 0;
  for (const { at, pieces } of shares) {
    const line = lines[at]!;
    minor += pieces === 0 ? priceOf(line, exponent) : (priceOf(line, exponent) * pieces) / (line.q ?? 0);
  }
  if (!(minor >= 0)) return undefined;
  return minor * (grant[PERCENT] ?? 0) > maximum * 100 ? maximum : null;
}
