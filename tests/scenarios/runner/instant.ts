import { z } from "zod";

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(?:\d+[smhd]\s*)+$/;

/** "14d", "2h", "1h 30m" in milliseconds. */
export const duration = z
  .string({ error: "write a duration such as 14d, 2h, 30m or 10s" })
  .trim()
  .regex(DURATION, "write a duration such as 14d, 2h, 30m or 10s")
  .transform((text) =>
    [...text.matchAll(/(\d+)([smhd])/g)].reduce(
      (sum, [, count, unit]) => sum + Number(count) * UNITS[unit as keyof typeof UNITS],
      0,
    ),
  );

const DATE_AND_TIME = /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?\s*(?:[Zz]|[+-]\d{2}:?\d{2})?)?$/;

/** An instant in epoch milliseconds; a date alone is its midnight, and without an offset it is UTC. */
export const instant = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString() : value),
  z.string({ error: "write an instant such as 2026-01-05T10:00:00Z" }).transform((text, context) => {
    const isWritten = DATE_AND_TIME.test(text.trim()) && isDay(text.trim().slice(0, 10));
    const at = isWritten ? Date.parse(inUtc(text.trim())) : Number.NaN;
    if (!Number.isNaN(at)) return at;
    context.addIssue({ code: "custom", message: "write an instant such as 2026-01-05T10:00:00Z" });
    return z.NEVER;
  }),
);

function inUtc(text: string): string {
  const [date = "", time] = text.split(/[Tt ](?=\d)/);
  if (time === undefined) return `${date}T00:00:00Z`;
  const clock = time.replace(/\s+/g, "").toUpperCase();
  return `${date}T${/[Z]$|[+-]\d{2}:?\d{2}$/.test(clock) ? clock : `${clock}Z`}`;
}

/** A calendar day, such as a birthday, as text. A day that no calendar has (30 February) is refused. */
export const day = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
  z.string({ error: "write a day such as 1990-02-28" }).refine(isDay, "write a day such as 1990-02-28"),
);

/** JavaScript takes 30 February for 2 March; a calendar does not. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
