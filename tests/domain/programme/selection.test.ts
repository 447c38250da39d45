import { expect, test } from "vitest";
import { type GoodsFacts, nothingKnownOfGoods, selects } from "#app/domain/programme/selection.ts";

const shirt: GoodsFacts = {
  product: ["gid://shopify/Product/1", "shirt"],
  variant: "gid://shopify/ProductVariant/11",
  sku: "SH-1",
  collections: ["gid://shopify/Collection/5", "summer"],
  tags: ["Sale", "cotton"],
  vendor: "Acme",
  type: "Shirt",
};

test("S67: no selection, and one that names nothing, select all goods", () => {
  expect(selects(null, nothingKnownOfGoods)).toBe(true);
  expect(selects({}, shirt)).toBe(true);
});

test("S67: goods are selected by any of what is named, whatever the capitals", () => {
  for (const selection of [
    { products: ["shirt"] },
    { products: ["gid://shopify/Product/1"] },
    { variants: ["gid://shopify/ProductVariant/11"] },
    { skus: ["sh-1"] },
    { collections: ["summer"] },
    { tags: ["sale"] },
    { vendors: ["ACME"] },
    { types: ["shirt"] },
    { products: ["trousers"], tags: ["cotton"] },
  ])
    expect(selects(selection, shirt), JSON.stringify(selection)).toBe(true);
  expect(selects({ products: ["trousers"], tags: ["wool"] }, shirt)).toBe(false);
  expect(selects({ collections: ["summer"] }, nothingKnownOfGoods)).toBe(false);
});

test("S67: what is excepted is not selected, also where everything else is", () => {
  expect(selects({ except: { tags: ["sale"] } }, shirt)).toBe(false);
  expect(selects({ except: { tags: ["sale"] } }, nothingKnownOfGoods)).toBe(true);
  expect(selects({ collections: ["summer"], except: { skus: ["SH-1"] } }, shirt)).toBe(false);
});
