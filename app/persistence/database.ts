import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import pg from "pg";

/** A connection inside an open transaction; only its `query` is used. */
export type Transaction = pg.PoolClient;

export interface Database {
  /** Hand-written SQL. */
  pool: pg.Pool;
  /** Screens and session storage; it borrows connections from the same pool. */
  prisma: PrismaClient;
  /**
   * Runs the work between BEGIN and COMMIT; a throw rolls everything back and is thrown on. Nothing is retried here:
   * the caller knows whether its work may run twice.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Asks the server for an answer; rejects when there is none. */
  isReachable(): Promise<unknown>;
  close(): Promise<void>;
}

interface DatabaseOptions {
  /** Most connections that this process holds at once. */
  max?: number;
  /** How the process shows up in pg_stat_activity. */
  applicationName?: string;
  /**
   * Whether a commit waits until it is on disk; yes unless told otherwise. A process that derives all it writes from what is safe already
   * (the worker, from the inbox) need not wait: a crash of the database then loses the last moments of its work as a whole, never a
   * part of them, and the inbox still holds what they were made of.
   */
  waitsForDisk?: boolean;
}

/**
 * Opens the database; connections are made when they are first needed.
 *
 * Prisma's adapter reads `timestamptz` as if every session spoke UTC, so each new connection is set to it.
 */
export function createDatabase(connectionString: string, options: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString,
    max: options.max ?? 10,
    application_name: options.applicationName ?? "zegel",
    onConnect: async (client) => {
      await client.query("SET TIME ZONE 'UTC'");
      if (options.waitsForDisk === false) await client.query("SET synchronous_commit = off");
    },
  });
  // A server that goes away breaks idle connections and busy ones. The pool drops both, the query under way fails by
  // itself, and the next one opens a new connection; an error event that nobody hears would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });

  return {
    pool,
    prisma,
    transaction: (work) => runTransaction(pool, work),
    isReachable: () => pool.query("select 1"),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

async function runTransaction<T>(pool: pg.Pool, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away, and the server rolls back what it held.
    await client.query("ROLLBACK").catch(() => {
      isBroken = true;
    });
    throw error;
  } finally {
    client.release(isBroken);
  }
}
