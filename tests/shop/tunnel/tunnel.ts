import { readFileSync } from "node:fs";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from "node:http";
import { join } from "node:path";

/** App Bridge's real address, which pages of the app load it from. */
const APP_BRIDGE = "https://cdn.shopify.com/shopifycloud/app-bridge.js";
const STAND_IN = "/__shopify/app-bridge.js";

export interface Tunnel {
  /** The address that the app is given as its own: `SHOPIFY_APP_URL`. */
  url: string;
  port: number;
  close(): Promise<void>;
}

export interface TunnelOptions {
  /** Port of the app's web server on this machine; asked at each request, so that it may be known later. */
  appPort(): number;
  /** 0 takes any free port. */
  port?: number;
  /** Where the simulated admin of "x.myshopify.com" stands, such as "http://x.localhost:4000". */
  adminOrigin(shop: string): string;
}

/**
 * A reverse proxy before the app, as a development tunnel is. It changes two things only, because Shopify itself is not there: App
 * Bridge comes from here, and where the app lets a shop's admin frame it, the simulated admin of that shop may too.
 */
export async function startTunnel(options: TunnelOptions): Promise<Tunnel> {
  const appBridge = readFileSync(join(import.meta.dirname, "assets/app-bridge.js"));
  const server = createServer((incoming, outgoing) => {
    if (incoming.url?.split("?")[0] === STAND_IN) {
      outgoing
        .writeHead(200, { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-cache" })
        .end(appBridge);
      return;
    }
    forward(options, incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(options: TunnelOptions, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const headers: IncomingHttpHeaders = { ...incoming.headers };
  headers["x-forwarded-host"] = incoming.headers.host;
  headers["x-forwarded-proto"] = "http";
  // Shopify's library turns away browsers that call themselves headless; those of our tests stand for people.
  headers["user-agent"] = incoming.headers["user-agent"]?.replace("HeadlessChrome", "Chrome");
  // Text must be readable to be changed.
  delete headers["accept-encoding"];
  const onward = send(
    { host: "127.0.0.1", port: options.appPort(), method: incoming.method, path: incoming.url, headers },
    (answer) => {
      const changed = changeHeaders(answer.headers, options);
      const type = answer.headers["content-type"] ?? "";
      if (!/html|javascript/.test(type)) {
        outgoing.writeHead(answer.statusCode ?? 502, changed);
        answer.pipe(outgoing);
        return;
      }
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8").replaceAll(APP_BRIDGE, STAND_IN);
        delete changed["content-length"];
        delete changed["transfer-encoding"];
        outgoing.writeHead(answer.statusCode ?? 502, changed).end(text);
      });
      answer.on("error", () => outgoing.destroy());
    },
  );
  onward.on("error", () => {
    if (!outgoing.headersSent) outgoing.writeHead(502, { "content-type": "text/plain; charset=utf-8" });
    outgoing.end("The app does not answer.");
  });
  incoming.pipe(onward);
  incoming.on("error", () => onward.destroy());
}

function changeHeaders(headers: IncomingHttpHeaders, options: TunnelOptions): IncomingHttpHeaders {
  const changed = { ...headers };
  const policy = headers["content-security-policy"];
  if (typeof policy === "string")
    changed["content-security-policy"] = policy.replaceAll(
      /https:\/\/([a-z0-9-]+\.myshopify\.com)/g,
      (source, shop: string) => `${source} ${options.adminOrigin(shop)}`,
    );
  // A preload of what is never loaded is only a warning in the browser.
  if (typeof headers.link === "string" && headers.link.includes(APP_BRIDGE)) delete changed.link;
  return changed;
}
