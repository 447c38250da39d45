/** A shop's offline token as it is stored. Instants are epoch milliseconds; null where Shopify set none. */
export interface OfflineSession {
  accessToken: string;
  expiresAt: number | null;
  refreshToken: string | null;
  refreshTokenExpiresAt: number | null;
}

/** Where offline tokens live. */
export interface OfflineSessions {
  load(shop: string): Promise<OfflineSession | undefined>;
  /**
   * Runs the work alone among all processes for this shop, on the session as it is once the lock is held. What the
   * work returns as `renewed` is stored before the lock is given up; the answer is the session to use from here on.
   * `reload` reads it again: a merchant's visit stores new ones without this lock.
   */
  exclusively(
    shop: string,
    work: (
      session: OfflineSession | undefined,
      reload: () => Promise<OfflineSession | undefined>,
    ) => Promise<{ renewed: OfflineSession } | { kept: OfflineSession } | "none">,
  ): Promise<OfflineSession | undefined>;
}
