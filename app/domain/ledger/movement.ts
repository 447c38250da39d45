import {
  type Account,
  bySpendingOrder,
  type Lot,
  type MemberAccount,
  type Movement,
  type Position,
  type Posting,
  type ShopAccount,
} from "./position.ts";

/**
 * Collects postings and carries the position along, so that the two cannot disagree: a posting is the only way to change a position.
 * Every draft ends with `movement()`, which first lets whatever became available pay the member's debt.
 */
export interface Draft {
  readonly position: Position;
  /** Moves points of one lot (or of none) and throws when an account of the member would fall below zero: that is a bug, not an outcome. */
  post(source: Source, target: Source, lot: string | null, points: number): void;
  addLot(lot: Lot): void;
  movement(): Movement;
}

type Source = MemberAccount | ShopAccount;
type LotAccount = "pending" | "available" | "reserved" | "expired";

const MEMBER_ACCOUNTS: ReadonlySet<Source> = new Set(["pending", "available", "reserved", "debt"]);
const LOT_ACCOUNTS: ReadonlySet<Source> = new Set(["pending", "available", "reserved", "expired"]);

export function draft(from: Position): Draft {
  let position: Position = from;
  const lots = new Map(from.lots.map((lot) => [lot.id, lot]));
  const postings: Posting[] = [];

  const accountOf = (account: Source): Account =>
    MEMBER_ACCOUNTS.has(account)
      ? { account: account as MemberAccount, member: from.member }
      : { account: account as ShopAccount, member: null };

  const change = (account: Source, lot: string | null, points: number): void => {
    if (lot !== null && LOT_ACCOUNTS.has(account)) {
      const held = lots.get(lot);
      if (!held) throw new Error(`lot ${lot} is not in the position`);
      const rest = held[account as LotAccount] + points;
      if (rest < 0) throw new Error(`lot ${lot} would hold ${rest} ${account} points`);
      lots.set(lot, { ...held, [account]: rest });
    }
    if (!MEMBER_ACCOUNTS.has(account)) return;
    const key = account as MemberAccount;
    // Debt grows by what leaves it: the account itself stands below zero, the figure that people read does not.
    const rest = position[key] + (key === "debt" ? -points : points);
    if (rest < 0 || !Number.isSafeInteger(rest))
      throw new RangeError(`member ${from.member} would have ${rest} ${account} points`);
    position = { ...position, [key]: rest };
  };

  const post: Draft["post"] = (source, target, lot, points) => {
    if (!Number.isSafeInteger(points) || points < 0) throw new RangeError(`${points} is not a number of points`);
    if (points === 0) return;
    change(source, lot, -points);
    change(target, lot, points);
    if (source === "issued") position = { ...position, lifetime: position.lifetime + points };
    if (target === "reversed") position = { ...position, lifetime: position.lifetime - points };
    postings.push({ source: accountOf(source), target: accountOf(target), lot, points });
  };

  const current = (): Position => ({ ...position, lots: [...lots.values()] });

  return {
    get position() {
      return current();
    },
    post,
    addLot: (lot) => void lots.set(lot.id, lot),
    movement() {
      take(current(), "available", position.debt, (lot, points) => post("available", "debt", lot, points));
      return { postings, position: current() };
    },
  };
}

/**
 * Takes up to `points` from the lots that hold some in `account`, in spending order (`first` goes before all others), and calls
 * `move` for each part. Returns what no lot could give.
 */
export function take(
  position: Position,
  account: LotAccount,
  points: number,
  move: (lot: string, points: number) => void,
  first?: (lot: Lot) => boolean,
): number {
  if (points <= 0) return 0;
  const holding = position.lots.filter((lot) => lot[account] > 0).sort(bySpendingOrder);
  if (first) holding.sort((a, b) => Number(first(b)) - Number(first(a)));
  let rest = points;
  for (const lot of holding) {
    if (rest === 0) break;
    const part = Math.min(rest, lot[account]);
    move(lot.id, part);
    rest -= part;
  }
  return rest;
}
