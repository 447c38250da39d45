import type { Clock } from "./clock.ts";
import type { Env } from "./env.server.ts";
import type { Logger } from "./log.ts";
import type { Database } from "./persistence/database.ts";
import type { Gateway } from "./shopify/gateway.ts";

/** What services work with: everything that is not their input. */
export interface AppContext {
  database: Database;
  clock: Clock;
  log: Logger;
  gateway: Gateway;
  env: Env;
}
