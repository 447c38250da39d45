import type { OfflineSession, OfflineSessions } from "../contracts/offline-session.ts";
import type { Database, Transaction } from "./database.ts";

interface SessionRow {
  access_token: string;
  expires_at: string | null;
  refresh_token: string | null;
  refresh_token_expires_at: string | null;
}

/** Prisma keeps these times as `timestamp` in UTC; epoch milliseconds spare us the driver's guess of a zone. */
const COLUMNS = `"accessToken" as access_token, (extract(epoch from "expires") * 1000)::bigint as expires_at,
  "refreshToken" as refresh_token, (extract(epoch from "refreshTokenExpires") * 1000)::bigint as refresh_token_expires_at`;

/** Offline tokens in the table of Shopify's session storage, with one holder of a shop's token at a time. */
export function offlineSessionsIn(database: Database): OfflineSessions {
  return {
    load: (shop) => load(database.pool, shop),
    exclusively: (shop, work) =>
      database.transaction(async (transaction) => {
        // Held until the transaction ends, in whatever process; the number keeps it apart from other uses of such locks.
        await transaction.query("select pg_advisory_xact_lock(hashtextextended($1, 5001))", [offlineId(shop)]);
        // On this connection only: one that waited for a second could wait for itself when all are taken.
        const reload = () => load(transaction, shop);
        const current = await reload();
        const result = await work(current, reload);
        if (result === "none") return undefined;
        if ("kept" in result) return result.kept;
        const isStored = await replace(transaction, shop, result.renewed, current?.accessToken);
        // A visit that exchanged tokens meanwhile, or an uninstall, has the last word.
        return isStored ? result.renewed : reload();
      }),
  };
}

/** Notes beside the token what the merchant has granted, as the token exchange does. */
export async function recordScopes(
  database: Pick<Transaction, "query">,
  shop: string,
  scopes: readonly string[],
): Promise<void> {
  await database.query(`update session set scope = $2 where id = $1 and scope is distinct from $2`, [
    offlineId(shop),
    scopes.join(","),
  ]);
}

/** What the merchant had granted when Shopify last told; null where that is not known. */
export async function recordedScopes(database: Pick<Transaction, "query">, shop: string): Promise<string[] | null> {
  const result = await database.query<{ scope: string | null }>("select scope from session where id = $1", [
    offlineId(shop),
  ]);
  return result.rows[0]?.scope?.split(",") ?? null;
}

async function load(database: Pick<Transaction, "query">, shop: string): Promise<OfflineSession | undefined> {
  const result = await database.query<SessionRow>({
    name: "offline-sessions.load",
    text: `select ${COLUMNS} from session where id = $1`,
    values: [offlineId(shop)],
  });
  return result.rows[0] && sessionOf(result.rows[0]);
}

async function replace(
  transaction: Transaction,
  shop: string,
  renewed: OfflineSession,
  accessToken: string | undefined,
): Promise<boolean> {
  const result = await transaction.query(
    `update session set "accessToken" = $2, "expires" = to_timestamp($3::float8 / 1000) at time zone 'UTC',
       "refreshToken" = $4, "refreshTokenExpires" = to_timestamp($5::float8 / 1000) at time zone 'UTC'
     where id = $1 and "accessToken" = $6`,
    [
      offlineId(shop),
      renewed.accessToken,
      renewed.expiresAt,
      renewed.refreshToken,
      renewed.refreshTokenExpiresAt,
      accessToken,
    ],
  );
  return result.rowCount === 1;
}

/** As Shopify's library names them. */
function offlineId(shop: string): string {
  return `offline_${shop}`;
}

function sessionOf(row: SessionRow): OfflineSession {
  const instant = (text: string | null) => (text === null ? null : Number(text));
  return {
    accessToken: row.access_token,
    expiresAt: instant(row.expires_at),
    refreshToken: row.refresh_token,
    refreshTokenExpiresAt: instant(row.refresh_token_expires_at),
  };
}
