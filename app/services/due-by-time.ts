import { mature } from "../domain/ledger/award.ts";
import { type Entry, entryOf } from "../domain/ledger/entry.ts";
import { expire } from "../domain/ledger/lapse.ts";
import type { Position } from "../domain/ledger/position.ts";
import { expiryCause } from "./expire-points.ts";
import { maturityCause } from "./mature-points.ts";

/**
 * What the sweep would book for this member now: points whose waiting time is over, then points whose time is up. Whoever lets a member
 * spend books it first, so that nothing depends on when the sweep last came by.
 */
export function dueByTime(position: Position, now: number): { entries: Entry[]; position: Position } {
  const matured = mature(position, now);
  const lapsed = expire(matured.position, now);
  const entries = [
    entryOf(position, matured, maturityCause(position, now)),
    entryOf(matured.position, lapsed, expiryCause(matured.position, now)),
  ];
  return { entries: entries.filter((entry) => entry !== null), position: lapsed.position };
}
