import type { Text } from "../../contracts/wallet.ts";
import { award, takeBack } from "../ledger/award.ts";
import { type Entry, entryOf } from "../ledger/entry.ts";
import type { Position } from "../ledger/position.ts";
import type { DueReward } from "./entry-rewards.ts";

/** Points that the ledger holds for reaching a level. */
export interface GivenReward {
  /** The entry's key. */
  key: string;
  level: string;
  period: string;
  points: number;
  isUndone: boolean;
}

export interface RewardPlan {
  give: (DueReward & { key: string })[];
  undo: GivenReward[];
}

/**
 * What brings the ledger to what is due: each due reward stands once, what is not due any more is taken back. One that comes back after that
 * is given again, under a key of its own.
 */
export function rewardPlan(member: string, due: readonly DueReward[], given: readonly GivenReward[]): RewardPlan {
  const placeOf = ({ level, period }: { level: string; period: string }): string => `${level}:${period}`;
  const duePlaces = new Set(due.map(placeOf));
  const held = new Set(given.filter(({ isUndone }) => !isUndone).map(placeOf));
  return {
    give: due
      .filter((each) => !held.has(placeOf(each)))
      .map((each) => {
        const before = given.filter((other) => placeOf(other) === placeOf(each)).length;
        return { ...each, key: `tier:${member}:${placeOf(each)}${before === 0 ? "" : `:${before + 1}`}` };
      }),
    undo: given.filter((each) => !each.isUndone && !duePlaces.has(placeOf(each))),
  };
}

interface Lot {
  id: string;
  expiresAt: number | null;
  rollingDays: number | null;
}

/** Gives what a level brings to who reached it, as a lot of its own. */
export function giveReward(
  position: Position,
  { key, level, period, points, at, version }: DueReward & { key: string },
  name: Text,
  lot: Lot,
): { entry: Entry | null; position: Position } {
  const movement = award(position, points, { ...lot, cause: key, orderGid: null, earnedAt: at });
  const entry = entryOf(position, movement, {
    kind: "award",
    key,
    inputs: { level, period, points, programmeVersion: version },
    occurredAt: at,
    orderGid: null,
    reservation: null,
    reason: { code: "tier_reached", name },
    actor: null,
  });
  return { entry, position: movement.position };
}

/** Takes back what was given for a level that turned out not to be reached. */
export function undoReward(
  position: Position,
  { key, level, period, points }: GivenReward,
  name: Text,
  at: number,
): { entry: Entry | null; position: Position } {
  const movement = takeBack(position, points, ({ cause }) => cause === key);
  const entry = entryOf(position, movement, {
    kind: "reversal",
    key: `${key}:undone`,
    inputs: { level, period, points },
    occurredAt: at,
    orderGid: null,
    reservation: null,
    reason: { code: "tier_undone", name },
    actor: null,
  });
  return { entry, position: movement.position };
}
