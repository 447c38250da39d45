import { formatGraphqlDecimal } from "../money.ts";
import type { MoneyBag, Order, Shop } from "../state.ts";

/** Shapes that many types answer. */

/** `MoneyV2`. */
export function money(minor: number, currency: string) {
  return { amount: formatGraphqlDecimal(minor, currency), currencyCode: currency };
}

/** `MoneyBag`. */
export function moneyBag(order: Order, bag: MoneyBag) {
  return {
    shopMoney: money(bag.shop, order.currency),
    presentmentMoney: money(bag.presentment, order.presentmentCurrency),
  };
}

/** `DateTime`: whole seconds in UTC. */
export function dateTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

export function dateTimeOrNull(time: Date | null): string | null {
  return time ? dateTime(time) : null;
}

/** Orders older than 60 days are out of reach without read_all_orders. */
export function isWithinReach(order: Order, now: Date, scopes: readonly string[]): boolean {
  return scopes.includes("read_all_orders") || now.getTime() - order.createdAt.getTime() <= 60 * 86_400_000;
}

export function ordersOf(shop: Shop, customerGid: string): Order[] {
  return [...shop.orders.values()].filter((order) => order.customerGid === customerGid);
}
