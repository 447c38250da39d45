import type { Cart } from "../cart/cart.ts";
import { cartJson, imageOf, numberOf } from "../cart/cart-json.ts";
import { rateOf } from "../cart/goods.ts";
import type { PricedCart } from "../cart/price-cart.ts";
import { appIdOf, isReadableByStorefront, metafieldsOf, resolveNamespace } from "../metafields.ts";
import { toPresentment } from "../money.ts";
import type { Customer, Product, Shop } from "../state.ts";
import { fromSubunit, toSubunit } from "../storefront/subunit.ts";

/** What Liquid objects need to be made of: whose shop, whose cart, which app. */
export interface ThemeContext {
  shop: Shop;
  cart: Cart;
  apiKey: string;
}

/** `product` as Liquid knows it. Ids keep all their digits, as text. */
export function productObject(context: ThemeContext, product: Product) {
  const { shop, cart } = context;
  const rate = rateOf(shop, cart);
  const variants = product.variants.map((variant) => ({
    id: String(numberOf(variant.gid)),
    title: variant.title,
    sku: variant.sku,
    price: toSubunit(toPresentment(variant.priceMinor, rate), cart.currency),
    compare_at_price:
      variant.compareAtPriceMinor === null
        ? null
        : toSubunit(toPresentment(variant.compareAtPriceMinor, rate), cart.currency),
    available: true,
    requires_shipping: variant.requiresShipping,
    taxable: variant.taxable,
    weight: variant.grams,
    metafields: metafieldsObject(context, variant.gid),
  }));
  const prices = variants.map((variant) => variant.price);
  return {
    id: String(numberOf(product.gid)),
    title: product.title,
    handle: product.handle,
    description: product.descriptionHtml,
    content: product.descriptionHtml,
    vendor: product.vendor,
    type: product.type,
    tags: product.tags,
    collections: product.collectionGids.map((gid) => ({
      id: String(numberOf(gid)),
      handle: shop.collections.get(gid)?.handle ?? "",
    })),
    price: Math.min(...prices),
    price_min: Math.min(...prices),
    price_max: Math.max(...prices),
    price_varies: new Set(prices).size > 1,
    compare_at_price: variants[0]?.compare_at_price ?? null,
    available: true,
    "gift_card?": product.isGiftCard,
    gift_card: product.isGiftCard,
    has_only_default_variant: product.variants.length === 1,
    url: `/products/${product.handle}`,
    featured_image: { src: imageOf(product.handle), alt: product.title },
    variants,
    first_available_variant: variants[0],
    selected_or_first_available_variant: variants[0],
    selected_variant: null,
    metafields: metafieldsObject(context, product.gid),
  };
}

export type ProductObject = ReturnType<typeof productObject>;

/** `cart` as Liquid knows it. */
export function cartObject(context: ThemeContext, priced: PricedCart) {
  const json = cartJson(priced);
  const items = json.items.map((item, index) => {
    const goods = priced.goods[index];
    const product = goods && productObject(context, goods.product);
    return {
      ...item,
      id: String(item.id),
      product_id: String(item.product_id),
      variant_id: String(item.variant_id),
      product,
      variant: product?.variants.find((variant) => variant.id === String(item.variant_id)),
      index,
    };
  });
  return {
    ...json,
    items,
    "empty?": items.length === 0,
    empty: items.length === 0,
    currency: currencyObject(priced.cart.currency),
    discount_applications: json.cart_level_discount_applications,
    checkout_charge_amount: json.total_price,
    taxes_included: context.shop.taxesIncluded,
  };
}

/** `customer` as Liquid knows it; null (nil) for who is not logged in. */
export function customerObject(context: ThemeContext, customer: Customer | null) {
  if (!customer) return null;
  const { shop } = context;
  const orders = [...shop.orders.values()].filter((order) => order.customerGid === customer.gid).reverse();
  return {
    id: String(numberOf(customer.gid)),
    email: customer.email,
    first_name: customer.firstName,
    last_name: customer.lastName,
    name: [customer.firstName, customer.lastName].filter(Boolean).join(" "),
    tags: customer.tags,
    has_account: customer.state === "enabled",
    accepts_marketing: customer.acceptsMarketing,
    orders_count: orders.length,
    metafields: metafieldsObject(context, customer.gid),
  };
}

export function shopObject(context: ThemeContext) {
  const { shop } = context;
  return {
    id: String(numberOf(shop.gid)),
    name: shop.name,
    email: shop.email,
    domain: shop.domain,
    permanent_domain: shop.domain,
    secure_url: `https://${shop.domain}`,
    url: `https://${shop.domain}`,
    currency: shop.currency,
    money_format: "{{amount}}",
    customer_accounts_enabled: true,
    locale: shop.locale,
    metafields: metafieldsObject(context, shop.gid),
  };
}

export function currencyObject(currency: string) {
  const symbol = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" })
    .formatToParts(0)
    .find((part) => part.type === "currency")?.value;
  return { iso_code: currency, symbol: symbol ?? currency, name: currency };
}

/** What `amount` of Liquid's hundredths is in the currency's smallest units. */
export function minorOf(subunit: unknown, currency: string): number {
  const value = typeof subunit === "number" ? subunit : Number(subunit ?? 0);
  return Number.isFinite(value) ? fromSubunit(value, currency) : 0;
}

/**
 * `x.metafields`, by namespace and key. `$app` is the app's own, as theme app extensions may write it. What the storefront may not
 * read is not there.
 */
function metafieldsObject(context: ThemeContext, ownerGid: string): Record<string, Record<string, MetafieldObject>> {
  const namespaces: Record<string, Record<string, MetafieldObject>> = {};
  for (const metafield of metafieldsOf(context.shop, ownerGid)) {
    if (!isReadableByStorefront(context.shop, metafield)) continue;
    const keys = namespaces[metafield.namespace] ?? {};
    namespaces[metafield.namespace] = keys;
    keys[metafield.key] = { type: metafield.type, value: typedValue(metafield.type, metafield.value), list: false };
  }
  const own = namespaces[resolveNamespace("$app", appIdOf(context.apiKey))];
  return own ? { ...namespaces, $app: own } : namespaces;
}

interface MetafieldObject {
  type: string;
  value: unknown;
  list: boolean;
}

function typedValue(type: string, value: string): unknown {
  if (type === "boolean") return value === "true";
  if (type === "number_integer" || type === "number_decimal") return Number(value);
  if (type === "json" || type === "money" || type.startsWith("list.")) return JSON.parse(value);
  return value;
}
