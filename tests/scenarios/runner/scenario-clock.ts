import type { Clock } from "#app/clock.ts";
import type { ShopClock } from "#tests/shop/clock.ts";

/** The clock of app and simulated shop together, driven by one file after the other. */
export interface ScenarioClock extends Clock, ShopClock {
  /** A file begins: the clock may go back, since each file has a shop of its own. */
  startAt(instant: number): void;
  /** Moves on and tells listeners, such as webhooks that wait. Never goes back. */
  moveTo(instant: number): void;
  /** Moves on by so little that nothing which waits for the clock is let go. */
  nudge(milliseconds: number): void;
  /** What makes the simulated shop treat it as driven. */
  advance(milliseconds: number): void;
}

export function createScenarioClock(): ScenarioClock {
  let now = Date.parse("2026-01-05T10:00:00Z");
  const listeners = new Set<() => void>();
  const moveTo = (instant: number): void => {
    if (instant < now) throw new RangeError(`The clock cannot go back to ${new Date(instant).toISOString()}.`);
    now = instant;
    for (const listener of listeners) listener();
  };
  return {
    now: () => new Date(now),
    onMove(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    startAt(instant) {
      now = instant;
    },
    moveTo,
    nudge(milliseconds) {
      now += milliseconds;
    },
    advance: (milliseconds) => moveTo(now + milliseconds),
  };
}
