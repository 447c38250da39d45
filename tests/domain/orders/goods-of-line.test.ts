import { expect, it } from "vitest";
import type { ProductFacts } from "#app/contracts/product.ts";
import { goodsOfLine, productsIn } from "#app/domain/orders/goods-of-line.ts";
import { aLine, anOrder } from "#tests/support/an-order.ts";

const product: ProductFacts = {
  gid: "gid://shopify/Product/1",
  handle: "mug",
  title: "Mug",
  vendor: "Acme Europe",
  type: "Kitchen",
  tags: ["blue"],
  collections: ["gid://shopify/Collection/1", "sale"],
  priceMinor: 995,
  imageUrl: null,
  isGiftCard: false,
  hasSellingPlans: false,
  status: "active",
  isDeleted: false,
};
const line = aLine("A", {
  productGid: product.gid,
  variantGid: "gid://shopify/ProductVariant/2",
  sku: "MUG",
  vendor: "Acme",
});

it("S67: goods are what the line remembers of the moment of buying, and what is known of their product", () => {
  expect(goodsOfLine(line, product)).toEqual({
    product: [product.gid, "mug"],
    variant: "gid://shopify/ProductVariant/2",
    sku: "MUG",
    collections: ["gid://shopify/Collection/1", "sale"],
    tags: ["blue"],
    vendor: "Acme",
    type: "Kitchen",
  });
});

it("goods of a product of which nothing is known are what their line tells", () => {
  expect(goodsOfLine(line, undefined)).toMatchObject({ product: [product.gid], vendor: "Acme", tags: [], type: null });
  expect(goodsOfLine(aLine("B"), undefined)).toMatchObject({ product: [], variant: null, sku: null, vendor: null });
});

it("products are asked for once each, for all orders together", () => {
  const other = aLine("B", { productGid: "gid://shopify/Product/0" });
  const orders = [anOrder({ lines: [line, aLine("C")] }), anOrder({ lines: [other, line] })];
  expect(productsIn(orders)).toEqual(["gid://shopify/Product/0", product.gid]);
});
