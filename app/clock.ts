/** Tells the time. Services take it from their context, so that a test or the demo can drive it; the domain never asks. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
