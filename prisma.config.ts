import { existsSync } from "node:fs";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { defineConfig } from "prisma/config";

// Prisma's command line downloads two engine binaries unless these name existing files. The engine used here is the one
// compiled to WebAssembly inside the package, so any file does, and nothing is downloaded.
const anyFile = path.join(import.meta.dirname, "package.json");
for (const name of ["PRISMA_QUERY_ENGINE_LIBRARY", "PRISMA_SCHEMA_ENGINE_BINARY"]) {
  const given = process.env[name];
  if (given === undefined || !existsSync(given)) process.env[name] = anyFile;
}

// Prisma's engine limits its wait for the migration lock by a timer of ten seconds that it never clears: every command
// would take ten seconds longer than its work. A timer without a hold on the process still ends a wait that hangs.
const startTimer = globalThis.setTimeout;
const startTimerWithoutHold = (work: (...given: unknown[]) => void, delayMs?: number, ...given: unknown[]) => {
  const timer = startTimer(work, delayMs, ...given);
  return delayMs === 10_000 ? timer.unref() : timer;
};
globalThis.setTimeout = Object.assign(startTimerWithoutHold, startTimer) as typeof setTimeout;

/** Object ids of PostgreSQL's types: `"char"`, `name`, `text`, `"char"[]`. */
const CHAR = 18;
const NAME = 19;
const TEXT = 25;
const CHAR_ARRAY = 1002;

/** Separate fields, because a connection string would override the name of the shadow database. */
function connectionFields(connectionString: string): pg.PoolConfig {
  const url = new URL(connectionString);
  const ssl = url.searchParams.get("sslmode");
  return {
    host: url.searchParams.get("host") ?? url.hostname,
    port: url.port === "" ? 5432 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    // Prisma never closes its last connection.
    allowExitOnIdle: true,
    ...(ssl === null || ssl === "disable" ? {} : { ssl: { rejectUnauthorized: ssl === "verify-full" } }),
  };
}

type Adapter = Awaited<ReturnType<PrismaPg["connect"]>>;

/**
 * Lets the adapter read PostgreSQL's catalogue, whose types `"char"` and `name` it does not know: it would refuse every
 * look at an existing database. A name reads as text. A single character has a type in Prisma's protocol to which the
 * adapter maps nothing but arrays, so it is announced as an array of them and corrected on the way out.
 */
function suitMigrations(adapter: Adapter): Adapter {
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool) as (...given: unknown[]) => Promise<pg.QueryResult>;
  const queryWithKnownTypes = async (...given: unknown[]) => {
    const result = await query(...given);
    for (const field of result.fields ?? []) {
      if (field.dataTypeID === CHAR) field.dataTypeID = CHAR_ARRAY;
      if (field.dataTypeID === NAME) field.dataTypeID = TEXT;
    }
    return result;
  };
  pool.query = queryWithKnownTypes as typeof pool.query;

  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (given) => {
    const result = await queryRaw(given);
    const columnTypes = result.columnTypes.map((type) =>
      type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };
  // The adapter's own way splits a migration at every semicolon, also those inside a function's body.
  adapter.executeScript = async (script) => {
    await query(script);
  };
  return adapter;
}

class MigrationAdapter extends PrismaPg {
  readonly #fields: pg.PoolConfig;

  constructor(fields: pg.PoolConfig) {
    super(fields);
    this.#fields = fields;
  }

  override async connect(): Promise<Adapter> {
    return suitMigrations(await super.connect());
  }

  override async connectToShadowDb(): Promise<Adapter> {
    const database = `zegel_shadow_${crypto.randomUUID().replaceAll("-", "")}`;
    const server = new pg.Pool(this.#fields);
    await server.query(`CREATE DATABASE ${database}`);
    const shadow = suitMigrations(await new PrismaPg({ ...this.#fields, database }).connect());
    const closeShadow = shadow.dispose.bind(shadow);
    // The database can only be dropped once nobody is connected to it.
    shadow.dispose = async () => {
      await closeShadow();
      await server.query(`DROP DATABASE ${database}`);
      await server.end();
    };
    return shadow;
  }
}

export default defineConfig({
  schema: path.join("prisma", "schema.prisma"),
  migrations: { path: path.join("prisma", "migrations") },
  experimental: { adapter: true },
  engine: "js",
  adapter: async () => {
    const connectionString = process.env.DATABASE_URL;
    if (!connectionString) throw new Error("DATABASE_URL is missing: the address of the database to migrate.");
    return new MigrationAdapter(connectionFields(connectionString));
  },
});
