import { afterAll, beforeAll, expect, it } from "vitest";
import { readScenario } from "#tests/scenarios/runner/read-scenario.ts";
import { allAtRest } from "#tests/scenarios/runner/rest.ts";
import { openStage, type Stage } from "#tests/scenarios/runner/stage.ts";
import { type System, startSystem } from "#tests/scenarios/runner/system.ts";
import { cartFor } from "#tests/shop/checkout/shopper.ts";
import { testDatabaseUrl } from "#tests/support/database.ts";

let system: System;
let stage: Stage;

const SHOP = `
name: A shop with Premium
products:
  - { sku: WINE, price: "8.99", tags: [wine] }
  - { sku: GLASS, price: "25.00" }
  - { sku: PREMIUM, price: "10.00" }
programme:
  name: Club
  memberships:
    - id: premium
      name: Premium
      goods: { skus: [PREMIUM] }
      term: { months: 12 }
      price: "10.00"
      usualShipping: "4.95"
      perks: [{ code: percent_off, percent: 10, goods: { tags: [wine] } }, { code: free_shipping }]
steps:
  - at: 2026-03-01T10:00:00Z
`;

beforeAll(async () => {
  system = await startSystem(await testDatabaseUrl());
  const reading = readScenario("premium.yaml", SHOP);
  if (reading.outcome === "refused") throw new Error(JSON.stringify(reading.refusals));
  stage = await openStage(system, reading.scenario);
  await allAtRest(stage);
});
afterAll(() => system.stop());

/** A browser that keeps its cookies. */
function browser() {
  const cookies = new Map<string, string>();
  return async (path: string, body?: object): Promise<string> => {
    const response = await fetch(system.simulated.url + path, {
      method: body ? "POST" : "GET",
      headers: {
        "x-forwarded-host": stage.shop.domain,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      redirect: "manual",
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    return response.text();
  };
}

const textOf = (html: string): string => html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

it("S61: a cart's page says what a membership would save, and the checkout of a member saves just that", async () => {
  const visit = browser();
  await visit("/cart/add.js", { id: "WINE", quantity: 10 });
  await visit("/cart/add.js", { id: "GLASS", quantity: 1 });
  const shown = /(?:Save|Bespaar) \D*([\d.,]+) (?:on this order|op deze bestelling)/.exec(textOf(await visit("/cart")));
  // Ten percent of 89.90, and the usual 4.95.
  expect(shown?.[1]?.replace(",", ".")).toBe("13.94");

  const { simulated, front } = system;
  const { domain } = stage.shop;
  const ann = simulated.addCustomer(domain, { email: "ann@example.com" });
  simulated.placeOrder(domain, { customer: ann.gid, lines: [{ variant: "PREMIUM" }] });
  await allAtRest(stage);
  const shopper = cartFor(front, domain, ann.gid);
  await shopper.add({ sku: "WINE", quantity: 10 });
  await shopper.add({ sku: "GLASS" });
  const order = await shopper.checkout({ shipping: { price: "4.95" } }).pay();
  const taken = [...order.lines, ...order.shippingLines].flatMap(({ allocations }) => allocations);
  expect(taken.reduce((sum, { amount }) => sum + amount.shop, 0)).toBe(1394);
});
