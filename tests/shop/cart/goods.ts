import { parseRate, type Rate, toPresentment } from "../money.ts";
import type { Product, Shop, Variant } from "../state.ts";
import type { Cart, CartLine } from "./cart.ts";

/** A cart's line with what the shop sells under it. Prices in minor units of the cart's currency. */
export interface Goods {
  line: CartLine;
  variant: Variant;
  product: Product;
  quantity: number;
  unitMinor: number;
  subtotalMinor: number;
}

/** The lines of a cart that the shop still sells, priced today. */
export function goodsOf(shop: Shop, cart: Cart): Goods[] {
  const rate = rateOf(shop, cart);
  return cart.lines.flatMap((line) => {
    const found = findVariant(shop, line.variantGid) ?? ownGoods(shop, line);
    if (!found) return [];
    const unitMinor = toPresentment(line.own?.priceMinor ?? found.variant.priceMinor, rate);
    return [{ line, ...found, quantity: line.quantity, unitMinor, subtotalMinor: unitMinor * line.quantity }];
  });
}

export function rateOf(shop: Shop, cart: Cart): Rate {
  return parseRate(cart.rate, shop.currency, cart.currency);
}

/** A variant of an active product by its gid, by the bare number that themes use, or by its SKU. */
export function findVariant(shop: Shop, id: string): { variant: Variant; product: Product } | null {
  for (const product of shop.products.values()) {
    if (product.status !== "active") continue;
    const variant = product.variants.find((each) => each.gid === id || each.gid.endsWith(`/${id}`) || each.sku === id);
    if (variant) return { variant, product };
  }
  return null;
}

function ownGoods(shop: Shop, line: CartLine): { variant: Variant; product: Product } | null {
  const { own } = line;
  if (!own) return null;
  const productGid = line.variantGid.replace("ProductVariant", "Product");
  const variant: Variant = {
    gid: line.variantGid,
    productGid,
    title: "Default Title",
    sku: own.sku ?? "",
    priceMinor: own.priceMinor,
    compareAtPriceMinor: null,
    taxable: !own.isGiftCard,
    requiresShipping: !own.isGiftCard,
    grams: 0,
  };
  const product: Product = {
    gid: productGid,
    handle: line.key,
    title: own.title,
    descriptionHtml: "",
    vendor: shop.name,
    type: "",
    tags: [],
    collectionGids: [],
    isGiftCard: own.isGiftCard,
    hasSellingPlans: false,
    imageUrl: null,
    status: "active",
    variants: [variant],
    createdAt: shop.createdAt,
    updatedAt: shop.createdAt,
  };
  return { variant, product };
}
