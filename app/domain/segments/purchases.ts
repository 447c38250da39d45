import type { Channel, Purchases } from "./customer.ts";

/** An order as far as it tells what was bought. Instants are epoch milliseconds. */
export interface CountedOrder {
  placedAt: number;
  cancelledAt: number | null;
  /** Paid at some time; refunds and what an edit adds do not change that. */
  wasPaid: boolean;
  /** Goods that are kept, after discounts, in minor units. */
  goodsMinor: number;
  channel: Channel;
}

/** A purchase is a paid order that is not cancelled and of which goods are kept that cost something. */
export function isPurchase(order: CountedOrder): boolean {
  return order.wasPaid && order.cancelledAt === null && order.goodsMinor > 0;
}

const CHANNELS: readonly Channel[] = ["b2b", "pos", "web"];

/** What these orders, all of one customer, come to. */
export function purchasesOf(orders: readonly CountedOrder[], dayOf: (instant: number) => number): Purchases {
  const purchases = orders.filter(isPurchase);
  const instants = purchases.map((order) => order.placedAt);
  return {
    orders: purchases.length,
    spentMinor: purchases.reduce((sum, order) => sum + order.goodsMinor, 0),
    firstDay: instants.length === 0 ? null : dayOf(instants.reduce((first, instant) => Math.min(first, instant))),
    lastDay: instants.length === 0 ? null : dayOf(instants.reduce((last, instant) => Math.max(last, instant))),
    channels: CHANNELS.filter((channel) => purchases.some((order) => order.channel === channel)),
  };
}
