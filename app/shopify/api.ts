import "@shopify/shopify-api/adapters/web-api";
import {
  ApiVersion,
  HttpResponseError,
  LogSeverity,
  type Session,
  type Shopify,
  shopifyApi,
} from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import type { OfflineSession } from "../contracts/offline-session.ts";
import { type RefreshToken, RefreshUnreachableError } from "./token.ts";

// The library keeps the `fetch` that it found when it was loaded; what is put around the global one later (tracing, a
// proxy) counts only when it is looked up at each call.
setAbstractFetchFunc((...request) => fetch(...request));

/** What Shopify's libraries need to know of the app. */
export interface AppCredentials {
  SHOPIFY_API_KEY: string;
  SHOPIFY_API_SECRET: string;
  SHOPIFY_APP_URL: string;
  SCOPES: string[];
}

/** Where the libraries' own messages go. */
export interface LibraryLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The one version, under the name that Shopify's library gives it; a test holds it to contracts/api-version. */
export const LIBRARY_API_VERSION = ApiVersion.October26;

/** Shopify's library writes to the console by itself; through this it writes to our log, warnings and errors only. */
export function libraryLogger(log: LibraryLog): {
  level: LogSeverity;
  log: (severity: LogSeverity, text: string) => void;
} {
  return {
    level: LogSeverity.Warning,
    log: (severity, text) => (severity === LogSeverity.Error ? log.error(text) : log.warn(text)),
  };
}

export function createShopifyApi(credentials: AppCredentials, log: LibraryLog): Shopify {
  const url = new URL(credentials.SHOPIFY_APP_URL);
  return shopifyApi({
    apiKey: credentials.SHOPIFY_API_KEY,
    apiSecretKey: credentials.SHOPIFY_API_SECRET,
    apiVersion: LIBRARY_API_VERSION,
    scopes: credentials.SCOPES,
    hostName: url.host,
    hostScheme: url.protocol === "http:" ? "http" : "https",
    isEmbeddedApp: true,
    logger: libraryLogger(log),
  });
}

/** A refresh that hangs would hold the shop's lock; no answer within this is as good as none. */
const REFRESH_TIMEOUT_MS = 10_000;

/**
 * Exchanges a refresh token at Shopify (`grant_type=refresh_token`).
 *
 * Throws RefreshUnreachableError when Shopify cannot be reached, answers 5xx or takes longer than 10 s. An answer that
 * comes later than that is lost, and with it a rotated token: the merchant's next visit brings a new one.
 */
export function refreshAt(api: Shopify): RefreshToken {
  return async (shop, refreshToken) => {
    try {
      const { session } = await withinTime(api.auth.refreshToken({ shop, refreshToken }));
      return { outcome: "refreshed", session: offlineSessionOf(session) };
    } catch (error) {
      if (error instanceof HttpResponseError && error.response.code >= 400 && error.response.code < 500) {
        return { outcome: "not_accepted" };
      }
      throw new RefreshUnreachableError("Shopify did not answer the token refresh");
    }
  };
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  let alarm: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    alarm = setTimeout(() => reject(new Error("too late")), REFRESH_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(alarm);
  }
}

function offlineSessionOf(session: Session): OfflineSession {
  return {
    accessToken: session.accessToken ?? "",
    expiresAt: session.expires?.getTime() ?? null,
    refreshToken: session.refreshToken ?? null,
    refreshTokenExpiresAt: session.refreshTokenExpires?.getTime() ?? null,
  };
}
