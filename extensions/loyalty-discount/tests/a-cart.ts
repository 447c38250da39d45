import { type StoredWallet, storedWallet, type WalletGrant } from "../../../app/contracts/wallet.ts";

export interface CartLine {
  price: string;
  isGiftCard?: boolean;
  isCustom?: boolean;
}

/** A cart in our words; `schemaRoot` turns it into what the Function's schema asks. */
export interface Cart {
  wish?: string | null;
  checkoutWish?: string | null;
  isAuthenticated?: boolean;
  isAtTill?: boolean;
  /** What the customer metafield holds; null for none, as for one that is too large. */
  wallet?: unknown;
  hasCustomer?: boolean;
  currency?: string;
  rate?: string;
  lines?: CartLine[];
  /** Cost of the option chosen, a delivery each; null where none is chosen. */
  deliveries?: (string | null)[];
}

export const REF = "7KQ2M9XA";
export const OTHER_REF = "1ABCDEFG";

export function aWallet(...reservations: WalletGrant[]): StoredWallet {
  return storedWallet({
    version: 2,
    programme: "Points",
    currency: "EUR",
    exponent: 2,
    reservations,
    standing: [],
    alone: [],
  });
}

/** Five euros off, wished for by a member who is signed in, with 25 euros of goods. */
export function aCart(changes: Cart = {}): Required<Cart> {
  return {
    wish: REF,
    checkoutWish: null,
    isAuthenticated: true,
    isAtTill: false,
    wallet: aWallet({ ref: REF, kind: "amount_off", amountMinor: 500 }),
    hasCustomer: true,
    currency: "EUR",
    rate: "1.0",
    lines: [{ price: "25.0" }],
    deliveries: ["4.95"],
    ...changes,
  };
}

export function lineId(index: number): string {
  return `gid://shopify/CartLine/${String(index).padStart(8, "0")}-0f3c-4c11-9e55-6a2d4c8e1b70`;
}

/** The cart by the names of Shopify's Function schema; prices are written with as few decimals as Shopify writes them. */
export function schemaRoot(cart: Required<Cart>): object {
  const money = (amount: string) => ({ amount, currencyCode: cart.currency });
  const metafield = (value: unknown) => (value === null || value === undefined ? null : { jsonValue: value });
  return {
    cart: {
      attribute: ({ key }: { key: string }) =>
        key === "_zegel" && cart.wish !== null ? { key, value: cart.wish } : null,
      metafield: cart.checkoutWish === null ? null : { value: cart.checkoutWish },
      buyerIdentity: cart.hasCustomer
        ? { isAuthenticated: cart.isAuthenticated, customer: { metafield: metafield(cart.wallet) } }
        : { isAuthenticated: cart.isAuthenticated, customer: null },
      retailLocation: cart.isAtTill ? { id: "gid://shopify/Location/1" } : null,
      cost: { subtotalAmount: money(sumOf(cart.lines)) },
      deliveryGroups: cart.deliveries.map((cost, index) => ({
        id: `gid://shopify/CartDeliveryGroup/${index}`,
        selectedDeliveryOption: cost === null ? null : { cost: money(cost) },
      })),
      lines: cart.lines.map((line, index) => ({
        id: lineId(index),
        cost: { subtotalAmount: money(line.price) },
        merchandise: line.isCustom
          ? { __typename: "CustomProduct", title: "Engraving" }
          : { __typename: "ProductVariant", product: { isGiftCard: line.isGiftCard === true } },
      })),
    },
    presentmentCurrencyRate: cart.rate,
  };
}

const SCALE = 12n;

function scaled(text: string): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(Number(SCALE), "0"));
}

function sumOf(lines: readonly CartLine[]): string {
  const sum = lines.reduce((total, line) => total + scaled(line.price), 0n);
  const digits = sum.toString().padStart(Number(SCALE) + 1, "0");
  const fraction = digits.slice(-Number(SCALE)).replace(/0+$/, "");
  return `${digits.slice(0, -Number(SCALE))}.${fraction || "0"}`;
}
