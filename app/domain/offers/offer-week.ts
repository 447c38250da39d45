import type { Offers } from "../programme/compile-offers.ts";
import { instantOfLocal, localDayAt } from "../programme/local-time.ts";

const DAY_MS = 86_400_000;

/** A week of offers: its first day (YYYY-MM-DD) is its name; `from` (included) and `to` (not included) are instants. */
export interface OfferWeek {
  day: string;
  from: number;
  to: number;
}

/** The week that an instant is in, on the shop's clocks: one in which these are changed is an hour shorter or longer. */
export function offerWeekAt(instant: number, { startsOn }: Pick<Offers, "startsOn">, timezone: string): OfferWeek {
  const today = Date.parse(localDayAt(instant, timezone));
  // 1970-01-01 was a Thursday, the fourth day of a week that begins with Monday.
  const weekday = (Math.floor(today / DAY_MS) + 3) % 7;
  const first = today - ((weekday - startsOn + 7) % 7) * DAY_MS;
  const day = dayOf(first);
  return { day, from: instantOfLocal(day, timezone), to: instantOfLocal(dayOf(first + 7 * DAY_MS), timezone) };
}

function dayOf(midnight: number): string {
  return new Date(midnight).toISOString().slice(0, 10);
}
