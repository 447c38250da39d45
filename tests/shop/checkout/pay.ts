import type { Application } from "../cart/apply-offers.ts";
import type { Cart } from "../cart/cart.ts";
import { standardRates } from "../cart/delivery.ts";
import type { PricedCart } from "../cart/price-cart.ts";
import { formatMoney } from "../money.ts";
import type { PlaceDiscount, PlaceLine, PlaceOrder } from "../order-requests.ts";
import type { Order, Shop } from "../state.ts";
import { priceNow, type ShopFront } from "../storefront/shop-front.ts";

/** How a checkout is paid, and by which way the order came. */
export interface Payment {
  /** Paid by gift card or store credit, in the cart's currency; the card pays the rest. */
  tenders?: PlaceOrder["tenders"];
  /** False: placed, and paid later. */
  isPaid?: boolean;
  channel?: Order["channel"];
  /** Of an order at a till, and of a company's: global ids. */
  location?: string;
  company?: string;
  taxRate?: string;
  isTest?: boolean;
}

/**
 * Places the order of a cart. The discounts are worked out anew at this moment, as Shopify does: what the shopper saw an hour ago
 * does not count.
 */
export async function payCheckout(
  front: ShopFront,
  shop: Shop,
  cart: Cart,
  payment: Payment = {},
): Promise<{ order: Order; priced: PricedCart }> {
  const priced = await priceNow(front, shop, cart);
  return { order: front.simulated.placeOrder(shop.domain, orderOf(shop, priced, payment)), priced };
}

/** A priced cart in the words in which the simulated shop takes orders. */
export function orderOf(shop: Shop, priced: PricedCart, payment: Payment): PlaceOrder {
  const { cart } = priced;
  const lines = priced.goods.map((each): PlaceLine => {
    const { properties, sellingPlan } = each.line;
    const line = { quantity: each.quantity, properties, ...(sellingPlan ? { sellingPlan } : {}) };
    const { own } = each.line;
    if (!own) return { ...line, variant: each.variant.gid };
    const isKnown = shop.products.has(each.product.gid);
    return {
      ...line,
      ...(isKnown ? { variant: each.variant.gid } : { title: own.title, ...(own.sku ? { sku: own.sku } : {}) }),
      price: formatMoney(own.priceMinor, shop.currency),
      isGiftCard: own.isGiftCard,
    };
  });
  const selected = priced.delivery?.selected;
  const rate = selected && shippingPrice(shop, cart, selected.handle);
  return {
    customer: cart.customerGid,
    email: cart.email,
    lines,
    shipping:
      selected && rate !== undefined ? { title: selected.title, price: formatMoney(rate, shop.currency) } : null,
    discounts: priced.applications.map((application, index) => discountOf(priced, application, index)),
    noteAttributes: cart.attributes,
    locale: cart.locale,
    checkoutToken: cart.token,
    ...(cart.note ? { note: cart.note } : {}),
    ...(cart.currency === shop.currency ? {} : { presentment: { currency: cart.currency, rate: cart.rate } }),
    ...payment,
  };
}

function shippingPrice(shop: Shop, cart: Cart, handle: string): number | undefined {
  return (cart.shippingRates ?? standardRates(shop)).find((each) => each.handle === handle)?.priceMinor;
}

function discountOf(priced: PricedCart, application: Application, index: number): PlaceDiscount {
  const { currency } = priced.cart;
  const parts =
    application.targetType === "shipping_line"
      ? [priced.delivery?.allocations ?? []]
      : priced.goods.map((each) => each.allocations);
  const allocations = parts.flatMap((list, line) =>
    list
      .filter((allocation) => allocation.application === index)
      .map((allocation) => ({ line, amount: formatMoney(allocation.amountMinor, currency) })),
  );
  return {
    kind: application.kind,
    title: application.title,
    ...(application.code ? { code: application.code } : {}),
    class: lowerClass(application),
    value:
      application.value.kind === "percentage"
        ? { percentage: application.value.percent }
        : { amount: formatMoney(application.value.amountMinor, currency) },
    ...(application.targetType === "line_item" ? { lines: allocations.map((each) => each.line) } : {}),
    allocations,
  };
}

function lowerClass(application: Application): PlaceDiscount["class"] {
  if (application.discountClass === "SHIPPING") return "shipping";
  return application.discountClass === "PRODUCT" ? "product" : "order";
}
