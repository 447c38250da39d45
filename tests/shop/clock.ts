/**
 * The time that the simulated Shopify goes by: the machine's, or one that a test drives. Listeners hear of each move, so that a
 * webhook which is due at three o'clock leaves when the clock passes three.
 */
export interface ShopClock {
  now(): Date;
  /** Calls `listener` after each move of the clock; returns a function that stops that. A clock of real time never moves by itself. */
  onMove(listener: () => void): () => void;
}

export interface DrivenClock extends ShopClock {
  /** Sets the clock. Going back is refused: Shopify's `updated_at` never falls either. */
  set(time: Date | string): void;
  advance(milliseconds: number): void;
}

export const realTime: ShopClock = {
  now: () => new Date(),
  onMove: () => () => {},
};

/** A clock that stands still until it is told to move. */
export function createDrivenClock(start: Date | string = "2026-01-05T10:00:00Z"): DrivenClock {
  let now = new Date(start).getTime();
  const listeners = new Set<() => void>();
  const moveTo = (time: number) => {
    if (!(time >= now))
      throw new RangeError(`The clock cannot go back from ${new Date(now).toISOString()} to ${time}.`);
    now = time;
    for (const listener of listeners) listener();
  };
  return {
    now: () => new Date(now),
    onMove(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (time) => moveTo(new Date(time).getTime()),
    advance: (milliseconds) => moveTo(now + milliseconds),
  };
}

/** Whether a test drives this clock. */
export function isDriven(clock: ShopClock): clock is DrivenClock {
  return "advance" in clock;
}
