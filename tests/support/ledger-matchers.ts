import { expect } from "vitest";
import type { MemberAccount, Movement, Position } from "#app/domain/ledger/position.ts";

export type Balance = Partial<Record<MemberAccount | "lifetime", number>>;

declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>> {
    /** A position, or anything with these figures: accounts that are not named must be zero. */
    toHaveBalance(balance: Balance): R;
    /** Lots come to the balance, nothing is below zero, and nobody both owes and has. */
    toAddUp(): R;
  }
}

const ACCOUNTS = ["pending", "available", "reserved", "debt"] as const;

expect.extend({
  toHaveBalance(received: Record<MemberAccount, number> & { lifetime?: number }, balance: Balance) {
    const figures = Object.fromEntries(ACCOUNTS.map((account) => [account, received[account] ?? 0]));
    const wanted: Record<string, number> = Object.fromEntries(
      ACCOUNTS.map((account) => [account, balance[account] ?? 0]),
    );
    if (balance.lifetime !== undefined) {
      figures.lifetime = received.lifetime ?? 0;
      wanted.lifetime = balance.lifetime;
    }
    return {
      pass: this.equals(figures, wanted),
      message: () => `expected a balance of ${JSON.stringify(wanted)}, got ${JSON.stringify(figures)}`,
      actual: figures,
      expected: wanted,
    };
  },
  toAddUp(position: Position) {
    const problems: string[] = [];
    for (const account of ["pending", "available", "reserved"] as const) {
      const inLots = position.lots.reduce((sum, lot) => sum + lot[account], 0);
      if (inLots !== position[account])
        problems.push(`lots hold ${inLots} ${account}, the balance says ${position[account]}`);
    }
    for (const account of ACCOUNTS) if (position[account] < 0) problems.push(`${account} is ${position[account]}`);
    for (const lot of position.lots)
      for (const account of ["pending", "available", "reserved", "expired"] as const)
        if (lot[account] < 0) problems.push(`lot ${lot.id} has ${lot[account]} ${account}`);
    if (position.debt > 0 && position.available > 0)
      problems.push(`owes ${position.debt} and has ${position.available} available`);
    return { pass: problems.length === 0, message: () => problems.join("; ") || "expected not to add up" };
  },
});

/** What an account came to by postings: in less out. `member` null is the shop's. */
export function sumOfPostings(
  movements: readonly Pick<Movement, "postings">[],
  account: string,
  member: string | null,
): number {
  let sum = 0;
  for (const { source, target, points } of movements.flatMap(({ postings }) => postings)) {
    if (source.account === account && source.member === member) sum -= points;
    if (target.account === account && target.member === member) sum += points;
  }
  return sum;
}
