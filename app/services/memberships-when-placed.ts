import type { OrderState } from "../contracts/order-state.ts";
import type { MultiplyingMembership } from "../domain/earning/circumstances.ts";
import { membershipInForce } from "../domain/memberships/held-membership.ts";
import { termAt } from "../domain/memberships/membership-run.ts";
import { sellsMembership } from "../domain/memberships/sold-term.ts";
import type { Membership } from "../domain/programme/compile-memberships.ts";
import { versionAt } from "../domain/programme/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import { membershipsOf, multipliedOrders, type StoredMembership } from "../persistence/memberships.ts";
import { lockOrders, type OrderRecord } from "../persistence/orders.ts";
import type { Batch } from "./apply-orders.ts";

interface OrderInWork {
  record: OrderRecord;
  order: OrderState;
}

/**
 * The paid memberships that members had when orders were placed, their days of grace included: what counts is not when an order was heard of.
 * One that the order itself buys begins with its payment.
 */
export interface MembershipsWhenPlaced {
  codesOf(each: OrderInWork): string[];
  /** The one that multiplies points most, by what it brought then; null where none does. */
  bestOf(each: OrderInWork): MultiplyingMembership | null;
  /** Orders of the batch's buyers, not in the batch, that were awarded by another: they are to be worked too. */
  movedAnew: OrderInWork[];
}

type Batched = Pick<Batch, "shop" | "programmes">;

/** Null where no programme has memberships. */
export async function membershipsWhenPlaced(
  transaction: Transaction,
  batch: Batched,
  inWork: readonly OrderInWork[],
): Promise<MembershipsWhenPlaced | null> {
  const { shop, programmes } = batch;
  if (programmes.every(({ programme }) => programme.memberships.length === 0)) return null;
  const members = [...new Set(inWork.flatMap(({ record }) => record.memberId ?? []))];
  const rows = Map.groupBy(await membershipsOf(transaction, shop.id, members), ({ member }) => member);
  const heldAt = (member: string | null, at: number): StoredMembership[] =>
    (rows.get(member ?? "") ?? []).filter(({ from, graceTo }) => from < at && at < graceTo);
  const bestAt = (member: string | null, at: number): MultiplyingMembership | null =>
    heldAt(member, at)
      .flatMap((held) => broughtAt(batch, held, at) ?? [])
      .filter(({ multiplierHundredths }) => multiplierHundredths > 100)
      .sort((a, b) => b.multiplierHundredths - a.multiplierHundredths)[0] ?? null;
  return {
    codesOf: ({ record, order }) => [...new Set(heldAt(record.memberId, order.placedAt).map(({ code }) => code))],
    bestOf: ({ record, order }) => bestAt(record.memberId, order.placedAt),
    movedAnew: await movedAnew(transaction, batch, inWork, bestAt),
  };
}

/** What a membership brought at an instant: what it was sold with, unless changes of it reach everyone. */
function broughtAt({ programmes }: Batched, { code, terms }: StoredMembership, at: number): Membership | undefined {
  const called = (memberships: readonly Membership[] | undefined) => memberships?.find(({ id }) => id === code);
  const version = termAt({ terms }, at)?.version;
  const sold = programmes.find(({ programme }) => programme.version === version)?.programme;
  return membershipInForce(called(sold?.memberships), called(versionAt(programmes, at)?.programme.memberships));
}

/** A purchase that is heard of late, or is not one any more, makes others' multiples another. */
async function movedAnew(
  transaction: Transaction,
  { shop, programmes }: Batched,
  inWork: readonly OrderInWork[],
  bestAt: (member: string | null, at: number) => MultiplyingMembership | null,
): Promise<OrderInWork[]> {
  const buyers = inWork.flatMap(({ record, order }) =>
    record.memberId !== null && sellsMembership(order, programmes) ? [record.memberId] : [],
  );
  const gids = inWork.map(({ record }) => record.gid);
  const others = await multipliedOrders(transaction, shop.id, [...new Set(buyers)], gids);
  const moved = others.filter(({ member, placedAt, applied }) => {
    const best = bestAt(member, placedAt);
    if (applied && !applied.isMembership) return (best?.multiplierHundredths ?? 0) > applied.multiplierHundredths;
    return best?.id !== applied?.id || best?.multiplierHundredths !== applied?.multiplierHundredths;
  });
  if (moved.length === 0) return [];
  const records = await lockOrders(transaction, shop.id, moved.map(({ gid }) => gid).sort());
  return [...records.values()].flatMap((record) => (record.state.order ? [{ record, order: record.state.order }] : []));
}
