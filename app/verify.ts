import { existsSync } from "node:fs";
import path from "node:path";
import { createContext } from "./context.server.ts";
import { readEnv } from "./env.server.ts";
import { createDatabase, type Database } from "./persistence/database.ts";
import { EmbeddedPostgresError, startEmbeddedPostgres } from "./persistence/embedded-postgres.ts";
import { shopsToVerify } from "./persistence/verification.ts";
import { type Verification, verificationReport, verifyShop } from "./services/verify-shop.ts";
import { verifyWallets } from "./services/verify-wallets.ts";

/**
 * `npm run verify [-- [--wallets] SHOP…]`: rebuilds what is derived from the ledger and the orders, compares, and says what differs. Ends
 * with 0 where nothing does, with 1 where something does, with 2 where it could not look. Shops are named by domain; all of them unless
 * some are. `--wallets` also reads from Shopify what each customer may have; that takes the app's whole configuration.
 */
async function main(given: readonly string[]): Promise<number> {
  const wanted = given.filter((each) => each !== "--wallets");
  const withWallets = given.includes("--wallets");
  const folder = path.resolve(import.meta.dirname, "..", ".data", "postgres");
  if (!process.env.DATABASE_URL && !existsSync(folder)) {
    say("There is no database yet: start Zegel once, or name one in DATABASE_URL. Nothing was verified.");
    return 2;
  }
  const embedded = process.env.DATABASE_URL ? null : await startEmbeddedPostgres({ folder });
  const url = process.env.DATABASE_URL || (embedded?.connectionString ?? "");
  const database = createDatabase(url, { max: 2, applicationName: "zegel-verify" });
  try {
    return await verify(database, url, wanted, withWallets);
  } finally {
    await database.close();
    await embedded?.stop();
  }
}

async function verify(
  database: Database,
  url: string,
  wanted: readonly string[],
  withWallets: boolean,
): Promise<number> {
  const shops = await shopsToVerify(database.pool);
  const unknown = wanted.filter((domain) => !shops.some((shop) => shop.domain === domain));
  if (unknown.length > 0) {
    say(`No shop is called ${unknown.join(" or ")}. Nothing was verified.`);
    return 2;
  }
  const app = withWallets
    ? createContext(readEnv({ ...process.env, DATABASE_URL: url }), { process: "verify", connections: 2 })
    : null;
  const verifications: Verification[] = [];
  try {
    for (const shop of shops) {
      if (wanted.length > 0 && !wanted.includes(shop.domain)) continue;
      const verification = await verifyShop({ database }, shop);
      if (app && shop.isInstalled) {
        const { wallets, differences } = await verifyWallets(app, shop);
        verification.checked.wallets = wallets;
        verification.differences.count += differences.count;
        verification.differences.first.push(...differences.first);
      }
      verifications.push(verification);
    }
  } finally {
    await app?.database.close();
  }
  process.stdout.write(`${verificationReport(verifications)}\n`);
  return verifications.some(({ differences }) => differences.count > 0) ? 1 : 0;
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isWithoutTables = error instanceof Error && "code" in error && error.code === "42P01";
    const sentence = isWithoutTables
      ? "this database has no tables of Zegel yet; start Zegel on it once."
      : error instanceof EmbeddedPostgresError || error instanceof Error
        ? error.message || error.name
        : String(error);
    say(`Nothing was verified: ${sentence}`);
    process.exitCode = 2;
  },
);
