import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readAppConfiguration } from "./app-configuration.ts";
import { startShopForTest } from "./listening-app.ts";
import { matchPath } from "./routes.ts";

const running: { close(): Promise<void> }[] = [];
const start = async (...options: Parameters<typeof startShopForTest>) => {
  const started = await startShopForTest(...options);
  running.push(started);
  return started;
};
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

const textOf = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  return `${response.status} ${await response.text()}`;
};

describe("The server", () => {
  it("answers a mounted route for the shop that the host names", async () => {
    const { simulated } = await start();
    simulated.addShop({ domain: "other" });
    simulated.mount({
      method: "GET",
      path: "/hello/:name",
      handle: ({ shop, params, url }) => new Response(`${params.name} at ${shop.domain} by ${url.origin}`),
    });
    const headers = (domain: string) => ({ "x-forwarded-host": domain });
    expect(await textOf(`${simulated.url}/hello/ann`, headers("acme.myshopify.com"))).toBe(
      "200 ann at acme.myshopify.com by https://acme.myshopify.com",
    );
    expect(await textOf(`${simulated.url}/hello/ann`, headers("other.myshopify.com"))).toContain("other.myshopify.com");
    expect(await textOf(`${simulated.url}/hello/ann`, headers("unknown.myshopify.com"))).toBe("404 Not Found");
    // Two shops: a plain local address names neither.
    expect(await textOf(`${simulated.url}/hello/ann`)).toBe("404 Not Found");
  });

  it("takes a plain local address for the only shop that there is", async () => {
    const { simulated } = await start();
    simulated.mount({ method: "GET", path: "/who", handle: ({ shop }) => new Response(shop.domain) });
    expect(await textOf(`${simulated.url}/who`)).toBe("200 acme.myshopify.com");
  });
});

describe("A route's path", () => {
  it.each([
    ["/cart.js", "/cart.js", {}],
    ["/products/:handle", "/products/blue%20shirt", { handle: "blue shirt" }],
    ["/apps/zegel/*", "/apps/zegel/card/1", { "*": "card/1" }],
    ["/products/:handle", "/products/", null],
    ["/cart", "/cart/add", null],
  ])("%s against %s", (pattern, path, params) => {
    expect(matchPath(pattern, path)).toEqual(params);
  });
});

describe("A kept state", () => {
  it("lives on between two starts: orders, tokens and the numbers that come next", async () => {
    const directory = mkdtempSync(join(tmpdir(), "simulated-shop-"));
    const keepIn = join(directory, "deep", "state.bin");
    let seeded = 0;
    const seed = () => {
      seeded += 1;
    };
    const first = await startShopForTest({ keepIn, seed });
    const order = first.simulated.placeOrder("acme", { lines: [{ price: "10.00", quantity: 2 }] });
    await first.close();
    const { startSimulatedShop } = await import("./simulated-shop.ts");
    const { app, configuration } = first.simulated;
    const second = await startSimulatedShop({ app, configuration, keepIn, seed });
    running.push(second);
    expect(seeded).toBe(1);
    expect(second.order("acme", order.gid)).toEqual(order);
    expect(second.shop("acme").installation).not.toBeNull();
    expect(second.placeOrder("acme", { lines: [{ price: "1.00" }] }).name).toBe("#1002");
    rmSync(directory, { recursive: true });
  });
});

describe("The app's own configuration", () => {
  it("is read as a deploy reads it: topics, scopes, proxy and functions", () => {
    const configuration = readAppConfiguration(join(import.meta.dirname, "..", ".."));
    expect(configuration.webhooks.find((each) => each.topic === "orders/paid")).toMatchObject({
      uri: "/webhooks",
      isCompliance: false,
    });
    expect(configuration.webhooks.filter((each) => each.isCompliance)).toHaveLength(3);
    expect(configuration.proxy).toMatchObject({ prefix: "apps", subpath: "zegel" });
    expect(configuration.functionHandles).toHaveLength(1);
    expect(configuration.scopes).toContain("write_customers");
  });
});
