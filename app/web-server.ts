import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import type { AppContext } from "./context.ts";
import { createWebhookListener } from "./ingress/webhook-listener.ts";

/** Milliseconds. A balancer commonly keeps connections for 60 s; ours must outlive them, or it sends into a closed one. */
const keepAliveTimeout = 65_000;
/** Milliseconds for the head of a request, and for all of it: nobody holds a connection open by sending slowly. */
const headersTimeout = 10_000;
const requestTimeout = 30_000;
/** Milliseconds that a look into the database may take before it counts as away. */
const healthTimeout = 2_000;
/** Bytes of a form or a call that is no webhook. The largest of ours, a programme as text, has 100,000 characters. */
const largestBody = 512 * 1024;

export interface WebServer {
  server: Server;
  /** Takes no more requests and resolves when those under way are answered, or at the latest after `graceMs`. */
  drain(graceMs: number): Promise<void>;
}

/**
 * The web process: webhooks go straight to their listener, `/health` to the database, everything else through Remix.
 *
 * @param buildFolder what `remix vite:build` wrote: `client/` is served, `build` is its server side
 */
export function createWebServer(app: AppContext, build: ServerBuild, buildFolder: string): WebServer {
  const listenToWebhooks = createWebhookListener(app);
  const pages = createPages(app, build, buildFolder);
  const server = createServer({ keepAliveTimeout, headersTimeout, requestTimeout }, (request, response) => {
    const address = (request.url ?? "").split("?", 1)[0] ?? "";
    if (address === "/webhooks" || address.startsWith("/webhooks/")) return listenToWebhooks(request, response);
    if (address === "/health") return void answerHealth(app, request, response);
    pages(request, response);
  });
  return { server, drain: (graceMs) => drain(server, graceMs) };
}

function createPages(app: AppContext, build: ServerBuild, buildFolder: string) {
  const client = path.join(buildFolder, "client");
  const pages = express();
  pages.disable("x-powered-by");
  // The balancer in front says by which protocol and name the visitor came.
  pages.set("trust proxy", "loopback, linklocal, uniquelocal");
  // Names of assets carry a hash of their content.
  pages.use("/assets", express.static(path.join(client, "assets"), { immutable: true, maxAge: "1y", index: false }));
  pages.use("/assets", (_request, response) => void response.status(404).end());
  pages.use(express.static(client, { maxAge: "1h", index: false }));
  pages.use(refuseLargeBodies);
  pages.all("*", createRequestHandler({ build, mode: "production" }));
  const refuse: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    app.log.error({ err: error }, "a request failed before it reached a page");
    if (response.headersSent) return next(error);
    response.status(500).type("text/plain").send("Something went wrong. Nothing was changed; try again in a moment.\n");
  };
  pages.use(refuse);
  return pages;
}

/** Bodies must say their length: none of our callers streams one, and a length can be refused before a byte is read. */
const refuseLargeBodies: RequestHandler = (request, response, next) => {
  const length = request.headers["content-length"];
  if (request.headers["transfer-encoding"] !== undefined && length === undefined) {
    return void response.status(411).set("connection", "close").end();
  }
  if (Number(length ?? 0) > largestBody) return void response.status(413).set("connection", "close").end();
  next();
};

/** 200 while the database answers, 503 while it does not: a balancer sends visitors elsewhere. */
async function answerHealth(app: AppContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  const isReachable = await withinTime(app.database.isReachable(), healthTimeout);
  const body = JSON.stringify({ web: "up", database: isReachable ? "up" : "away" });
  response.writeHead(isReachable ? 200 : 503, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${body}\n`);
}

async function withinTime(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let alarm: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    alarm = setTimeout(() => resolve(false), timeoutMs);
  });
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, late]).finally(() => clearTimeout(alarm));
}

async function drain(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const force = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(force);
}
