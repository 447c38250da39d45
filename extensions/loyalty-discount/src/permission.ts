import { convert, type Decimal, exponentOf, parseDecimal, toMinor } from "./money.ts";
import { type Grant, REFERENCE, REFERENCES_MAX, readWallet } from "./wallet.ts";

/** What both input queries ask of a cart. `jsonValue` is the only part whose shape Shopify does not promise. */
export interface CartInput<Line extends CartLineInput = CartLineInput> {
  cart: {
    attribute: { value: string | null } | null;
    metafield: { value: string } | null;
    buyerIdentity: { isAuthenticated: boolean; customer: { metafield: { jsonValue: unknown } | null } | null } | null;
    retailLocation: { id: string } | null;
    cost: { subtotalAmount: { currencyCode: string } };
    lines: Line[];
  };
  discount: { discountClasses: string[] };
  presentmentCurrencyRate: string;
}

export interface CartLineInput {
  cost: { subtotalAmount: { amount: string } };
  /** Empty for a custom product, which is goods like any other. */
  merchandise: { product?: { isGiftCard: boolean } };
}

export interface Permission {
  programme: string;
  /** Grants whose minimum the goods reach, in the wallet's order. */
  grants: Grant[];
  /** Goods without gift cards, in smallest units of the cart's currency. */
  goodsMinor: bigint;
  exponent: number;
  rate: Decimal;
}

/**
 * The intersection of what the cart wishes and what the customer's wallet holds, for a buyer who is signed in or stands at a till. A
 * typed e-mail address attaches a customer to the cart too, so the customer alone proves nothing. Null when there is nothing to give.
 */
export function permissionOf({ cart, presentmentCurrencyRate }: CartInput): Permission | null {
  const wished = [...readWish(cart.attribute?.value), ...readWish(cart.metafield?.value)];
  if (wished.length === 0) return null;
  if (cart.buyerIdentity?.isAuthenticated !== true && !cart.retailLocation) return null;
  const wallet = readWallet(cart.buyerIdentity?.customer?.metafield?.jsonValue);
  const rate = parseDecimal(presentmentCurrencyRate);
  if (!wallet || !rate || rate.value === 0n) return null;
  const currency = cart.cost.subtotalAmount.currencyCode;
  // A cart in the wallet's own currency at a rate other than 1 means that the shop's currency has changed since.
  if (currency === wallet.currency && rate.value !== 10n ** BigInt(rate.decimals)) return null;
  const exponent = exponentOf(currency);
  const goodsMinor = goodsOf(cart.lines, exponent);
  if (goodsMinor === null) return null;
  const grants = wallet.grants.filter(
    (grant) => wished.includes(grant.ref) && (!grant.minimum || goodsMinor >= convert(grant.minimum, rate, exponent)),
  );
  if (grants.length === 0) return null;
  return { programme: wallet.programme, grants: grants.slice(0, REFERENCES_MAX), goodsMinor, exponent, rate };
}

/** References separated by single spaces; a text that is anything else wishes for nothing. Anyone can have written it. */
function readWish(text: string | null | undefined): string[] {
  if (typeof text !== "string" || text.length === 0 || text.length >= REFERENCES_MAX * 9) return [];
  const refs = text.split(" ");
  return refs.every((ref) => REFERENCE.test(ref)) ? refs : [];
}

/** What the goods come to before discounts, gift cards left out; null when an amount cannot be read. */
function goodsOf(lines: readonly CartLineInput[], exponent: number): bigint | null {
  let sum = 0n;
  for (const line of lines) {
    if (isGiftCard(line)) continue;
    const amount = parseDecimal(line.cost.subtotalAmount.amount);
    if (!amount) return null;
    sum += toMinor(amount, exponent);
  }
  return sum;
}

export function isGiftCard(line: CartLineInput): boolean {
  return line.merchandise.product?.isGiftCard === true;
}
