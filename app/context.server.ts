import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import type { AppContext } from "./context.ts";
import { type Env, IncompleteEnvError, readEnv } from "./env.server.ts";
import { createLog } from "./log.ts";
import { createDatabase } from "./persistence/database.ts";
import { offlineSessionsIn } from "./persistence/offline-sessions.ts";
import { createShopifyApi, refreshAt } from "./shopify/api.ts";
import { createGateway } from "./shopify/gateway.ts";
import { createTokens } from "./shopify/token.ts";

/**
 * The built Remix bundle and the server that loads it each have their own copy of this module. One context a process, and so one pool,
 * is kept where both find it.
 */
const holder = globalThis as { [key: symbol]: AppContext | undefined };
const KEY = Symbol.for("zegel.context");

/** The process's context, made of its environment when it is first asked for. */
export function appContext(): AppContext {
  holder[KEY] ??= createContext(readEnv(), { process: "web" });
  return holder[KEY];
}

/** Makes a context of one's own the process's: a worker with another name, a scenario with a driven clock. */
export function adoptContext(context: AppContext): AppContext {
  holder[KEY] = context;
  return context;
}

/** @throws IncompleteEnvError when no database is named: `npm start` starts the embedded one and names it */
export function createContext(
  env: Env,
  options: { process: string; clock?: Clock; connections?: number; waitsForDisk?: boolean },
): AppContext {
  if (env.DATABASE_URL === undefined) {
    throw new IncompleteEnvError(
      "DATABASE_URL is missing: start Zegel with `npm start`, which brings its own database, or name one.",
    );
  }
  const log = createLog(options.process, env.LOG_LEVEL);
  const database = createDatabase(env.DATABASE_URL, {
    max: options.connections ?? 10,
    applicationName: `zegel-${options.process}`,
    waitsForDisk: options.waitsForDisk,
  });
  const tokens = createTokens(offlineSessionsIn(database), refreshAt(createShopifyApi(env, log)));
  return { database, clock: options.clock ?? systemClock, log, gateway: createGateway({ tokens, log }), env };
}
