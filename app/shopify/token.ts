import type { OfflineSession, OfflineSessions } from "../contracts/offline-session.ts";

/**
 * Asks Shopify for the next token. `not_accepted`: this refresh token is spent, revoked or too old.
 * Throws RefreshUnreachableError.
 */
export type RefreshToken = (
  shop: string,
  refreshToken: string,
) => Promise<{ outcome: "refreshed"; session: OfflineSession } | { outcome: "not_accepted" }>;

/** Shopify did not answer the refresh, or answered 5xx: the stored token stays as it is. */
export class RefreshUnreachableError extends Error {
  override name = "RefreshUnreachableError";
}

export interface Tokens {
  /** The token to use now, refreshed when it is about to expire; undefined when the shop has none that can be. */
  current(shop: string): Promise<string | undefined>;
  /** Another token than the one that Shopify has just refused; undefined when there is none to be had. */
  insteadOf(shop: string, refused: string): Promise<string | undefined>;
}

/** A token is replaced this long before its end, as Shopify's own library does. */
const MARGIN_MS = 5 * 60_000;

/**
 * Offline tokens live for an hour and their refresh token works once: of two processes that refresh at the same time
 * one would be left with a spent one. So a refresh happens under a lock in the database, on what is stored by then, and
 * whoever waited finds the new token there. Within the process those who ask together share one try.
 *
 * Expiry is read off this machine's own clock, which is also what dated the token: the business clock of a test or a
 * demo says nothing about it.
 */
export function createTokens(sessions: OfflineSessions, refresh: RefreshToken, now: () => number = Date.now): Tokens {
  const known = new Map<string, OfflineSession>();
  const underWay = new Map<string, Promise<OfflineSession | undefined>>();

  // Shopify's library blanks a token that was refused during a visit; its refresh token may still be good.
  const isFresh = (session: OfflineSession) =>
    session.accessToken !== "" && (session.expiresAt === null || session.expiresAt - MARGIN_MS > now());

  function remember(shop: string, session: OfflineSession | undefined): string | undefined {
    if (session === undefined) known.delete(shop);
    else known.set(shop, session);
    return session?.accessToken;
  }

  function renew(shop: string, refused: string | undefined): Promise<OfflineSession | undefined> {
    let attempt = underWay.get(shop);
    if (attempt === undefined) {
      attempt = renewUnderLock(shop, refused).finally(() => underWay.delete(shop));
      underWay.set(shop, attempt);
    }
    return attempt;
  }

  function renewUnderLock(shop: string, refused: string | undefined): Promise<OfflineSession | undefined> {
    return sessions.exclusively(shop, async (session, reload) => {
      if (session === undefined) return "none";
      if (session.accessToken !== refused && isFresh(session)) return { kept: session };
      if (session.refreshToken === null) return "none";
      const answer = await refresh(shop, session.refreshToken);
      if (answer.outcome === "refreshed") return { renewed: answer.session };
      // A merchant's visit exchanges tokens without our lock and may have spent this one a moment ago.
      const stored = await reload();
      const isNewer = stored !== undefined && stored.accessToken !== session.accessToken && isFresh(stored);
      return isNewer ? { kept: stored } : "none";
    });
  }

  return {
    async current(shop) {
      const cached = known.get(shop);
      if (cached !== undefined && isFresh(cached)) return cached.accessToken;
      const stored = await sessions.load(shop);
      if (stored === undefined) return remember(shop, undefined);
      if (isFresh(stored)) return remember(shop, stored);
      return remember(shop, await renew(shop, undefined));
    },
    async insteadOf(shop, refused) {
      known.delete(shop);
      let session = await renew(shop, refused);
      // The try that was shared may have begun before this token was refused.
      if (session?.accessToken === refused) session = await renew(shop, refused);
      return remember(shop, session?.accessToken === refused ? undefined : session);
    },
  };
}
