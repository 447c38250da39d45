import { randomUUID } from "node:crypto";
import { createOrders } from "../orders.ts";
import type { Route, Visit } from "../routes.ts";
import type { World } from "../simulated-shop.ts";
import type { AccessToken, Shop } from "../state.ts";
import type { AdminContext } from "./context.ts";
import { type AdminRequest, executeAdmin } from "./execute.ts";
import type { Bucket } from "./throttle.ts";

/** Shopify's Admin API: `POST /admin/api/<version>/graphql.json`. There is no REST API for a new app, and so none here. */
export function createAdminRoutes(world: World, bucket: Bucket): Route[] {
  return [
    {
      method: "POST",
      path: "/admin/api/:version/graphql.json",
      handle: (visit) => answer(world, bucket, visit),
    },
  ];
}

async function answer(world: World, bucket: Bucket, { request, params, shop }: Visit): Promise<Response> {
  const headers = { "x-request-id": randomUUID(), "x-shopify-api-version": world.configuration.apiVersion };
  const token = findToken(world, shop, request.headers.get("x-shopify-access-token"));
  if (!token || !shop.installation) {
    const errors = "[API] Invalid API key or access token (unrecognized login or wrong password)";
    return Response.json({ errors }, { status: 401, headers });
  }
  if (params.version !== world.configuration.apiVersion)
    return Response.json({ errors: "Not Found" }, { status: 404, headers });
  const body = readRequest(await request.text());
  if (!body) {
    const errors = { query: "Required parameter missing or invalid" };
    return Response.json({ errors }, { status: 400, headers });
  }
  const context: AdminContext = {
    world,
    orders: createOrders(world),
    shop,
    installation: shop.installation,
    scopes: token.scopes,
    requestedApiVersion: params.version,
    counted: { cost: 0 },
  };
  const done = await executeAdmin(body, context, bucket);
  // What was done is done, and the app hears nothing of it.
  if (isLost(world, body)) return new Response("", { status: 502, headers });
  return Response.json(done, { headers });
}

function isLost({ lostAnswers }: World, { query, operationName }: AdminRequest): boolean {
  const name = operationName ?? /\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? "";
  const left = lostAnswers.get(name) ?? 0;
  if (left > 0) lostAnswers.set(name, left - 1);
  return left > 0;
}

/** The token, unless it is unknown, of another shop, expired, revoked or superseded by a later one. */
function findToken(world: World, shop: Shop, given: string | null): AccessToken | null {
  const token = shop.installation?.tokens.find((each) => each.token === given);
  if (!token || token.isRevoked) return null;
  return token.expiresAt && token.expiresAt <= world.tokenClock.now() ? null : token;
}

function readRequest(text: string): AdminRequest | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null || !("query" in parsed) || typeof parsed.query !== "string")
    return null;
  const variables =
    "variables" in parsed && typeof parsed.variables === "object" && parsed.variables !== null ? parsed.variables : {};
  const name = "operationName" in parsed && typeof parsed.operationName === "string" ? parsed.operationName : null;
  return { query: parsed.query, variables: { ...variables }, operationName: name };
}
