import type { OrderLine } from "../../contracts/order-state.ts";
import type { Membership } from "../programme/compile-memberships.ts";
import { sells } from "./sells.ts";

/** The lines without those that buy a membership whose own price earns nothing. */
export function earningLines(
  lines: readonly OrderLine[],
  { memberships }: { memberships: readonly Membership[] },
): readonly OrderLine[] {
  const plain = memberships.filter(({ earnsPoints }) => !earnsPoints);
  return plain.length === 0 ? lines : lines.filter((line) => !plain.some((membership) => sells(membership, line)));
}

/** Of the memberships that somebody has, the one that multiplies points most; undefined where none does. */
export function multiplyingMembership(
  held: readonly string[],
  { memberships }: { memberships: readonly Membership[] },
): Membership | undefined {
  return memberships
    .filter(({ id, multiplierHundredths }) => multiplierHundredths > 100 && held.includes(id))
    .sort((a, b) => b.multiplierHundredths - a.multiplierHundredths)[0];
}
