import { describe, expect, it } from "vitest";
import type { OfflineSession, OfflineSessions } from "#app/contracts/offline-session.ts";
import { createTokens, type RefreshToken, RefreshUnreachableError } from "#app/shopify/token.ts";

const shop = "acme.myshopify.com";
const hour = 3_600_000;
const now = Date.UTC(2026, 10, 21);

function aSession(changes: Partial<OfflineSession> = {}): OfflineSession {
  return {
    accessToken: "token-1",
    expiresAt: now + hour,
    refreshToken: "refresh-1",
    refreshTokenExpiresAt: now + 90 * 24 * hour,
    ...changes,
  };
}

/** A table with one row and a lock on it, shared by as many processes as ask. */
function sessionsWith(stored: OfflineSession | undefined): OfflineSessions & { stored: OfflineSession | undefined } {
  let lock: Promise<unknown> = Promise.resolve();
  const table: OfflineSessions & { stored: OfflineSession | undefined } = {
    stored,
    load: async () => table.stored,
    exclusively: (_shop, work) => {
      const turn = lock.then(async () => {
        const result = await work(table.stored, async () => table.stored);
        if (result === "none") return undefined;
        if ("kept" in result) return result.kept;
        table.stored = result.renewed;
        return result.renewed;
      });
      lock = turn.catch(() => {});
      return turn;
    },
  };
  return table;
}

/** Shopify's side: each refresh token works once. */
function rotating(): { refresh: RefreshToken; refreshes: number } {
  const authority = {
    refreshes: 0,
    refresh: (async (_shop, refreshToken) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (refreshToken !== `refresh-${authority.refreshes + 1}`) return { outcome: "not_accepted" };
      authority.refreshes += 1;
      const next = authority.refreshes + 1;
      const session = aSession({
        accessToken: `token-${next}`,
        refreshToken: `refresh-${next}`,
        expiresAt: now + 2 * hour,
      });
      return { outcome: "refreshed", session };
    }) satisfies RefreshToken,
  };
  return authority;
}

describe("offline tokens", () => {
  it("are used as stored while they last", async () => {
    const authority = rotating();
    const tokens = createTokens(sessionsWith(aSession()), authority.refresh, () => now);
    expect(await tokens.current(shop)).toBe("token-1");
    expect(authority.refreshes).toBe(0);
  });

  it("that never expire are left alone", async () => {
    const authority = rotating();
    const session = aSession({ expiresAt: null, refreshToken: null, refreshTokenExpiresAt: null });
    expect(await createTokens(sessionsWith(session), authority.refresh, () => now + 9e9).current(shop)).toBe("token-1");
  });

  it("are replaced five minutes before their end", async () => {
    const authority = rotating();
    const sessions = sessionsWith(aSession());
    const tokens = createTokens(sessions, authority.refresh, () => now + hour - 5 * 60_000);
    expect(await tokens.current(shop)).toBe("token-2");
    expect(sessions.stored).toMatchObject({ accessToken: "token-2", refreshToken: "refresh-2" });
  });

  it("are refreshed once, however many ask in however many processes", async () => {
    const authority = rotating();
    const sessions = sessionsWith(aSession({ expiresAt: now - 1 }));
    const processes = Array.from({ length: 3 }, () => createTokens(sessions, authority.refresh, () => now));
    const answers = await Promise.all(processes.flatMap((tokens) => [tokens.current(shop), tokens.current(shop)]));
    expect(new Set(answers)).toEqual(new Set(["token-2"]));
    expect(authority.refreshes).toBe(1);
  });

  it("refused before their end are replaced once, and whoever held the old one gets the new one without a refresh", async () => {
    const authority = rotating();
    const sessions = sessionsWith(aSession());
    const processes = Array.from({ length: 2 }, () => createTokens(sessions, authority.refresh, () => now));
    for (const tokens of processes) await tokens.current(shop);
    expect(await Promise.all(processes.map((tokens) => tokens.insteadOf(shop, "token-1")))).toEqual([
      "token-2",
      "token-2",
    ]);
    expect(authority.refreshes).toBe(1);
  });

  it("that a visit exchanged while we refreshed are taken from there", async () => {
    const sessions = sessionsWith(aSession({ expiresAt: now - 1 }));
    const visited = aSession({ accessToken: "token-of-the-visit", refreshToken: "refresh-of-the-visit" });
    const refresh: RefreshToken = async () => {
      sessions.stored = visited;
      return { outcome: "not_accepted" };
    };
    expect(await createTokens(sessions, refresh, () => now).current(shop)).toBe("token-of-the-visit");
  });

  it("blanked by a visit are refreshed", async () => {
    const authority = rotating();
    const tokens = createTokens(sessionsWith(aSession({ accessToken: "" })), authority.refresh, () => now);
    expect(await tokens.current(shop)).toBe("token-2");
  });

  it("are none where the shop has no session, or its refresh token is not accepted", async () => {
    const refresh: RefreshToken = async () => ({ outcome: "not_accepted" });
    expect(await createTokens(sessionsWith(undefined), refresh, () => now).current(shop)).toBeUndefined();
    const expired = sessionsWith(aSession({ expiresAt: now - 1 }));
    expect(await createTokens(expired, refresh, () => now).current(shop)).toBeUndefined();
    expect(expired.stored).toMatchObject({ accessToken: "token-1" });
  });

  it("stay as they are when Shopify does not answer the refresh", async () => {
    const sessions = sessionsWith(aSession({ expiresAt: now - 1 }));
    const refresh: RefreshToken = async () => {
      throw new RefreshUnreachableError("no answer");
    };
    const tokens = createTokens(sessions, refresh, () => now);
    await expect(tokens.current(shop)).rejects.toThrow(RefreshUnreachableError);
    expect(sessions.stored).toMatchObject({ refreshToken: "refresh-1" });
  });
});
