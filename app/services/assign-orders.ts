import type { OrderState } from "../contracts/order-state.ts";
import type { Transaction } from "../persistence/database.ts";
import { addGuests, enrolCustomers, membersByCustomer, membersByEmail, membersById } from "../persistence/members.ts";
import type { OrderRecord } from "../persistence/orders.ts";
import type { Batch } from "./apply-orders.ts";
import { claimGuests, mergeMembers } from "./claim-members.ts";

interface OrderInWork {
  record: OrderRecord;
  order: OrderState;
  /** Whether a customer stood on it before this batch. */
  hadCustomer: boolean;
}

/**
 * Says whose each order is: the customer's, or that of the guest with its e-mail address; unknown ones are enrolled. A guest whose order
 * turns out to be a customer's becomes that customer, so that the end does not depend on which state of the order came first.
 * Mutates the records.
 */
export async function assignOrders(
  transaction: Transaction,
  batch: Batch,
  orders: readonly OrderInWork[],
): Promise<void> {
  const ownerless = orders.filter(({ record }) => record.memberId === null);
  const perhapsGuests = orders.filter(
    ({ record, order, hadCustomer }) => record.memberId !== null && order.customerGid !== null && !hadCustomer,
  );
  const members = await enrolledCustomers(transaction, batch, [...ownerless, ...perhapsGuests]);
  for (const { record, order } of ownerless) {
    if (order.customerGid !== null) record.memberId = members.get(order.customerGid) ?? null;
  }
  await becomeCustomers(transaction, batch, orders, perhapsGuests, members);
  await assignToGuests(
    transaction,
    batch.shop.id,
    ownerless.filter(({ order }) => order.customerGid === null),
  );
}

/** Member ids by customer; customers who are not known yet are enrolled and get what waited for them as guests. */
async function enrolledCustomers(
  transaction: Transaction,
  batch: Batch,
  orders: readonly OrderInWork[],
): Promise<Map<string, string>> {
  const shopId = batch.shop.id;
  const byCustomer = new Map(
    orders.flatMap(({ order }) => (order.customerGid === null ? [] : [[order.customerGid, order] as const])),
  );
  // A batch of past orders begins with any of theirs.
  const firstPlaced = new Map<string, number>();
  for (const { order } of orders) {
    if (order.customerGid === null) continue;
    firstPlaced.set(order.customerGid, Math.min(order.placedAt, firstPlaced.get(order.customerGid) ?? order.placedAt));
  }
  const idsOf = async () =>
    new Map(
      [...(await membersByCustomer(transaction, shopId, [...byCustomer.keys()]))].map(([gid, { id }]) => [gid, id]),
    );
  const known = await idsOf();
  const unknown = [...byCustomer].flatMap(([customerGid, order]) =>
    known.has(customerGid)
      ? []
      : [
          {
            customerGid,
            email: order.email,
            joinedAt: firstPlaced.get(customerGid) ?? order.placedAt,
            ...batch.names?.get(customerGid),
          },
        ],
  );
  if (unknown.length === 0) return known;
  await enrolCustomers(transaction, shopId, unknown);
  await claimGuests(transaction, batch.shop, batch.now, unknown);
  return idsOf();
}

async function becomeCustomers(
  transaction: Transaction,
  batch: Batch,
  all: readonly OrderInWork[],
  perhapsGuests: readonly OrderInWork[],
  members: ReadonlyMap<string, string>,
): Promise<void> {
  const ids = perhapsGuests.flatMap(({ record }) => (record.memberId === null ? [] : [record.memberId]));
  const owners = await membersById(transaction, batch.shop.id, ids);
  const heirs = new Map<string, string>();
  for (const { record, order } of perhapsGuests) {
    const before = record.memberId ?? "";
    const owner = owners.get(before);
    if (!owner) continue;
    // Claimed meanwhile, by e-mail address.
    if (owner.id !== before) heirs.set(before, owner.id);
    const member = members.get(order.customerGid ?? "");
    if (owner.status !== "guest" || !member || heirs.has(before)) continue;
    await mergeMembers(transaction, batch.shop, batch.now, owner.id, member, "guest_claimed");
    heirs.set(before, member);
  }
  for (const { record } of all) record.memberId = heirs.get(record.memberId ?? "") ?? record.memberId;
}

async function assignToGuests(transaction: Transaction, shopId: number, orders: readonly OrderInWork[]): Promise<void> {
  const emails = orders.flatMap(({ order }) => (order.email === null ? [] : [order.email]));
  const guests = await membersByEmail(transaction, shopId, emails);
  const unknown = new Map<string, number>();
  for (const { email, placedAt } of orders.map(({ order }) => order)) {
    if (email !== null && !guests.has(email)) unknown.set(email, Math.min(placedAt, unknown.get(email) ?? placedAt));
  }
  const newcomers = [...unknown].map(([email, joinedAt]) => ({ email, joinedAt }));
  for (const guest of await addGuests(transaction, shopId, newcomers)) guests.set(guest.email ?? "", guest);
  for (const { record, order } of orders) record.memberId = guests.get(order.email ?? "")?.id ?? record.memberId;
}
