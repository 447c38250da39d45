import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "../free-port.ts";
import { startTunnel, type Tunnel } from "./tunnel.ts";

let app: ReturnType<typeof createServer>;
let tunnel: Tunnel;
let appPort = 0;
const seen: { headers: Record<string, unknown>; body: string }[] = [];

beforeEach(async () => {
  seen.length = 0;
  app = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    seen.push({ headers: request.headers, body });
    response.writeHead(200, {
      "content-type": request.url === "/picture" ? "image/png" : "text/html",
      "content-security-policy": "frame-ancestors https://acme.myshopify.com https://admin.shopify.com;",
    });
    response.end('<script src="https://cdn.shopify.com/shopifycloud/app-bridge.js"></script>');
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  appPort = (app.address() as AddressInfo).port;
  tunnel = await startTunnel({
    appPort: () => appPort,
    adminOrigin: (shop) => `http://${shop.split(".")[0]}.localhost:4000`,
  });
});

afterEach(async () => {
  await tunnel.close();
  await new Promise((resolve) => app.close(resolve));
});

test("App Bridge comes from here, and the simulated admin may frame what the shop's own may", async () => {
  const answer = await fetch(tunnel.url);
  expect(await answer.text()).toBe('<script src="/__shopify/app-bridge.js"></script>');
  expect(answer.headers.get("content-security-policy")).toBe(
    "frame-ancestors https://acme.myshopify.com http://acme.localhost:4000 https://admin.shopify.com;",
  );
  expect(await (await fetch(`${tunnel.url}/__shopify/app-bridge.js`)).text()).toContain("window.shopify");
});

test("everything else passes as it is, bodies and all", async () => {
  const answer = await fetch(`${tunnel.url}/picture`, { method: "POST", body: "bytes", headers: { "x-own": "1" } });
  expect(await answer.text()).toContain("https://cdn.shopify.com");
  expect(seen).toMatchObject([
    { body: "bytes", headers: { "x-own": "1", "x-forwarded-host": new URL(tunnel.url).host } },
  ]);
});

test("an app that does not answer is said not to", async () => {
  appPort = await freePort(30_000);
  expect((await fetch(tunnel.url)).status).toBe(502);
});
