import type { OrderState } from "../../contracts/order-state.ts";
import type { Text } from "../../contracts/wallet.ts";
import { changesOf, type MembershipChange, nextChangeAt } from "./membership-change.ts";
import {
  type MembershipRun,
  type MembershipStatus,
  membershipRuns,
  paidFor,
  statusAt,
  termAt,
} from "./membership-run.ts";
import { soldTerms, type Versions } from "./sold-term.ts";

/** A membership of a member as it stands at an instant. */
export interface WorkedMembership {
  run: MembershipRun;
  status: MembershipStatus;
  /** When time alone changes anything next, or has something told; null for never. */
  nextAt: number | null;
  /** Of the programme by which the term was sold that counts now. */
  version: number;
  paidMinor: number;
  /** The orders that bought it, in the order of its terms. */
  orders: string[];
  name: Text;
  /** All that there is to tell of it by now. */
  changes: MembershipChange[];
}

/** What the orders of one member come to. All of them, whatever came first; orders that buy no membership change nothing. */
export function workedMemberships(
  orders: readonly OrderState[],
  versions: Versions,
  timezone: string,
  clock: number,
): WorkedMembership[] {
  const sold = orders.flatMap((order) => soldTerms(order, versions));
  // Shopify's clock may be ahead of ours: what it tells of has happened.
  const now = Math.max(clock, ...sold.flatMap(({ paidAt, returnedAt }) => [paidAt, returnedAt ?? paidAt]));
  return membershipRuns(sold, timezone).map((run) => {
    const version = termAt(run, now)?.version ?? 0;
    const name = nameOf(run.membership, version, versions);
    return {
      run,
      status: statusAt(run, now),
      nextAt: nextChangeAt(run, timezone, now),
      version,
      paidMinor: paidFor(run),
      orders: [...new Set(run.terms.map(({ order }) => order))],
      name,
      changes: changesOf(run, name, timezone, now),
    };
  });
}

function nameOf(code: string, version: number, versions: Versions): Text {
  const sold = versions.find(({ programme }) => programme.version === version)?.programme;
  return sold?.memberships.find(({ id }) => id === code)?.name ?? { en: code, nl: code };
}
