/// <reference types="@shopify/ui-extensions/purchase.thank-you.block.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const extension = getExtension("purchase.thank-you.block.render");
const earned = {
  ok: true,
  state: "earned",
  points: 25,
  text: { en: "You earned 25 points.", nl: "Je hebt 25 punten verdiend." },
};
const onItsWay = { ok: true, state: "on_its_way", points: 0, text: { en: "", nl: "" } };
const nothing = { ok: true, state: "nothing", points: 0, text: { en: "", nl: "" } };

let urls: string[];

function answers(...list: unknown[]): void {
  extension.fetch = async (input) => {
    urls.push(String(input));
    const next = list.length > 1 ? list.shift() : list[0];
    if (next instanceof Error) throw next;
    return Response.json(next);
  };
}

beforeEach(() => {
  extension.setUp();
  urls = [];
  vi.useFakeTimers();
  vi.stubEnv("APP_URL", "https://zegel.example.com");
  const programme = { version: 1, name: "Stars", sentence: { en: "", nl: "" }, rewards: [] };
  extension.shopify.appMetafields.value = [
    {
      target: { type: "shop", id: "gid://shopify/Shop/1" },
      metafield: {
        namespace: "$app",
        key: "programme",
        type: "json",
        valueType: "json_string",
        value: JSON.stringify(programme),
      },
    },
  ];
  extension.shopify.orderConfirmation.value = {
    order: { id: "gid://shopify/OrderIdentity/9007199254740993" },
    number: "X",
    isFirstOrder: false,
  };
  extension.shopify.localization.extensionLanguage.value = { isoCode: "en" };
});
afterEach(() => {
  extension.tearDown();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const later = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const shown = () => document.body.textContent;

test("says what the order earned, asked by the order's id with all its digits", async () => {
  answers(earned);
  await extension.render();
  await later(100);
  expect(shown()).toBe("You earned 25 points.");
  expect(urls).toEqual([
    "https://zegel.example.com/api/v1/checkout/earned?order=gid%3A%2F%2Fshopify%2FOrder%2F9007199254740993",
  ]);
});

test("in Dutch in a Dutch checkout", async () => {
  extension.shopify.localization.extensionLanguage.value = { isoCode: "nl" };
  answers(earned);
  await extension.render();
  await later(100);
  expect(shown()).toBe("Je hebt 25 punten verdiend.");
});

test("while the order is not worked yet it says so and asks again", async () => {
  answers(onItsWay, onItsWay, earned);
  await extension.render();
  await later(100);
  expect(shown()).toBe("on_its_way");
  await later(3_000);
  expect(shown()).toBe("You earned 25 points.");
  expect(urls).toHaveLength(3);
});

test("it stops asking after six times", async () => {
  answers(onItsWay);
  await extension.render();
  await later(120_000);
  expect(urls).toHaveLength(6);
  expect(shown()).toBe("on_its_way");
});

test.each([
  ["the order earned nothing", nothing],
  ["the app refuses", { ok: false, code: "sign_in", message: { en: "", nl: "" } }],
])("nothing is shown when %s", async (_, answer) => {
  answers(answer);
  await extension.render();
  await later(60_000);
  expect(document.body.innerHTML).toBe("");
  expect(urls).toHaveLength(1);
});

test("silence is asked again, and shows nothing", async () => {
  answers(new TypeError("Failed to fetch"), earned);
  await extension.render();
  await later(100);
  expect(document.body.innerHTML).toBe("");
  await later(1_000);
  expect(shown()).toBe("You earned 25 points.");
});
