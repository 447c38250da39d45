import { existsSync } from "node:fs";
import path from "node:path";
import { createDatabase } from "./persistence/database.ts";
import { EmbeddedPostgresError, startEmbeddedPostgres } from "./persistence/embedded-postgres.ts";
import { shopsToVerify } from "./persistence/verification.ts";
import { type Verification, verificationReport, verifyShop } from "./services/verify-shop.ts";

/**
 * `npm run verify [-- SHOP…]`: rebuilds what is derived from the ledger and the orders, compares, and says what differs. Ends with 0 where
 * nothing does, with 1 where something does, with 2 where it could not look. Shops are named by domain; all of them unless some are.
 */
async function main(wanted: readonly string[]): Promise<number> {
  const given = process.env.DATABASE_URL;
  const folder = path.resolve(import.meta.dirname, "..", ".data", "postgres");
  if (!given && !existsSync(folder)) {
    process.stderr.write(
      "There is no database yet: start Zegel once, or name one in DATABASE_URL. Nothing was verified.\n",
    );
    return 2;
  }
  const embedded = given ? null : await startEmbeddedPostgres({ folder });
  const database = createDatabase(given || (embedded?.connectionString ?? ""), {
    max: 2,
    applicationName: "zegel-verify",
  });
  try {
    const shops = await shopsToVerify(database.pool);
    const unknown = wanted.filter((domain) => !shops.some((shop) => shop.domain === domain));
    if (unknown.length > 0) {
      process.stderr.write(`No shop is called ${unknown.join(" or ")}. Nothing was verified.\n`);
      return 2;
    }
    const verifications: Verification[] = [];
    for (const shop of shops) {
      if (wanted.length === 0 || wanted.includes(shop.domain)) verifications.push(await verifyShop({ database }, shop));
    }
    process.stdout.write(`${verificationReport(verifications)}\n`);
    return verifications.some(({ differences }) => differences.count > 0) ? 1 : 0;
  } finally {
    await database.close();
    await embedded?.stop();
  }
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
    process.stderr.write(`Nothing was verified: ${sentence}\n`);
    process.exitCode = 2;
  },
);
