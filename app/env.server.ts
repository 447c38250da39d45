import { z } from "zod";

/** Says what a setting is for, so that whoever reads the refusal knows where to get it. */
function required(purpose: string) {
  return z.string({ error: `is missing: ${purpose}` }).min(1, { error: `is empty: ${purpose}` });
}

const envSchema = z.object({
  SHOPIFY_API_KEY: required("the app's client id, from its settings page in Shopify's Dev Dashboard."),
  SHOPIFY_API_SECRET: required("the app's client secret, from its settings page in Shopify's Dev Dashboard."),
  SHOPIFY_APP_URL: required("the public address of this app, such as https://zegel.example.com.").transform(
    (address, context) => {
      const url = URL.canParse(address) ? new URL(address) : null;
      if (url !== null && (url.protocol === "https:" || url.protocol === "http:")) return url.origin;
      context.addIssue({
        code: "custom",
        message: "must be a whole address that starts with https://, such as https://zegel.example.com.",
      });
      return z.NEVER;
    },
  ),
  SCOPES: required("the required access scopes, separated by commas, as `scopes` in shopify.app.toml says.").transform(
    (scopes) =>
      scopes
        .split(",")
        .map((scope) => scope.trim())
        .filter((scope) => scope !== ""),
  ),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/.+/, {
      error: "must be the address of a PostgreSQL database, such as postgres://user:password@host:5432/zegel.",
    })
    .optional(),
  PORT: z.coerce
    .number({ error: "must be a port number between 1 and 65535." })
    .int({ error: "must be a port number between 1 and 65535." })
    .min(1, { error: "must be a port number between 1 and 65535." })
    .max(65_535, { error: "must be a port number between 1 and 65535." })
    .default(3000),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be one of fatal, error, warn, info, debug, trace, silent.",
    })
    .default("info"),
});

/** The settings of one process, checked. `SHOPIFY_APP_URL` is an origin without a slash at the end. */
export type Env = z.infer<typeof envSchema>;

export type EnvOutcome = { outcome: "complete"; env: Env } | { outcome: "incomplete"; sentences: string[] };

/**
 * Checks the settings and says, in one sentence each, what is missing or wrong. An empty setting counts as missing,
 * for hosts that define every name. No value is ever repeated: some of them are secrets.
 */
export function checkEnv(source: Record<string, string | undefined>): EnvOutcome {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = envSchema.safeParse(given);
  if (parsed.success) return { outcome: "complete", env: parsed.data };
  return {
    outcome: "incomplete",
    sentences: parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`),
  };
}

/** Settings are missing or wrong. The message is meant for a person: print it and stop, without a stack. */
export class IncompleteEnvError extends Error {
  override name = "IncompleteEnvError";
}

/**
 * The settings of this process.
 *
 * @throws IncompleteEnvError that names every missing or wrong setting
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const checked = checkEnv(source);
  if (checked.outcome === "complete") return checked.env;
  throw new IncompleteEnvError(
    ["Zegel cannot start, its configuration is incomplete:", ...checked.sentences.map((line) => `  - ${line}`)].join(
      "\n",
    ),
  );
}
