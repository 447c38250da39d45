import type { Customer } from "#app/domain/segments/customer.ts";

/** 21 November 2026, as days since 1970-01-01. */
export const TODAY = Date.UTC(2026, 10, 21) / 86_400_000;

/** Bought once, ten days ago, for €50.00, unless said otherwise. */
export function aCustomer(customer: Partial<Customer> = {}): Customer {
  const orders = customer.orders ?? 1;
  const days = orders === 0 ? { firstDay: null, lastDay: null } : { firstDay: TODAY - 10, lastDay: TODAY - 10 };
  const spentMinor = orders === 0 ? 0 : 5_000;
  return {
    id: "1",
    points: 0,
    person: {},
    channels: orders === 0 ? [] : ["web"],
    spentMinor,
    ...days,
    ...customer,
    orders,
  };
}
