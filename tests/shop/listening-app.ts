import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { parseAppConfiguration } from "./app-configuration.ts";
import { type SimulatedShop, type SimulatedShopOptions, startSimulatedShop } from "./simulated-shop.ts";
import type { Shop } from "./state.ts";

/** An app that only listens, for tests of what Shopify does. */
export interface ListeningApp {
  url: string;
  received: ReceivedRequest[];
  topics(): string[];
  /** Status codes of the next answers; 200 when there is none left. `"silence"` never answers. */
  answers: (number | "silence")[];
  close(): Promise<void>;
}

export interface ReceivedRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export async function startListeningApp(): Promise<ListeningApp> {
  const received: ReceivedRequest[] = [];
  const answers: ListeningApp["answers"] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
    const answer = answers.shift() ?? 200;
    if (answer !== "silence") response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers,
    topics: () => received.map((request) => String(request.headers["x-shopify-topic"])),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A simulated Shopify whose app subscribes to every topic, with one shop that has installed it. */
export async function startShopForTest(
  options: Partial<SimulatedShopOptions> = {},
): Promise<{ app: ListeningApp; simulated: SimulatedShop; shop: Shop; close(): Promise<void> }> {
  const app = await startListeningApp();
  const toml = readFileSync(new URL("./every-topic.toml", import.meta.url), "utf8");
  const simulated = await startSimulatedShop({
    app: { apiKey: "0123456789abcdef", apiSecret: "shpss_secret", appUrl: app.url },
    configuration: parseAppConfiguration(toml, ["simulated-discount"]),
    webhooks: { retryDelaysMs: [5, 5, 5] },
    ...options,
  });
  const shop = simulated.addShop({ domain: "acme" });
  simulated.installApp(shop.domain);
  return {
    app,
    simulated,
    shop,
    async close() {
      await simulated.close();
      await app.close();
    },
  };
}
