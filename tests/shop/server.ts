import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { matchPath, type Route } from "./routes.ts";
import type { SimulatedShop } from "./simulated-shop.ts";

const largestBodyBytes = 12 * 1024 * 1024;

export interface ListeningServer {
  port: number;
  close(): Promise<void>;
}

/** One node:http server for all of the simulated Shopify. Routes are read at each request, so later ones count too. */
export async function listen(
  simulated: () => SimulatedShop,
  routes: readonly Route[],
  port: number,
): Promise<ListeningServer> {
  const server = createServer((incoming, outgoing) => {
    answer(simulated(), routes, incoming, outgoing).catch((error: unknown) => {
      if (!outgoing.headersSent) outgoing.writeHead(500, { "content-type": "text/plain; charset=utf-8" });
      outgoing.end(`The simulated shop failed: ${error instanceof Error ? error.stack : String(error)}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  simulated: SimulatedShop,
  routes: readonly Route[],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await readBody(incoming);
  if (body === null) {
    outgoing.writeHead(413).end("Request too large");
    return;
  }
  const { url, host } = originalAddress(incoming);
  const shop = simulated.shopOfHost(host);
  const reached = findRoute(routes, incoming.method ?? "GET", url, host, shop !== null);
  if (!reached) {
    outgoing.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("Not Found");
    return;
  }
  const request = new Request(url, {
    method: incoming.method ?? "GET",
    headers: headersOf(incoming),
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  });
  // A route of a shop is only found where there is one; one that answers for any host takes what it needs from the request.
  const response = await reached.route.handle({
    request,
    url,
    params: reached.params,
    shop: shop ?? simulated.noShop,
    simulated,
  });
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== "set-cookie") outgoing.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

function findRoute(routes: readonly Route[], method: string, url: URL, host: string, hasShop: boolean) {
  for (const route of routes) {
    if (route.method !== "*" && route.method !== method && !(method === "HEAD" && route.method === "GET")) continue;
    const wantedHost = route.host ?? "shop";
    if (wantedHost === "shop" ? !hasShop : wantedHost !== "any" && wantedHost !== host) continue;
    const params = matchPath(route.path, url.pathname);
    if (params) return { route, params };
  }
  return null;
}

/** The address that the client meant: a request forwarded for https://x.myshopify.com says so in `x-forwarded-host`. */
function originalAddress(incoming: IncomingMessage): { url: URL; host: string } {
  const forwarded = incoming.headers["x-forwarded-host"];
  const host = (Array.isArray(forwarded) ? forwarded[0] : forwarded) ?? incoming.headers.host ?? "localhost";
  const origin = forwarded ? `https://${host}` : `http://${host}`;
  return { url: new URL(incoming.url ?? "/", origin), host: host.replace(/:\d+$/, "").toLowerCase() };
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}

/** The bytes of the body, or null when there are too many. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    length += bytes.length;
    if (length > largestBodyBytes) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
