import { scale } from "../money/money.ts";

/** A figure that may not be known yet: nothing is ever divided by nothing. */
export type Measured<Reason extends string> =
  | { outcome: "measured"; value: number }
  | { outcome: "not_enough"; reason: Reason };

/** One whole in basis points: 9,500 are 95 %. */
export const WHOLE = 10_000;

/**
 * `numerator ÷ denominator` in so many parts of a whole, rounded to the nearest, halves away from zero. The denominator is ≥ 0; where it is
 * zero, the reason says what there is too little of. Throws a RangeError beyond safe integers.
 */
export function measured<Reason extends string>(
  numerator: number,
  denominator: number,
  parts: number,
  reason: Reason,
): Measured<Reason> {
  if (denominator === 0) return { outcome: "not_enough", reason };
  const size = scale(Math.abs(numerator), parts, denominator, "nearest");
  return { outcome: "measured", value: numerator < 0 && size !== 0 ? -size : size };
}
