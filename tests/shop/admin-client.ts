import type { SimulatedShop } from "./simulated-shop.ts";
import type { Shop } from "./state.ts";

/** The Admin API's answer, as far as tests look at it. */
export interface AdminAnswer {
  status: number;
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown; extensions?: Record<string, unknown> }[];
  extensions?: {
    cost: {
      requestedQueryCost: number;
      actualQueryCost: number | null;
      throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
    };
  };
}

export interface TokenSet {
  access_token: string;
  expires_in?: number;
  refresh_token?: string;
  refresh_token_expires_in?: number;
  scope: string;
}

/** What `POST /admin/oauth/access_token` answers to these fields; the app's own id and secret go along. */
export async function requestToken(
  simulated: SimulatedShop,
  shop: Shop,
  fields: Record<string, string>,
): Promise<{ status: number; body: TokenSet & { error?: string } }> {
  const response = await fetch(`${simulated.url}/admin/oauth/access_token`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-host": shop.domain },
    body: JSON.stringify({ client_id: simulated.app.apiKey, client_secret: simulated.app.apiSecret, ...fields }),
  });
  return { status: response.status, body: await response.json() };
}

/** Exchanges a fresh session token for an expiring offline token. */
export async function exchangeToken(simulated: SimulatedShop, shop: Shop): Promise<TokenSet> {
  const { body } = await requestToken(simulated, shop, {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: simulated.tokens.forAdmin(shop),
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
    expiring: "1",
  });
  return body;
}

/** Sends one operation with the token given. */
export async function askAdmin(
  simulated: SimulatedShop,
  shop: Shop,
  token: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<AdminAnswer> {
  const response = await fetch(`${simulated.url}/admin/api/2026-10/graphql.json`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-host": shop.domain, "x-shopify-access-token": token },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...(await response.json()) };
}
