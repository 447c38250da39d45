import { expect, it } from "vitest";
import { checkEnv, readEnv } from "#app/env.server.ts";

const complete = {
  SHOPIFY_API_KEY: "key",
  SHOPIFY_API_SECRET: "hush-hush",
  SHOPIFY_APP_URL: "https://zegel.example.com/",
  SCOPES: "read_orders, write_discounts",
};

it("a complete configuration is read, with what is usual for what may be left out", () => {
  expect(readEnv(complete)).toEqual({
    SHOPIFY_API_KEY: "key",
    SHOPIFY_API_SECRET: "hush-hush",
    SHOPIFY_APP_URL: "https://zegel.example.com",
    SCOPES: ["read_orders", "write_discounts"],
    PORT: 3000,
    LOG_LEVEL: "info",
  });
});

it.each(Object.keys(complete))("a missing or empty %s is named in a sentence", (name) => {
  for (const source of [
    { ...complete, [name]: undefined },
    { ...complete, [name]: "" },
  ]) {
    const checked = checkEnv(source);
    expect(checked).toMatchObject({
      outcome: "incomplete",
      sentences: [expect.stringMatching(`^${name} is missing: .+\\.$`)],
    });
  }
});

it.each([
  ["SHOPIFY_APP_URL", "zegel.example.com"],
  ["SHOPIFY_APP_URL", "ftp://zegel.example.com"],
  ["DATABASE_URL", "mysql://localhost/zegel"],
  ["PORT", "http"],
  ["PORT", "70000"],
  ["LOG_LEVEL", "loud"],
])("a wrong %s is named in a sentence: %s", (name, value) => {
  expect(checkEnv({ ...complete, [name]: value })).toMatchObject({
    outcome: "incomplete",
    sentences: [expect.stringMatching(`^${name} must be .+\\.$`)],
  });
});

it("an empty setting that may be left out counts as left out, as hosts define every name", () => {
  expect(readEnv({ ...complete, DATABASE_URL: "", PORT: "", LOG_LEVEL: "" })).toMatchObject({
    PORT: 3000,
    LOG_LEVEL: "info",
  });
});

it("a refusal names everything at once and repeats no value, since some are secrets", () => {
  const refused = () => readEnv({ SHOPIFY_API_SECRET: "hush-hush", PORT: "hush-hush", DATABASE_URL: "hush-hush" });
  expect(refused).toThrow(/SHOPIFY_API_KEY[\s\S]*SHOPIFY_APP_URL[\s\S]*SCOPES[\s\S]*DATABASE_URL[\s\S]*PORT/);
  expect(refused).not.toThrow(/hush-hush/);
});
