import type { Clock } from "./clock.ts";
import type { Env } from "./env.server.ts";
import type { Logger } from "./log.ts";
import type { Database } from "./persistence/database.ts";
import type { Gateway } from "./shopify/gateway.ts";

/** What services work with, handed to them by routes, jobs and tests alike. */
export interface AppContext {
  database: Database;
  clock: Clock;
  log: Logger;
  gateway: Gateway;
  env: Env;
}
