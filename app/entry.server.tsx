import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable, type EntryContext } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { appContext } from "#app/context.server.ts";
import { addDocumentResponseHeaders } from "#app/shopify.server.ts";

/** Milliseconds after which a page that still waits for its data is sent as far as it is. */
export const streamTimeout = 5_000;

/** Renders a page. People get it in a stream, as soon as its frame stands; a crawler gets it whole. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
): Promise<Response> {
  addDocumentResponseHeaders(request, headers);
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "origin");
  const waitsForAll = isbot(request.headers.get("user-agent") ?? "");

  return new Promise((resolve, reject) => {
    let hasShell = false;
    let failed = false;
    const send = () => {
      hasShell = true;
      const body = new PassThrough();
      headers.set("Content-Type", "text/html; charset=utf-8");
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status: failed ? 500 : status }));
      pipe(body);
    };
    const { pipe, abort } = renderToPipeableStream(
      <RemixServer context={context} url={request.url} abortDelay={streamTimeout} />,
      {
        [waitsForAll ? "onAllReady" : "onShellReady"]: send,
        onShellError: reject,
        onError(error: unknown) {
          failed = true;
          // Errors before the shell reject the promise and are told there.
          if (hasShell) appContext().log.error({ err: error }, "a page broke while it was streamed");
        },
      },
    );
    // A second longer than Remix waits, so that its own rejection of open data still reaches the page.
    setTimeout(abort, streamTimeout + 1_000).unref();
  });
}

/** Whatever a loader or an action throws unforeseen. An aborted request is the visitor's choice, an address that is none a visitor's error. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (request.signal.aborted || isRouteErrorResponse(error)) return;
  appContext().log.error({ err: error, path: new URL(request.url).pathname }, "a request failed");
}
