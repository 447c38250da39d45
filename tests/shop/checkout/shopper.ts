import type { Cart } from "../cart/cart.ts";
import { addLine, addOwnGoods, changeLine, mergeAttributes, setCartMetafield } from "../cart/change-cart.ts";
import { findVariant } from "../cart/goods.ts";
import type { PricedCart } from "../cart/price-cart.ts";
import { parseMoney } from "../money.ts";
import type { Customer, Order, Shop } from "../state.ts";
import {
  appNamespace,
  type NewCart,
  newCart,
  priceNow,
  type ShopFront,
  signIn,
  signOut,
  typeEmail,
} from "../storefront/shop-front.ts";
import { type Payment, payCheckout } from "./pay.ts";

export interface ShopperGoods {
  /** SKU or variant gid. With `price`, or unknown to the shop, the line carries its own price in the shop's currency. */
  sku?: string;
  title?: string;
  price?: string;
  quantity?: number;
  isGiftCard?: boolean;
  properties?: Record<string, string>;
  /** The plan of a subscription, by its name. */
  sellingPlan?: string;
}

export interface CheckoutOptions {
  /** What sending costs in the shop's currency; null: nothing is sent. Left out: the shop's standard rates. */
  shipping?: { title?: string; price: string } | null;
  /** Types this address, as a shopper who is not logged in does. */
  email?: string;
}

/** One shopper with one cart, without a browser: the same code as behind the pages. */
export interface Shopper {
  readonly cart: Cart;
  add(...goods: ShopperGoods[]): Promise<PricedCart>;
  /** `line` counts from 1. */
  change(line: number, quantity: number): Promise<PricedCart>;
  /** As `/cart/update.js` does: merged, an empty text removes. */
  setAttributes(attributes: Record<string, string>): Promise<PricedCart>;
  /** As a checkout extension does by `applyMetafieldChange`; null removes. `$app` is resolved. */
  setMetafield(key: string, value: { type: string; value: string } | null): Promise<PricedCart>;
  applyCode(...codes: string[]): Promise<PricedCart>;
  /** By gid, id or e-mail address. */
  signIn(customer: string): Promise<PricedCart>;
  signOut(): Promise<PricedCart>;
  price(): Promise<PricedCart>;
  checkout(options?: CheckoutOptions): ShopperCheckout;
}

export interface ShopperCheckout {
  price(): Promise<PricedCart>;
  /** Prices the cart once more, places and pays the order, and empties nothing: the same cart can be paid twice, as a second tab can. */
  pay(payment?: Payment): Promise<Order>;
}

/** A cart for a customer who is logged in (gid, id or e-mail address), or for a guest. */
export function cartFor(front: ShopFront, domain: string, who: string | "guest", options: NewCart = {}): Shopper {
  const shop = front.simulated.shop(domain);
  const cart = newCart(front, shop, options);
  if (who !== "guest") signIn(cart, findCustomer(shop, who));
  const price = () => priceNow(front, shop, cart);
  return {
    cart,
    price,
    async add(...goods) {
      for (const each of goods) addShopperGoods(shop, cart, each);
      return price();
    },
    async change(line, quantity) {
      changeLine(cart, { line }, quantity);
      return price();
    },
    async setAttributes(attributes) {
      mergeAttributes(cart, attributes);
      return price();
    },
    async setMetafield(key, value) {
      setCartMetafield(cart, { namespace: appNamespace(front.simulated), key }, value);
      return price();
    },
    async applyCode(...codes) {
      cart.codes = codes;
      return price();
    },
    async signIn(customer) {
      signIn(cart, findCustomer(shop, customer));
      return price();
    },
    async signOut() {
      signOut(cart);
      return price();
    },
    checkout(checkout = {}) {
      if (checkout.email !== undefined) typeEmail(shop, cart, checkout.email);
      if (checkout.shipping !== undefined) cart.shippingRates = ratesOf(shop, checkout.shipping);
      return { price, pay: async (payment = {}) => (await payCheckout(front, shop, cart, payment)).order };
    },
  };
}

function addShopperGoods(shop: Shop, cart: Cart, goods: ShopperGoods): void {
  const { quantity = 1, properties = {}, sellingPlan } = goods;
  const line = { quantity, properties, ...(sellingPlan ? { sellingPlan } : {}) };
  const known = goods.sku ? findVariant(shop, goods.sku) : null;
  if (known && goods.sku && goods.price === undefined) {
    addLine(shop, cart, { ...line, variant: goods.sku });
    return;
  }
  if (goods.price === undefined)
    throw new RangeError(`The shop has no ${goods.sku ?? "such goods"}, so it needs a price.`);
  addOwnGoods(shop, cart, line, {
    title: goods.title ?? known?.product.title ?? goods.sku ?? "Goods",
    sku: goods.sku ?? null,
    priceMinor: parseMoney(goods.price, shop.currency),
    isGiftCard: goods.isGiftCard ?? known?.product.isGiftCard ?? false,
  });
}

function ratesOf(shop: Shop, shipping: { title?: string; price: string } | null) {
  if (!shipping) return [];
  return [
    { handle: "standard", title: shipping.title ?? "Standard", priceMinor: parseMoney(shipping.price, shop.currency) },
  ];
}

export function findCustomer(shop: Shop, who: string): Customer {
  for (const customer of shop.customers.values())
    if (customer.gid === who || customer.gid.endsWith(`/${who}`) || customer.email === who) return customer;
  throw new Error(`${shop.domain} has no customer ${who}.`);
}
