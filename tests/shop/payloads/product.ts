import { legacyId } from "../gid.ts";
import { formatMoney } from "../money.ts";
import type { Collection, Product, Shop, Variant } from "../state.ts";
import { shopTime } from "./values.ts";

/** products/create and products/update: everything of a product but its collections, and whether it is a gift card. */
export function productPayload(shop: Shop, product: Product) {
  return {
    admin_graphql_api_id: product.gid,
    body_html: product.descriptionHtml,
    created_at: shopTime(shop, product.createdAt),
    handle: product.handle,
    id: legacyId(product.gid),
    product_type: product.type,
    published_at: product.status === "active" ? shopTime(shop, product.createdAt) : null,
    template_suffix: null,
    title: product.title,
    updated_at: shopTime(shop, product.updatedAt),
    vendor: product.vendor,
    status: product.status,
    published_scope: "web",
    tags: [...product.tags].sort().join(", "),
    variants: product.variants.map((variant, index) => variantPayload(shop, product, variant, index)),
    options: [],
    images: [],
    image: product.imageUrl === null ? null : imagePayload(shop, product, product.imageUrl),
    media: [],
    variant_gids: product.variants.map((variant) => ({
      admin_graphql_api_id: variant.gid,
      updated_at: product.updatedAt.toISOString(),
    })),
    has_variants_that_requires_components: false,
    category: null,
  };
}

function variantPayload(shop: Shop, product: Product, variant: Variant, index: number) {
  return {
    admin_graphql_api_id: variant.gid,
    barcode: null,
    compare_at_price:
      variant.compareAtPriceMinor === null ? null : formatMoney(variant.compareAtPriceMinor, shop.currency),
    created_at: shopTime(shop, product.createdAt),
    id: legacyId(variant.gid),
    inventory_policy: "deny",
    position: index + 1,
    price: formatMoney(variant.priceMinor, shop.currency),
    product_id: legacyId(product.gid),
    sku: variant.sku,
    taxable: variant.taxable,
    title: variant.title,
    updated_at: shopTime(shop, product.updatedAt),
    option1: variant.title,
    option2: null,
    option3: null,
    image_id: null,
    inventory_item_id: null,
    inventory_quantity: 75,
    old_inventory_quantity: 75,
  };
}

function imagePayload(shop: Shop, product: Product, src: string) {
  return {
    id: legacyId(product.gid) + 1n,
    product_id: legacyId(product.gid),
    position: 1,
    created_at: shopTime(shop, product.createdAt),
    updated_at: shopTime(shop, product.updatedAt),
    alt: null,
    width: 400,
    height: 400,
    src,
    variant_ids: [],
    admin_graphql_api_id: product.gid.replace("Product", "ProductImage"),
  };
}

/** products/delete says nothing but the number. */
export function deletedProductPayload(gid: string) {
  return { id: legacyId(gid) };
}

/** collections/create and collections/update say nothing of the products in it. */
export function collectionPayload(shop: Shop, collection: Collection) {
  return {
    id: legacyId(collection.gid),
    handle: collection.handle,
    title: collection.title,
    updated_at: shopTime(shop, collection.updatedAt),
    body_html: "",
    published_at: shopTime(shop, collection.updatedAt),
    sort_order: "best-selling",
    template_suffix: null,
    published_scope: "web",
    admin_graphql_api_id: collection.gid,
  };
}

export function deletedCollectionPayload(gid: string) {
  return { id: legacyId(gid), published_scope: "web", admin_graphql_api_id: gid };
}
