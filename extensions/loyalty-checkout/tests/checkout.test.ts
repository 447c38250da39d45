/// <reference types="@shopify/ui-extensions/purchase.checkout.block.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { createResult } from "@shopify/ui-extensions-tester/checkout";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Card } from "../../../app/contracts/card.ts";

const extension = getExtension("purchase.checkout.block.render");

const card: Card = {
  version: 1,
  programme: "Stars",
  points: 150,
  pending: 0,
  debt: 0,
  balance: { en: "150 points (worth €7.50)", nl: "150 punten (€ 7,50 waard)" },
  rewards: [
    {
      id: "five",
      cost: 100,
      title: { en: "€5.00 off", nl: "€ 5,00 korting" },
      price: { en: "100 points", nl: "100 punten" },
      affordable: true,
      missing: 0,
      hint: { en: "", nl: "" },
    },
    {
      id: "ten",
      cost: 200,
      title: { en: "€10.00 off", nl: "€ 10,00 korting" },
      price: { en: "200 points", nl: "200 punten" },
      affordable: false,
      missing: 50,
      hint: { en: "", nl: "" },
    },
  ],
  reservations: [],
};
const held = {
  ref: "7KQ2M9XA",
  reward: "five",
  points: 100,
  title: { en: "€5.00 off", nl: "€ 5,00 korting" },
  expiresAt: "2026-01-06T10:00:00Z",
};
const withReward: Card = {
  ...card,
  points: 50,
  balance: { en: "50 points", nl: "50 punten" },
  rewards: [],
  reservations: [held],
};

type Change = Parameters<typeof extension.shopify.applyMetafieldChange>[0];
let changes: Change[];
let calls: { url: string; authorization: string | null; body: unknown }[];

function given({
  shown = card,
  language = "en",
  signedIn = true,
  wish = "",
}: {
  shown?: Card | string | null;
  language?: string;
  signedIn?: boolean;
  /** What the storefront's cart wished for. */
  wish?: string;
}): void {
  const json = (owner: "shop" | "customer", key: string, value: unknown) => ({
    target: { type: owner, id: `gid://shopify/${owner}/1` },
    metafield: {
      namespace: "$app",
      key,
      type: "json",
      valueType: "json_string" as const,
      value: typeof value === "string" ? value : JSON.stringify(value),
    },
  });
  const programme = { version: 1, name: "Stars", sentence: { en: "", nl: "" }, rewards: [] };
  extension.shopify.appMetafields.value = [
    json("shop", "programme", programme),
    ...(shown ? [json("customer", "card", shown)] : []),
  ];
  extension.shopify.attributes.value = wish === "" ? [] : [{ key: "_zegel", value: wish }];
  extension.shopify.localization.extensionLanguage.value = { isoCode: language };
  extension.shopify.instructions.value = {
    ...extension.shopify.instructions.value,
    metafields: { canSetCartMetafields: true, canDeleteCartMetafield: true },
  };
  const customer = {
    id: "gid://shopify/Customer/1",
    image: { url: "" },
    acceptsMarketing: false,
    acceptsEmailMarketing: false,
    acceptsSmsMarketing: false,
    storeCreditAccounts: [],
    ordersCount: 0,
  };
  // The tester leaves out what an app needs access to protected data for, and refuses a plain assignment of it.
  const buyerIdentity: typeof extension.shopify.buyerIdentity = {
    customer: signal(signedIn ? customer : undefined),
    email: signal(undefined),
    phone: signal(undefined),
    purchasingCompany: signal(undefined),
  };
  Object.defineProperty(extension.shopify, "buyerIdentity", { value: buyerIdentity, configurable: true });
}

/** As the tester's own: a value that does not change while a test runs. */
function signal<Value>(value: Value) {
  return { value, current: value, subscribe: () => () => {}, destroy: async () => {} };
}

function answer(value: unknown, status = 200): void {
  extension.fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    calls.push({
      url: String(input),
      authorization: headers.get("authorization"),
      body: JSON.parse(String(init?.body ?? "null")),
    });
    if (value instanceof Error) throw value;
    return Response.json(value, { status });
  };
}

beforeEach(() => {
  extension.setUp();
  changes = [];
  calls = [];
  vi.stubEnv("APP_URL", "https://zegel.example.com");
  extension.shopify.sessionToken.get = async () => "token-of-the-buyer";
  extension.shopify.applyMetafieldChange = async (change) => {
    changes.push(change);
    return createResult("applyMetafieldChange");
  };
});
afterEach(() => {
  extension.tearDown();
  vi.unstubAllEnvs();
});

const shown = () => document.body.textContent ?? "";
const buttons = () =>
  [...document.querySelectorAll("s-button")].map(
    (button) => button.getAttribute("accessibilitylabel") ?? button.textContent,
  );
const click = (index = 0) => document.querySelectorAll("s-button")[index]?.dispatchEvent(new Event("click"));

