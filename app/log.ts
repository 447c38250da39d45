import { type Logger, pino } from "pino";

export type { Logger } from "pino";

/**
 * Fields that may hold a person's data or a secret. Code logs ids and numbers only; this is the net below that rule,
 * for the day a payload or a request is logged whole.
 */
const WITHHELD_FIELDS = [
  "email",
  "phone",
  "first_name",
  "last_name",
  "firstName",
  "lastName",
  "address",
  "payload",
  "authorization",
  "cookie",
  "accessToken",
  "refreshToken",
  "password",
];

/**
 * A logger that writes one JSON object a line to standard output.
 *
 * @param process which of our processes speaks, such as "web" or "worker"
 * @param level pino's level ("fatal" … "trace") or "silent"
 */
export function createLog(process: string, level: string): Logger {
  return pino({
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: WITHHELD_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: "[withheld]" },
  });
}
