import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { GatewayError, userErrorsOf } from "#app/shopify/errors.ts";
import { createGateway, type Gateway } from "#app/shopify/gateway.ts";
import { ShopIdDocument, TagOrderDocument } from "#app/shopify/generated/operations.ts";
import type { TimeSource } from "#app/shopify/throttle.ts";

const shop = "acme.myshopify.com";
const shopify = setupServer();
beforeAll(() => shopify.listen({ onUnhandledFrame: "error" }));
afterEach(() => shopify.resetHandlers());
afterAll(() => shopify.close());

interface Asked {
  token: string | null;
  url: string;
  body: { query: string; variables: unknown };
}

type Answer = { status: number; body?: unknown } | "no_answer";

const data = { shop: { id: "gid://shopify/Shop/1" } };
const cost = (currentlyAvailable: number, requestedQueryCost = 100) => ({
  requestedQueryCost,
  actualQueryCost: 1,
  throttleStatus: { maximumAvailable: 1000, currentlyAvailable, restoreRate: 100 },
});
const answered: Answer = { status: 200, body: { data, extensions: { cost: cost(900) } } };
const throttled: Answer = {
  status: 200,
  body: {
    errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }],
    extensions: { cost: cost(20) },
  },
};

/** GIVEN a Shopify that answers one after the other; the last answer holds. */
function givenAnswers(...answers: Answer[]): Asked[] {
  const asked: Asked[] = [];
  shopify.use(
    http.post("https://*.myshopify.com/admin/api/:version/graphql.json", async ({ request }) => {
      const body = (await request.clone().json()) as Asked["body"];
      asked.push({ token: request.headers.get("X-Shopify-Access-Token"), url: request.url, body });
      const answer = answers[Math.min(asked.length, answers.length) - 1] as Answer;
      if (answer === "no_answer") return HttpResponse.error();
      return HttpResponse.json((answer.body ?? {}) as object, { status: answer.status });
    }),
  );
  return asked;
}

/** Time that passes only when the gateway waits. */
function aGateway(tokens: string[] = ["token-1"]): { gateway: Gateway; logged: string[]; waited: () => number } {
  let now = 0;
  const logged: string[] = [];
  const time: TimeSource = {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
  const log = {
    debug: (fields: object, message: string) => logged.push(JSON.stringify(fields) + message),
    warn: (fields: object, message: string) => logged.push(JSON.stringify(fields) + message),
  };
  const supply = {
    current: async () => tokens[0],
    insteadOf: async (_shop: string, refused: string) => tokens[tokens.indexOf(refused) + 1],
  };
  return { gateway: createGateway({ tokens: supply, log, time }), logged, waited: () => now };
}

async function failureOf(request: Promise<unknown>) {
  const error = await request.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GatewayError);
  return (error as GatewayError).failure;
}

