import type { Customer, StoreCreditEvent, StoreCreditTransaction } from "./state.ts";

/** Store credit: one account a customer, in the shop's currency. `storeCreditMinor` is what it holds; the transactions say why. */

interface Making {
  now: Date;
  newGid(type: string): string;
}

/** Made with the first credit, and named after its owner. */
export function accountGid(customer: Customer): string {
  return customer.gid.replace("Customer", "StoreCreditAccount");
}

export function hasAccount(customer: Customer): boolean {
  return customer.storeCreditMinor > 0 || transactionsOf(customer).length > 0;
}

/** The oldest first. */
export function transactionsOf(customer: Customer): StoreCreditTransaction[] {
  customer.storeCreditTransactions ??= [];
  return customer.storeCreditTransactions;
}

export function creditStore(
  { now, newGid }: Making,
  customer: Customer,
  amountMinor: number,
  event: StoreCreditEvent,
  expiresAt: Date | null = null,
): StoreCreditTransaction {
  customer.storeCreditMinor += amountMinor;
  const transaction: StoreCreditTransaction = {
    gid: newGid("StoreCreditAccountCreditTransaction"),
    kind: "credit",
    amountMinor,
    balanceAfterMinor: customer.storeCreditMinor,
    remainingMinor: amountMinor,
    event,
    expiresAt,
    createdAt: now,
  };
  transactionsOf(customer).push(transaction);
  return transaction;
}

/** Spends the soonest expiring credit first. The caller has seen that there is enough. */
export function debitStore(
  { now, newGid }: Making,
  customer: Customer,
  amountMinor: number,
  event: StoreCreditEvent,
): StoreCreditTransaction {
  customer.storeCreditMinor -= amountMinor;
  const expiry = (each: StoreCreditTransaction) => each.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const credits = transactionsOf(customer).filter((each) => each.remainingMinor > 0);
  let rest = amountMinor;
  for (const credit of credits.sort((a, b) => (expiry(a) < expiry(b) ? -1 : expiry(a) > expiry(b) ? 1 : 0))) {
    const part = Math.min(rest, credit.remainingMinor);
    credit.remainingMinor -= part;
    rest -= part;
  }
  const transaction: StoreCreditTransaction = {
    gid: newGid("StoreCreditAccountDebitTransaction"),
    kind: "debit",
    amountMinor,
    balanceAfterMinor: customer.storeCreditMinor,
    remainingMinor: 0,
    event,
    expiresAt: null,
    createdAt: now,
  };
  transactionsOf(customer).push(transaction);
  return transaction;
}

/** Credit whose time is up is gone; whoever looks at an account looks after this. */
export function expireStoreCredit(customer: Customer, now: Date): void {
  for (const credit of transactionsOf(customer)) {
    if (credit.expiresAt === null || credit.expiresAt > now) continue;
    customer.storeCreditMinor -= credit.remainingMinor;
    credit.remainingMinor = 0;
  }
}
