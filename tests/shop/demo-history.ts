import { realTime, type ShopClock } from "./clock.ts";
import type { NewCustomer } from "./customers.ts";
import { DEMO_SHOP } from "./demo-data.ts";
import type { SimulatedShop } from "./simulated-shop.ts";

const DAY_MS = 86_400_000;

/** A clock of real time that can be elsewhere while something is put into the past. */
export interface ReplayClock extends ShopClock {
  /** Does the work as if so many days had not gone by yet. */
  daysAgo<Result>(days: number, work: () => Result): Result;
}

export function createReplayClock(): ReplayClock {
  let behindMs = 0;
  return {
    ...realTime,
    now: () => new Date(Date.now() - behindMs),
    daysAgo(days, work) {
      behindMs = days * DAY_MS;
      try {
        return work();
      } finally {
        behindMs = 0;
      }
    },
  };
}

/** How long the shop has existed when the demo starts. */
export const OLDEST_DAYS = 400;

/** More people than the browser tests need, so that segments have somebody in them. */
const CUSTOMERS: NewCustomer[] = [
  { email: "fatima@example.com", firstName: "Fatima", lastName: "El Amrani", birthday: "1988-03-14" },
  { email: "gijs@example.com", firstName: "Gijs", lastName: "van den Berg" },
  { email: "hanna@example.com", firstName: "Hanna", lastName: "Visser", acceptsMarketing: true },
  { email: "isaac@example.com", firstName: "Isaac", lastName: "Cohen", locale: "en" },
  { email: "jolijn@example.com", firstName: "Jolijn", lastName: "Mulder", birthday: "1996-02-29" },
];

/** Who bought what how many days ago: regulars, somebody who bought well once, and some who have not been seen for long. */
const ORDERS: readonly [name: string, daysAgo: number, goods: Readonly<Record<string, number>>][] = [
  ["daan", 392, { "eiken-plank": 1 }],
  ["eva", 371, { "wollen-plaid": 1 }],
  ["anna", 352, { "steengoed-mok": 2, olijfzeep: 3 }],
  ["gijs", 340, { notitieboek: 2 }],
  ["eva", 318, { badhanddoek: 2, olijfzeep: 2 }],
  ["anna", 301, { "wollen-plaid": 1, bijenwaskaars: 2 }],
  ["hanna", 295, { "canvas-tas": 1 }],
  ["daan", 262, { "linnen-theedoek": 2 }],
  ["anna", 244, { olijfzeep: 4, "linnen-theedoek": 2 }],
  ["eva", 231, { "steengoed-mok": 4 }],
  ["gijs", 226, { "canvas-tas": 1, notitieboek: 1 }],
  ["isaac", 198, { fietsbel: 1 }],
  ["anna", 187, { bijenwaskaars: 6 }],
  ["eva", 166, { "wollen-plaid": 1, olijfzeep: 3 }],
  ["bram", 151, { "steengoed-mok": 2 }],
  ["hanna", 143, { badhanddoek: 1 }],
  ["anna", 120, { olijfzeep: 4, "steengoed-mok": 1 }],
  ["eva", 97, { badhanddoek: 2, bijenwaskaars: 3 }],
  ["bram", 88, { "eiken-plank": 1, "linnen-theedoek": 2 }],
  ["anna", 74, { fietsbel: 1, bijenwaskaars: 3 }],
  ["hanna", 61, { olijfzeep: 4 }],
  ["eva", 52, { "wollen-plaid": 1 }],
  ["fatima", 47, { notitieboek: 3 }],
  ["bram", 43, { "steengoed-mok": 2, olijfzeep: 2 }],
  ["anna", 39, { olijfzeep: 4, "linnen-theedoek": 3 }],
  ["jolijn", 36, { bijenwaskaars: 2, olijfzeep: 1 }],
  ["eva", 33, { olijfzeep: 6, "t-shirt-m": 1 }],
  ["fatima", 29, { "canvas-tas": 1 }],
  ["bram", 26, { "linnen-theedoek": 4 }],
  ["chloe", 24, { "wollen-plaid": 1, "eiken-plank": 1 }],
  ["anna", 18, { "wollen-plaid": 1, "steengoed-mok": 4 }],
  ["eva", 12, { "steengoed-mok": 2, olijfzeep: 3 }],
  ["fatima", 9, { notitieboek: 2 }],
  ["anna", 6, { fietsbel: 1, "linnen-theedoek": 6 }],
  ["bram", 4, { "eiken-plank": 1 }],
];

/** Who came and what was bought before the app: nothing hears of it until the app reads it. */
export function placePastOrders(simulated: SimulatedShop, clock: ReplayClock): void {
  clock.daysAgo(OLDEST_DAYS, () => {
    for (const customer of CUSTOMERS) simulated.addCustomer(DEMO_SHOP, customer);
  });
  for (const [name, days, goods] of ORDERS) {
    clock.daysAgo(days, () =>
      simulated.placeOrder(DEMO_SHOP, {
        customer: demoCustomer(simulated, name).gid,
        lines: Object.entries(goods).map(([variant, quantity]) => ({ variant, quantity })),
        shipping: { price: "4.95" },
        taxRate: "0.21",
      }),
    );
  }
}

/** By first name in small letters. Throws for who is unknown. */
export function demoCustomer(simulated: SimulatedShop, name: string) {
  const email = `${name}@example.com`;
  const found = [...simulated.shop(DEMO_SHOP).customers.values()].find((each) => each.email === email);
  if (!found) throw new Error(`The demo knows no ${name}.`);
  return found;
}
