import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { concatAST, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { OPTIONAL_SCOPES } from "#app/contracts/access.ts";
import { API_VERSION, UI_EXTENSIONS_VERSION } from "#app/contracts/api-version.ts";
import { CARD_KEY, PROGRAMME_KEY, WALLET_KEY, WISH_KEY } from "#app/contracts/wallet.ts";
import { LIBRARY_API_VERSION } from "#app/shopify/api.ts";
import { readAppConfiguration } from "#tests/shop/app-configuration.ts";
import { problemsOfAppToml, problemsOfExtensionToml, readAdminSchema } from "./app-toml.ts";

const root = new URL("../..", import.meta.url).pathname;
const read = (path: string) => readFileSync(join(root, path), "utf8");

const operationFiles = readdirSync(join(root, "app/shopify/operations")).filter((name) => name.endsWith(".graphql"));
const expected = {
  admin: readAdminSchema(read(`.cache/schemas/admin_${API_VERSION}.json`)),
  operations: concatAST(operationFiles.map((name) => parse(read(`app/shopify/operations/${name}`)))),
  apiVersion: API_VERSION,
  fileExists: (path: string) => existsSync(join(root, path)),
};

describe("shopify.app.toml", () => {
  const text = read("shopify.app.toml");
  const problems = (from: string, to: string) => {
    expect(text).toContain(from);
    return problemsOfAppToml(text.replace(from, to), expected);
  };

  it("asks for exactly the scopes that operations and topics need, and names what handles each topic", () => {
    expect(problemsOfAppToml(text, expected)).toEqual([]);
  });

  it("speaks the version that Shopify's library is told", () => {
    expect(LIBRARY_API_VERSION).toBe(API_VERSION);
  });

  it("is refused with a topic that Shopify does not know", () => {
    expect(problems('"orders/paid"', '"orders/payed"')).toEqual(
      expect.arrayContaining(["Shopify knows no topic orders/payed"]),
    );
  });

  it("is refused with a topic twice, or without one of the compliance topics", () => {
    expect(problems('"orders/paid"', '"orders/create"')).toContain("orders/create is subscribed to twice");
    expect(problems('"shop/redact",  ', '"customers/redact",')).toContain("shop/redact is not subscribed to");
  });

  it("is refused with a scope too few", () => {
    expect(problems("read_customer_merge,", "")).toContain("customers/merge needs read_customer_merge");
    expect(problems('"write_orders", ', "")).toContain(
      "Mutation.orderCancel needs write_orders or write_marketplace_orders",
    );
    expect(problems("write_app_proxy,", "")).toContain("app_proxy needs write_app_proxy");
  });

  it("is refused with a scope too many", () => {
    expect(problems(",read_orders,", ",read_orders,read_shipping,")).toContain("nothing needs read_shipping");
    expect(problems('["write_orders", ', '["write_orders", "write_products", ')).toContain(
      "nothing needs write_products",
    );
    expect(problems(",read_orders,", ",read_orders,write_orders,")).toEqual([
      "read_orders is part of its write scope",
      "write_orders is optional and required",
    ]);
  });

  it("is refused where what every shop needs is optional", () => {
    expect(problems("read_orders,", "")).toEqual(
      expect.arrayContaining([expect.stringMatching(/^orders\/paid needs .*read_orders/)]),
    );
  });

  it("lets a merchant decline only what a choice needs", () => {
    expect(readAppConfiguration(root).optionalScopes).toEqual(OPTIONAL_SCOPES);
  });

  it("is refused with another API version", () => {
    expect(problems('api_version = "2026-10"', 'api_version = "2026-07"')).toContain(
      "webhooks speak 2026-07, the app 2026-10",
    );
  });

  it("is refused where a topic's handler is not named or not there", () => {
    expect(problems("# handled by app/services/update-shop.ts: name", "# name")).toContain(
      "nothing says what handles shop/update",
    );
    expect(problems("app/services/uninstall-shop.ts", "app/services/gone.ts")).toContain(
      "app/uninstalled is said to be handled by app/services/gone.ts, which is not there",
    );
  });

  it("is refused with an access value that Shopify's command line lets pass", () => {
    const metafield = '\n[customer.metafields.app.card]\ntype = "json"\naccess.storefront = "public"\n';
    expect(problemsOfAppToml(text + metafield, expected)).toContain(
      "customer.card: access.storefront cannot be public",
    );
  });
});

describe("shopify.extension.toml", () => {
  const rules = {
    uiVersion: UI_EXTENSIONS_VERSION,
    functionVersions: [API_VERSION, UI_EXTENSIONS_VERSION],
    metafieldKeys: [WALLET_KEY, CARD_KEY, PROGRAMME_KEY, WISH_KEY],
  };

  it("speaks the app's version and reads what the app writes, in every extension", () => {
    const files = readdirSync(join(root, "extensions"))
      .map((name) => `extensions/${name}/shopify.extension.toml`)
      .filter((path) => existsSync(join(root, path)));
    expect(files.flatMap((path) => problemsOfExtensionToml(path, read(path), rules))).toEqual([]);
  });

  it("is refused with an older version, or a metafield that nobody writes", () => {
    const toml = `api_version = "2025-07"
      [[extensions]]
      type = "ui_extension"
      handle = "x"
      [[extensions.metafields]]
      namespace = "$app"
      key = "points"`;
    expect(problemsOfExtensionToml("x", toml, rules)).toEqual([
      "x speaks 2025-07, the app's UI extensions 2026-07",
      "x reads $app.points, which the app does not write",
    ]);
  });
});
