import { formatGraphqlDecimal, formatMoney } from "../money.ts";
import type { MoneyBag, Order, Shop } from "../state.ts";
import "../raw-json.ts";

/** Small shapes that recur in every REST-shaped payload. */

/** `{ shop_money, presentment_money }`. */
export function moneySet(order: Order, bag: MoneyBag) {
  return {
    shop_money: { amount: formatMoney(bag.shop, order.currency), currency_code: order.currency },
    presentment_money: {
      amount: formatMoney(bag.presentment, order.presentmentCurrency),
      currency_code: order.presentmentCurrency,
    },
  };
}

/** Decimal text in the shop's currency. */
export function inShopMoney(order: Order, bag: MoneyBag): string {
  return formatMoney(bag.shop, order.currency);
}

/** The few amounts that payloads write as JSON numbers, such as a refund line's `subtotal`. */
export function asNumber(minor: number, currency: string): unknown {
  return JSON.rawJSON(formatGraphqlDecimal(minor, currency));
}

/** A number written with the digits of its decimal text, such as a tax rate. */
export function rawNumber(text: string): unknown {
  return JSON.rawJSON(text);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** "2026-01-05T11:00:00+01:00": whole seconds in the shop's own time. */
export function shopTime(shop: Shop, time: Date): string {
  const values = new Map(
    formatOf(shop.timezone)
      .formatToParts(time)
      .map((part) => [part.type, part.value]),
  );
  const day = `${values.get("year")}-${values.get("month")}-${values.get("day")}`;
  const offset = values.get("timeZoneName")?.replace("GMT", "") || "+00:00";
  return `${day}T${values.get("hour")}:${values.get("minute")}:${values.get("second")}${offset}`;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const digits = {
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    } as const;
    format = new Intl.DateTimeFormat("en-CA", { timeZone, hourCycle: "h23", ...digits, timeZoneName: "longOffset" });
    formats.set(timeZone, format);
  }
  return format;
}

export function shopTimeOrNull(shop: Shop, time: Date | null): string | null {
  return time ? shopTime(shop, time) : null;
}
