import { type WorkedMembership, workedMemberships } from "../domain/memberships/worked-memberships.ts";
import type { Transaction } from "../persistence/database.ts";
import { livingMembersOrders, membersAfter, membershipsOf, type StoredMembership } from "../persistence/memberships.ts";
import type { Difference } from "../persistence/verification.ts";
import type { PublishedProgramme } from "./apply-orders.ts";

const MEMBERS_AT_ONCE = 500;

/**
 * Compares every membership with what the member's orders come to: when it runs, what was paid and by which orders. Not what time alone
 * makes of it, which is as old as the last sweep.
 *
 * @param found is told of each difference
 * @returns how many memberships there are
 */
export async function verifyMemberships(
  transaction: Transaction,
  shop: { id: number; timezone: string },
  programmes: readonly PublishedProgramme[],
  found: (difference: Difference) => void,
): Promise<number> {
  let count = 0;
  for (let last = "0"; ; ) {
    const members = await membersAfter(transaction, shop.id, last, MEMBERS_AT_ONCE);
    const orders = Map.groupBy(await livingMembersOrders(transaction, shop.id, members), ({ member }) => member);
    const stored = Map.groupBy(await membershipsOf(transaction, shop.id, members), ({ member }) => member);
    for (const member of members) {
      const states = (orders.get(member) ?? []).map(({ order }) => order);
      const expected = workedMemberships(states, programmes, shop.timezone, 0);
      const own = stored.get(member) ?? [];
      count += own.length;
      for (const difference of differencesOf(member, expected, own)) found(difference);
    }
    if (members.length < MEMBERS_AT_ONCE) return count;
    last = members.at(-1) ?? last;
  }
}

function differencesOf(
  member: string,
  expected: readonly WorkedMembership[],
  stored: readonly StoredMembership[],
): Difference[] {
  const wanted = new Map(expected.map((each) => [`${each.run.membership} ${each.run.from}`, figuresOf(each)]));
  const had = new Map(stored.map((each) => [`${each.code} ${each.from}`, each]));
  return [...new Set([...wanted.keys(), ...had.keys()])].flatMap((key) => {
    const [one, other] = [wanted.get(key), had.get(key)];
    const subject = `${member} ${key.split(" ")[0]}`;
    return FIGURES.flatMap((field): Difference[] => {
      const [should, is] = [one?.[field] ?? null, other === undefined ? null : storedFigure(other, field)];
      return should === is ? [] : [{ what: "membership", subject, field, expected: should, found: is }];
    });
  });
}

const FIGURES = ["start", "end", "end of grace", "paid", "orders"] as const;
type Figures = Record<(typeof FIGURES)[number], number>;

function figuresOf({ run, paidMinor, orders }: WorkedMembership): Figures {
  return { start: run.from, end: run.to, "end of grace": run.graceTo, paid: paidMinor, orders: orders.length };
}

function storedFigure({ from, to, graceTo, paidMinor, orders }: StoredMembership, field: keyof Figures): number {
  return { start: from, end: to, "end of grace": graceTo, paid: paidMinor, orders: orders.length }[field];
}
