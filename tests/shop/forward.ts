/** Whether a request is meant for a shop at Shopify. */
export function isForShopify(url: URL): boolean {
  return url.protocol === "https:" && url.hostname.endsWith(".myshopify.com");
}

/**
 * Sends a request that was meant for Shopify to the simulated shop at `address`. The shop that was meant stays in `x-forwarded-host`.
 *
 * @param send the real fetch, which nothing intercepts
 */
export async function forward(address: string, request: Request, send: typeof fetch): Promise<Response> {
  const meant = new URL(request.url);
  const headers = new Headers(request.headers);
  headers.delete("host");
  headers.set("x-forwarded-host", meant.host);
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const answer = await send(new URL(meant.pathname + meant.search, address), {
    method: request.method,
    headers,
    redirect: "manual",
    signal: request.signal,
    ...(hasBody ? { body: await request.arrayBuffer() } : {}),
  });
  // The body comes unpacked; its old length and encoding would lie.
  const kept = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding", "connection"]) kept.delete(name);
  return new Response(await answer.arrayBuffer(), { status: answer.status, headers: kept });
}
