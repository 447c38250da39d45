import { type StoredWallet, storedWallet, type WalletGrant } from "../../../app/contracts/wallet.ts";

/** `price` is for all pieces of the line. */
export interface CartLine {
  price: string;
  quantity?: number;
  isGiftCard?: boolean;
  isCustom?: boolean;
  /** Numbers of the product and the variant. */
  product?: string;
  variant?: string;
  /** Global ids. */
  collections?: string[];
  tags?: string[];
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
  /** The discount's metafields: what the query asks of lines, and which goods each key means. */
  variables?: Record<string, unknown>;
  cartGoods?: unknown;
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
    variables: {},
    cartGoods: null,
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
        quantity: line.quantity ?? 1,
        cost: { subtotalAmount: money(line.price) },
        merchandise: line.isCustom
          ? { __typename: "CustomProduct", title: "Engraving" }
          : {
              __typename: "ProductVariant",
              id: `gid://shopify/ProductVariant/${line.variant ?? index}`,
              product: {
                id: `gid://shopify/Product/${line.product ?? index}`,
                isGiftCard: line.isGiftCard === true,
                inAnyCollection: ({ ids }: { ids: string[] }) => ids.some((id) => line.collections?.includes(id)),
                hasAnyTag: ({ tags }: { tags: string[] }) => tags.some((tag) => line.tags?.includes(tag)),
              },
            },
      })),
    },
    discount: { metafield: metafield(cart.cartGoods) },
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
