import { isDeepStrictEqual } from "node:util";
import type { AppContext } from "../context.ts";
import type { OrderState } from "../contracts/order-state.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { sellsMembership } from "../domain/memberships/sold-term.ts";
import { type WorkedMembership, workedMemberships } from "../domain/memberships/worked-memberships.ts";
import type { Transaction } from "../persistence/database.ts";
import { noteJourneyEvents } from "../persistence/journey-events.ts";
import {
  addMembershipChanges,
  forgetMemberships,
  livingMembersOrders,
  membershipsOf,
  membersWithDueMemberships,
  type StoredMembership,
  type ToldChange,
  writeMemberships,
} from "../persistence/memberships.ts";
import type { OrderRecord } from "../persistence/orders.ts";
import { owe } from "../persistence/outbox.ts";
import { lockShopWork } from "../persistence/positions.ts";
import type { Batch } from "./apply-orders.ts";
import { wakeDelivery } from "./book.ts";
import { readProgrammes } from "./read-programmes.ts";

const BATCH_SIZE = 200;

/**
 * Brings the memberships of those who bought one with these orders up to date, before the orders are worked: an order of the same batch may
 * already be a member's. The orders need not be written yet; those of which the person was forgotten are nobody's. Shops without memberships
 * pay nothing.
 */
export async function workMembershipsOfOrders(
  transaction: Transaction,
  batch: Batch,
  records: readonly OrderRecord[],
): Promise<void> {
  if (!hasMemberships(batch)) return;
  const sold = records.flatMap(({ memberId, state }) =>
    memberId !== null && !state.isForgotten && state.order && sellsMembership(state.order, batch.programmes)
      ? [{ member: memberId, order: state.order }]
      : [],
  );
  await workMemberships(transaction, batch, [...new Set(sold.map(({ member }) => member))], sold);
}

/**
 * Makes the memberships of these members what all of their orders come to now, tells what was not told yet and owes a wallet to those for
 * whom anything changed. The caller holds the shop's lock.
 *
 * @param newer states of orders that are not written yet
 */
export async function workMemberships(
  transaction: Transaction,
  batch: Pick<Batch, "shop" | "programmes" | "now">,
  members: readonly string[],
  newer: readonly { member: string; order: OrderState }[] = [],
): Promise<void> {
  if (members.length === 0 || !hasMemberships(batch)) return;
  const { shop, programmes, now } = batch;
  const isNewer = new Set(newer.map(({ order }) => order.gid));
  const stored = await livingMembersOrders(transaction, shop.id, members);
  const orders = Map.groupBy(
    [...stored.filter(({ order }) => !isNewer.has(order.gid)), ...newer],
    ({ member }) => member,
  );
  const before = Map.groupBy(await membershipsOf(transaction, shop.id, members), ({ member }) => member);
  const worked = new Map(
    members.map((member) => {
      const states = (orders.get(member) ?? []).map(({ order }) => order);
      return [member, workedMemberships(states, programmes, shop.timezone, now.getTime())];
    }),
  );
  const rows = new Map([...worked].map(([member, each]) => [member, each.map((one) => storedOf(member, one))]));
  const changed = members.filter((member) => !isDeepStrictEqual(rows.get(member), before.get(member) ?? []));
  if (changed.length === 0) return;
  await writeMemberships(
    transaction,
    shop.id,
    changed,
    changed.flatMap((member) => rows.get(member) ?? []),
  );
  await tell(
    transaction,
    shop.id,
    changed.flatMap((member) => (worked.get(member) ?? []).flatMap((each) => tellable(member, each))),
    now,
  );
  await owe(transaction, shop.id, "wallet", changed, now);
}

/** For the member's history, and for mails that begin with it. */
async function tell(
  transaction: Transaction,
  shopId: number,
  changes: readonly ToldChange[],
  now: Date,
): Promise<void> {
  const told = await addMembershipChanges(transaction, shopId, changes, now);
  const events = told.map(({ member, membership, kind, key, at, to, name, why }) => ({
    memberId: member,
    name: `membership_${kind}` as const,
    key: `membership:${key}`,
    occurredAt: new Date(at),
    details: { membership, name, until: new Date(to).toISOString(), why },
  }));
  await noteJourneyEvents(transaction, shopId, events, now);
}

function tellable(member: string, { changes, name, run }: WorkedMembership): ToldChange[] {
  return changes.map((change) => ({ ...change, member, name, to: run.to }));
}

function hasMemberships({ programmes }: Pick<Batch, "programmes">): boolean {
  return programmes.some(({ programme }) => programme.memberships.length > 0);
}

/** A worked membership as it is stored, apart from what is told of it. */
export function storedOf(member: string, worked: WorkedMembership): StoredMembership {
  const { run, status, nextAt, version, paidMinor, orders } = worked;
  const { membership: code, from, to, graceTo, terms } = run;
  return { member, code, from, to, graceTo, status, nextAt, version, paidMinor, orders, terms };
}

/** Memberships that end, begin their days of grace or will end soon. Returns how many members had one. */
export async function sweepMemberships(app: AppContext, shop: ShopFacts): Promise<number> {
  let swept = 0;
  for (;;) {
    const now = app.clock.now();
    const due = await membersWithDueMemberships(app.database.pool, shop.id, now, BATCH_SIZE);
    if (due.length === 0) return swept;
    await app.database.transaction(async (transaction) => {
      await lockShopWork(transaction, shop.id);
      const programmes = await readProgrammes(transaction, shop);
      await workMemberships(transaction, { shop, programmes, now }, due);
      await wakeDelivery(transaction, shop.id);
    });
    swept += due.length;
    if (due.length < BATCH_SIZE) return swept;
  }
}

/** What one member had bought is another's now: their orders have been moved, and what they come to together follows. */
export async function inheritMemberships(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  from: string,
  into: string,
): Promise<void> {
  if (!(await forgetMemberships(transaction, shop.id, [from]))) return;
  await workMemberships(transaction, { shop, programmes: await readProgrammes(transaction, shop), now }, [into]);
}