describe("what a buyer sees", () => {
  test("a member sees the balance and the rewards that it reaches, without a question to the app", async () => {
    given({});
    await extension.render();
    expect(shown()).toContain("150 points (worth €7.50)");
    expect(shown()).toContain("€5.00 off");
    expect(shown()).not.toContain("€10.00 off");
    expect(calls).toEqual([]);
  });

  test("in Dutch in a Dutch checkout, and in English in all others", async () => {
    given({ language: "nl-NL" });
    await extension.render();
    expect(shown()).toContain("150 punten (€ 7,50 waard)");
  });

  test("a guest is told to sign in", async () => {
    given({ shown: null, signedIn: false });
    await extension.render();
    expect(shown()).toBe("sign_in");
    expect(buttons()).toEqual([]);
  });

  test("a customer for whom nothing was written yet has no points", async () => {
    given({ shown: null });
    await extension.render();
    expect(shown()).toBe("no_points");
  });

  test("a card of nonsense shows nothing of it", async () => {
    given({ shown: "{{" });
    await extension.render();
    expect(shown()).toBe("no_points");
  });

  test("nothing is shown before there is a programme, or where the checkout takes no change", async () => {
    given({});
    extension.shopify.instructions.value = {
      ...extension.shopify.instructions.value,
      metafields: { canSetCartMetafields: false, canDeleteCartMetafield: false },
    };
    await extension.render();
    expect(document.body.innerHTML).toBe("");
  });
});

describe("one click", () => {
  test("reserves with the buyer's token, then writes the cart's wish, and shows what the app answered", async () => {
    given({});
    answer({ ok: true, ref: held.ref, wish: held.ref, card: withReward });
    await extension.render();
    click();
    await vi.waitFor(() => expect(changes).toHaveLength(1));
    expect(buttons()).toEqual(["remove_named"]);
    expect(calls).toEqual([
      {
        url: "https://zegel.example.com/api/v1/checkout/reserve",
        authorization: "Bearer token-of-the-buyer",
        body: { reward: "five", click: expect.stringMatching(/^[A-Za-z0-9_-]{8,64}$/) },
      },
    ]);
    expect(changes).toEqual([
      {
        type: "updateCartMetafield",
        metafield: { namespace: "$app", key: "wish", type: "single_line_text_field", value: held.ref },
      },
    ]);
  });

  test("brings a reward here that is held for another cart, without asking the app", async () => {
    given({ shown: withReward });
    await extension.render();
    expect(shown()).toContain("held");
    expect(buttons()).toEqual(["use_named", "remove_named"]);
    click();
    await vi.waitFor(() => expect(shown()).toContain("in_this_order"));
    expect(calls).toEqual([]);
    expect(changes).toMatchObject([{ metafield: { key: "wish", value: held.ref } }]);
    expect(buttons()).toEqual(["remove_named"]);
  });

  test("removes by release, then leaves a wish for nothing", async () => {
    given({ shown: withReward, wish: held.ref });
    answer({ ok: true, wish: "", card });
    await extension.render();
    click();
    await vi.waitFor(() => expect(shown()).toContain("150 points"));
    expect(calls[0]?.url).toBe("https://zegel.example.com/api/v1/checkout/release");
    expect(calls[0]?.body).toEqual({ ref: held.ref });
    expect(changes).toMatchObject([{ metafield: { value: "none" } }]);
  });

  test("a refusal is said in the buyer's language, and the cart is left alone", async () => {
    given({ language: "nl" });
    const message = { en: "You need more points.", nl: "Je hebt meer punten nodig." };
    answer({ ok: false, code: "not_enough_points", message }, 409);
    await extension.render();
    click();
    await vi.waitFor(() => expect(document.querySelector("s-banner")?.textContent).toBe(message.nl));
    expect(changes).toEqual([]);
  });

  test.each([
    ["the network is down", new TypeError("Failed to fetch")],
    ["the app answers with nonsense", "<html>"],
    ["nothing", null],
  ])("when %s, a sentence says that the points are kept", async (_, value) => {
    given({});
    answer(value);
    await extension.render();
    click();
    await vi.waitFor(() => expect(document.querySelector("s-banner")?.textContent).toBe("failed"));
  });

  test("a second try after silence is the same click to the app", async () => {
    given({});
    answer(new TypeError("Failed to fetch"));
    await extension.render();
    click();
    await vi.waitFor(() => expect(document.querySelector("s-banner")).not.toBeNull());
    click();
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    expect(calls[1]?.body).toEqual(calls[0]?.body);
  });

  test("when the checkout refuses the wish, the buyer is told how to get the points back", async () => {
    given({});
    answer({ ok: true, ref: held.ref, wish: held.ref, card: withReward });
    extension.shopify.applyMetafieldChange = async () =>
      createResult("applyMetafieldChange", { type: "error", message: "no" });
    await extension.render();
    click();
    await vi.waitFor(() => expect(document.querySelector("s-banner")?.textContent).toBe("cart_locked"));
  });
});

test("S36: how much is chosen from what the balance reaches, the most at first, and asked for in points", async () => {
  const choices = [100, 200].map((points) => ({ points, text: { en: `${points} points`, nl: `${points} punten` } }));
  given({ shown: { ...card, rewards: [{ ...card.rewards[0]!, choices }] } });
  answer({ ok: true, ref: held.ref, wish: held.ref, card: withReward });
  await extension.render();
  const select = document.querySelector("s-select")!;
  expect([...select.querySelectorAll("s-option")].map((option) => option.textContent)).toEqual([
    "100 points",
    "200 points",
  ]);
  click();
  await vi.waitFor(() => expect(changes).toHaveLength(1));
  expect(calls[0]?.body).toMatchObject({ reward: "five", points: 200 });
});
