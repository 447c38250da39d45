import { expect, it } from "vitest";
import { collectionPayload, parsePayload, productPayload } from "#app/contracts/webhooks.ts";
import { collectionFromPayload, productFromPayload } from "#app/domain/products/product-from-payload.ts";

const product = (fields: string, currency = "EUR") =>
  productFromPayload(
    productPayload.parse(
      parsePayload(
        `{"id": 9007199254799001, "updated_at": "2026-03-01T12:00:00+01:00", "status": "active", ${fields}}`,
      ),
    ),
    currency,
  );

it("a product is told with its tags one by one and the price of its cheapest variant", () => {
  expect(
    product(
      `"title": "Mug", "handle": "mug", "vendor": "Acme", "product_type": "Kitchen", "tags": "blue, stone ware",
       "variants": [{"price": "19.99"}, {"price": "9.95"}], "image": {"src": "https://cdn.shopify.com/mug.png"}`,
    ),
  ).toEqual({
    gid: "gid://shopify/Product/9007199254799001",
    handle: "mug",
    title: "Mug",
    vendor: "Acme",
    type: "Kitchen",
    tags: ["blue", "stone ware"],
    priceMinor: 995,
    imageUrl: "https://cdn.shopify.com/mug.png",
    status: "active",
    version: Date.UTC(2026, 2, 1, 11),
  });
});

it("a product without tags, type, price or picture has none", () => {
  expect(product(`"title": "Mug", "tags": "", "product_type": "", "variants": [], "image": null`)).toMatchObject({
    tags: [],
    type: null,
    priceMinor: null,
    imageUrl: null,
  });
});

it("prices follow the shop's currency", () => {
  expect(product(`"variants": [{"price": "1980"}]`, "JPY").priceMinor).toBe(1980);
});

it("a collection is told by handle and version, not by what is in it", () => {
  const payload = parsePayload(
    `{"id": 9007199254799002, "handle": "sale", "title": "Sale", "updated_at": "2026-03-01T11:00:00Z"}`,
  );
  expect(collectionFromPayload(collectionPayload.parse(payload))).toEqual({
    gid: "gid://shopify/Collection/9007199254799002",
    handle: "sale",
    title: "Sale",
    version: Date.UTC(2026, 2, 1, 11),
  });
});
