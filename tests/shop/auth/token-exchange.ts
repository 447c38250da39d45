import { randomBytes } from "node:crypto";
import type { World } from "../simulated-shop.ts";
import type { AccessToken, Installation, Shop } from "../state.ts";
import { checkSessionToken, staffNumber } from "./session-token.ts";

const expiringSeconds = 3600;
const refreshSeconds = 90 * 86_400;
const onlineSeconds = 86_400;

const tokenType = "urn:shopify:params:oauth:token-type:";
const exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
const idToken = "urn:ietf:params:oauth:token-type:id_token";

export type TokenAnswer =
  | { status: 200; body: Record<string, unknown> }
  | { status: 400 | 401; body: { error: string; error_description: string } };

/**
 * `POST /admin/oauth/access_token`: token exchange (RFC 8693) and refresh, with the parameters that @shopify/shopify-api sends.
 * Offline tokens live for an hour and come with a refresh token that works once; whatever comes later supersedes what was before.
 */
export function answerTokenRequest(world: World, shop: Shop, fields: Record<string, unknown>): TokenAnswer {
  const { app } = world;
  if (fields.client_id !== app.apiKey || fields.client_secret !== app.apiSecret) {
    return refuse(401, "invalid_client", "The client_id and client_secret are not those of an app.");
  }
  if (!shop.installation) return refuse(400, "app_not_installed", `${shop.domain} has not installed the app.`);
  if (fields.grant_type === "refresh_token")
    return refresh(world, shop.installation, String(fields.refresh_token ?? ""));
  if (fields.grant_type !== exchangeGrant)
    return refuse(400, "unsupported_grant_type", "The grant_type is not supported.");
  if (fields.subject_token_type !== idToken) {
    return refuse(400, "invalid_request", "Only session tokens are exchanged here.");
  }
  const check = checkSessionToken(String(fields.subject_token ?? ""), app, shop, world.tokenClock.now());
  if (check.outcome === "invalid") {
    return refuse(400, "invalid_subject_token", `The session token is not valid: ${check.reason}.`);
  }
  if (fields.requested_token_type === `${tokenType}online-access-token`)
    return giveOnline(world, shop, shop.installation);
  if (fields.requested_token_type !== `${tokenType}offline-access-token`) {
    return refuse(400, "invalid_request", "The requested_token_type is not known.");
  }
  return giveOffline(world, shop.installation, String(fields.expiring) === "1");
}

function refuse(status: 400 | 401, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } };
}

function giveOffline(world: World, installation: Installation, isExpiring: boolean): TokenAnswer {
  for (const token of installation.tokens) if (token.mode === "offline") token.isRevoked = true;
  for (const token of installation.refreshTokens) token.isUsed = true;
  const now = world.tokenClock.now().getTime();
  const token: AccessToken = {
    token: `shpat_${randomBytes(16).toString("hex")}`,
    mode: "offline",
    scopes: [...installation.scopes],
    expiresAt: isExpiring ? new Date(now + expiringSeconds * 1000) : null,
    isRevoked: false,
  };
  keep(installation, token);
  const body = { access_token: token.token, scope: installation.scopes.join(",") };
  if (!isExpiring) return { status: 200, body };
  const refreshToken = `shprt_${randomBytes(16).toString("hex")}`;
  installation.refreshTokens = installation.refreshTokens.filter((each) => !each.isUsed).slice(-10);
  installation.refreshTokens.push({
    token: refreshToken,
    accessToken: token.token,
    expiresAt: new Date(now + refreshSeconds * 1000),
    isUsed: false,
  });
  return {
    status: 200,
    body: {
      ...body,
      expires_in: expiringSeconds,
      refresh_token: refreshToken,
      refresh_token_expires_in: refreshSeconds,
    },
  };
}

/** The reuse of a spent refresh token is refused, whoever comes second. */
function refresh(world: World, installation: Installation, given: string): TokenAnswer {
  const known = installation.refreshTokens.find((each) => each.token === given);
  if (!known || known.isUsed || known.expiresAt.getTime() <= world.tokenClock.now().getTime()) {
    return refuse(400, "invalid_grant", "The refresh token is unknown, spent or expired.");
  }
  return giveOffline(world, installation, true);
}

function giveOnline(world: World, shop: Shop, installation: Installation): TokenAnswer {
  const token: AccessToken = {
    token: `shpat_${randomBytes(16).toString("hex")}`,
    mode: "online",
    scopes: [...installation.scopes],
    expiresAt: new Date(world.tokenClock.now().getTime() + onlineSeconds * 1000),
    isRevoked: false,
  };
  keep(installation, token);
  const scope = installation.scopes.join(",");
  return {
    status: 200,
    body: {
      access_token: token.token,
      scope,
      expires_in: onlineSeconds,
      associated_user_scope: scope,
      associated_user: {
        id: Number(staffNumber(shop)),
        first_name: "Shop",
        last_name: "Owner",
        email: shop.email,
        email_verified: true,
        account_owner: true,
        locale: shop.locale,
        collaborator: false,
      },
    },
  };
}

/** Keeps the newest tokens; a few dead ones stay so that tests can see them refused. */
function keep(installation: Installation, token: AccessToken): void {
  installation.tokens = [...installation.tokens.slice(-50), token];
}
