import type { OrderState } from "../contracts/order-state.ts";
import { goneAtOf, isEqualPlace, type OrderPlace, type PastOrder, placesOf } from "../domain/earning/order-place.ts";
import { keptGoods, lineBases } from "../domain/orders/kept-goods.ts";
import { localDayAt } from "../domain/programme/local-time.ts";
import type { Transaction } from "../persistence/database.ts";
import { type KnownOrder, ordersOfCompanies, ordersOfMembers } from "../persistence/order-history.ts";
import { lockOrders, type OrderRecord } from "../persistence/orders.ts";
import type { Batch } from "./apply-orders.ts";

interface OrderInWork {
  record: OrderRecord;
  order: OrderState;
}

export interface OrderPlaces {
  /** By order, of all in the batch that are paid and have a member. */
  of: ReadonlyMap<string, OrderPlace>;
  /** Orders that are not in the batch and whose place has become another one. */
  placedAnew: OrderInWork[];
}

/**
 * The places of all orders of the batch's members, and of their companies where a rule asks, by what is known of them now. Orders that were
 * awarded by another place come along, so that an order that is heard of late moves those after it.
 */
export async function readPlaces(
  transaction: Transaction,
  { shop }: Batch,
  inWork: readonly OrderInWork[],
  asksOfCompanies: boolean,
): Promise<OrderPlaces> {
  const gids = inWork.map(({ record }) => record.gid);
  const counted = inWork.flatMap(countedOf);
  const members = [...new Set(counted.map(({ memberId }) => memberId))];
  const companies = asksOfCompanies ? [...new Set(counted.flatMap(({ companyGid }) => companyGid ?? []))] : [];
  const ofMembers = await ordersOfMembers(transaction, shop.id, members, gids, asksOfCompanies);
  const ofCompanies = await ordersOfCompanies(transaction, shop.id, companies, gids);
  const dayOf = (instant: number) => localDayAt(instant, shop.timezone);
  const byMember = placesBy([...ofMembers, ...counted], ({ memberId }) => memberId, dayOf);
  const byCompany = asksOfCompanies
    ? placesBy([...ofCompanies, ...counted], ({ companyGid }) => companyGid, dayOf)
    : new Map<string, OrderPlace>();

  const of = new Map<string, OrderPlace>();
  for (const { gid } of counted) {
    const place = byMember.get(gid);
    if (place) of.set(gid, { ...place, ...companyPart(byCompany.get(gid)) });
  }
  const moved = new Map<string, OrderPlace>();
  for (const { gid, place } of [...ofMembers, ...ofCompanies]) {
    if (place === null) continue;
    // Of the order of a colleague only the company's part is known, and of an order for another company only the member's.
    const now = { ...place, ...byMember.get(gid), ...companyPart(byCompany.get(gid) ?? place.company) };
    if (!isEqualPlace(place, now)) moved.set(gid, now);
  }
  const records =
    moved.size === 0 ? [] : [...(await lockOrders(transaction, shop.id, [...moved.keys()].sort())).values()];
  const placedAnew = records.flatMap((record) => (record.state.order ? [{ record, order: record.state.order }] : []));
  return { of: new Map([...of, ...moved]), placedAnew };
}

type CountedOrder = PastOrder & Pick<KnownOrder, "memberId" | "companyGid">;

/** An order of the batch as history knows it; none where it is nobody's or not paid. */
function countedOf({ record, order }: OrderInWork): CountedOrder[] {
  if (record.memberId === null || (record.award === null && !order.isPaid)) return [];
  const keptMinor = keptGoods(order, lineBases(order.lines)).netMinor;
  const { gid, placedAt, companyGid = null } = order;
  return [{ gid, placedAt, memberId: record.memberId, companyGid, goneAt: goneAtOf(order, keptMinor), keptMinor }];
}

function placesBy(
  orders: readonly CountedOrder[],
  ownerOf: (order: CountedOrder) => string | null,
  dayOf: (instant: number) => string,
): Map<string, OrderPlace> {
  const histories = new Map<string, CountedOrder[]>();
  for (const order of orders) {
    const owner = ownerOf(order);
    if (owner === null) continue;
    const history = histories.get(owner);
    if (history) history.push(order);
    else histories.set(owner, [order]);
  }
  return new Map([...histories.values()].flatMap((history) => [...placesOf(history, dayOf)]));
}

function companyPart(sums: OrderPlace["company"]): Pick<OrderPlace, "company"> {
  if (sums === undefined) return {};
  const { yearMinor, rollingMinor, rollingPeakMinor } = sums;
  return { company: { yearMinor, rollingMinor, rollingPeakMinor } };
}