describe("the gateway", () => {
  it("asks the shop's own address in the app's version, with the shop's token, and answers the data", async () => {
    const asked = givenAnswers(answered);
    const { gateway } = aGateway();
    expect(await gateway.request(shop, ShopIdDocument, {})).toEqual(data);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      token: "token-1",
      url: "https://acme.myshopify.com/admin/api/2026-10/graphql.json",
    });
  });

  it("waits as long as Shopify's bucket needs, then asks again", async () => {
    const asked = givenAnswers(throttled, answered);
    const { gateway, waited } = aGateway();
    await gateway.request(shop, ShopIdDocument, {});
    expect(asked).toHaveLength(2);
    // 100 points wanted, 20 there, 100 a second: 800 ms.
    expect(waited()).toBeGreaterThanOrEqual(800);
    expect(waited()).toBeLessThan(2_000);
  });

  it("gives up on a shop that stays throttled after 20 seconds", async () => {
    givenAnswers(throttled);
    const { gateway, waited } = aGateway();
    expect(await failureOf(gateway.request(shop, ShopIdDocument, {}))).toEqual({ reason: "throttled" });
    expect(waited()).toBeLessThanOrEqual(20_000);
  });

  it.each<[string, Answer]>([
    ["500", { status: 500 }],
    ["502", { status: 502 }],
    ["no connection", "no_answer"],
    ["429", { status: 429 }],
    [
      "an internal error within the answer",
      { status: 200, body: { errors: [{ message: "x", extensions: { code: "INTERNAL_SERVER_ERROR" } }] } },
    ],
  ])("asks again after %s, with growing pauses", async (_name, answer) => {
    const asked = givenAnswers(answer, answer, answered);
    const { gateway } = aGateway();
    expect(await gateway.request(shop, ShopIdDocument, {})).toEqual(data);
    expect(asked).toHaveLength(3);
  });

  it("gives up on an unreachable shop within the time that the caller has", async () => {
    const asked = givenAnswers({ status: 503 });
    const { gateway, waited } = aGateway();
    const request = gateway.request(shop, ShopIdDocument, {}, { timeLimitMs: 3_000 });
    expect(await failureOf(request)).toEqual({ reason: "unreachable" });
    expect(waited()).toBeLessThanOrEqual(3_000);
    expect(asked.length).toBeGreaterThan(2);
  });

  it("takes another token once when one is refused", async () => {
    const asked = givenAnswers({ status: 401 }, answered);
    const { gateway } = aGateway(["token-1", "token-2"]);
    expect(await gateway.request(shop, ShopIdDocument, {})).toEqual(data);
    expect(asked.map(({ token }) => token)).toEqual(["token-1", "token-2"]);
  });

  it("takes the shop for not installed when the second token is refused too, or there is none", async () => {
    const asked = givenAnswers({ status: 401 });
    const two = aGateway(["token-1", "token-2", "token-3"]);
    expect(await failureOf(two.gateway.request(shop, ShopIdDocument, {}))).toEqual({ reason: "not_installed" });
    expect(asked).toHaveLength(2);
    const none = aGateway([]);
    expect(await failureOf(none.gateway.request(shop, ShopIdDocument, {}))).toEqual({ reason: "not_installed" });
    expect(asked).toHaveLength(2);
  });

  it.each([402, 403, 404, 423])("takes a shop that answers %s for closed, and does not ask again", async (status) => {
    const asked = givenAnswers({ status });
    const { gateway } = aGateway();
    expect(await failureOf(gateway.request(shop, ShopIdDocument, {}))).toEqual({ reason: "shop_closed", status });
    expect(asked).toHaveLength(1);
  });

  it("tells a missing scope from an operation that is wrong", async () => {
    const { gateway } = aGateway();
    const withCode = (code: string): Answer => ({
      status: 200,
      body: { errors: [{ message: "x", extensions: { code } }] },
    });
    givenAnswers(withCode("ACCESS_DENIED"));
    expect(await failureOf(gateway.request(shop, ShopIdDocument, {}))).toEqual({ reason: "access_denied" });
    givenAnswers(withCode("undefinedField"));
    expect(await failureOf(gateway.request(shop, ShopIdDocument, {}))).toEqual({
      reason: "refused",
      codes: ["undefinedField"],
    });
  });

  it("never carries a token to an address that is no shop's", async () => {
    const asked = givenAnswers(answered);
    const { gateway } = aGateway();
    for (const name of [
      "evil.example",
      "acme.myshopify.com.evil.example",
      "a/b.myshopify.com",
      "user@acme.myshopify.com",
    ]) {
      expect(await failureOf(gateway.request(name, ShopIdDocument, {}))).toEqual({ reason: "not_installed" });
    }
    expect(asked).toHaveLength(0);
  });

  it("logs and throws neither token nor what was sent", async () => {
    givenAnswers({ status: 400, body: { errors: [{ message: "ann@example.com is wrong" }] } });
    const { gateway, logged } = aGateway();
    const request = gateway.request(shop, TagOrderDocument, { id: "gid://shopify/Order/1", tags: ["ann@example.com"] });
    const error = await request.catch((reason: unknown) => reason);
    const told = `${logged.join()} ${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`;
    expect(told).not.toContain("ann@example.com");
    expect(told).not.toContain("token-1");
    expect(String(error)).toBe("GatewayError: TagOrder at acme.myshopify.com: refused (HTTP_400)");
  });
});

describe("a mutation's own refusals", () => {
  it("come with code, field and element", () => {
    const payload = {
      userErrors: [{ code: "STALE_OBJECT", field: ["metafields", "1", "value"], message: "changed", elementIndex: 1 }],
    };
    expect(userErrorsOf(payload)).toEqual([
      { code: "STALE_OBJECT", field: "metafields.1.value", message: "changed", element: 1 },
    ]);
    expect(userErrorsOf({ userErrors: [] })).toEqual([]);
  });

  it("include a payload that is missing altogether", () => {
    expect(userErrorsOf(null)).toMatchObject([{ code: "NO_ANSWER" }]);
  });
});
