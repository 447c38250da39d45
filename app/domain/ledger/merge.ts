import { draft } from "./movement.ts";
import { emptyPosition, type MemberAccount, type Position, type Posting } from "./position.ts";

export interface Merged {
  postings: Posting[];
  from: Position;
  into: Position;
}

const LOT_ACCOUNTS = ["pending", "available", "reserved"] as const;

/**
 * Everything that a member has becomes another's: two customers were merged, or a guest signed up. Lots keep their identity and dates,
 * debts add up and are then paid from what is available.
 */
export function merge(from: Position, into: Position): Merged {
  const postings: Posting[] = [];
  const move = (account: MemberAccount, lot: string | null, points: number, backwards = false): void => {
    if (points === 0) return;
    const [source, target] = backwards ? [into.member, from.member] : [from.member, into.member];
    postings.push({ source: { account, member: source }, target: { account, member: target }, lot, points });
  };
  for (const lot of from.lots) for (const account of LOT_ACCOUNTS) move(account, lot.id, lot[account]);
  // A debt is an account below zero: to take it over, points flow from the one who takes it to the one who is freed.
  move("debt", null, from.debt, true);

  const together: Position = {
    member: into.member,
    pending: into.pending + from.pending,
    available: into.available + from.available,
    reserved: into.reserved + from.reserved,
    debt: into.debt + from.debt,
    lifetime: into.lifetime + from.lifetime,
    lots: [...into.lots, ...from.lots],
  };
  const settled = draft(together).movement();
  return { postings: [...postings, ...settled.postings], from: emptyPosition(from.member), into: settled.position };
}
