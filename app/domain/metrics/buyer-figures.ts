import { averageOrderValue, lifetimeValue, purchaseFrequency, repeatPurchaseRate, retention } from "./measures.ts";
import type { Measured } from "./ratio.ts";
import type { Windows } from "./windows.ts";

/** Known buyers of a period. A buyer is counted once, however much they bought. */
export interface BuyerCounts {
  orders: number;
  goodsMinor: number;
  buyers: number;
  repeatBuyers: number;
  /** Those whose first purchase ever falls in the period. */
  newBuyers: number;
}

/** Who bought in a stretch of days; each buyer once. */
export type WindowCounts = Omit<BuyerCounts, "repeatBuyers">;

/** Who the customers of a period are. */
export interface CustomerCounts {
  /** Who bought in the customer window that ends the day before the period, and in the one that ends with it. */
  customersAtStart: number;
  customersAtEnd: number;
  /** The 365 days that end with the period; `customersBefore` bought in the 365 days before those. */
  year: WindowCounts & { customersBefore: number };
}

export function customersOf({ atStart, atEnd, year, yearBefore }: Windows<WindowCounts>): CustomerCounts {
  return {
    customersAtStart: atStart.buyers,
    customersAtEnd: atEnd.buyers,
    year: { ...year, customersBefore: yearBefore.buyers },
  };
}

export interface BuyerFigures extends BuyerCounts {
  repeatPurchaseRate: Measured<"no_buyers">;
  purchaseFrequency: Measured<"no_buyers">;
  averageOrderValue: Measured<"no_orders">;
}

export function buyerFigures(counts: BuyerCounts): BuyerFigures {
  return {
    ...counts,
    repeatPurchaseRate: repeatPurchaseRate(counts),
    purchaseFrequency: purchaseFrequency(counts),
    averageOrderValue: averageOrderValue(counts),
  };
}

export interface CustomerFigures {
  retention: ReturnType<typeof retention>;
  /** Purchases a buyer in the 365 days that end with the period. */
  frequencyAYear: Measured<"no_buyers">;
  lifetimeValue: ReturnType<typeof lifetimeValue>;
}

/** `newCustomers`: the period's new buyers, who all bought within the customer window: it is never shorter than the period. */
export function customerFigures({ year, ...customers }: CustomerCounts, newCustomers: number): CustomerFigures {
  return {
    retention: retention({ ...customers, newCustomers }),
    frequencyAYear: purchaseFrequency(year),
    lifetimeValue: lifetimeValue({
      goodsMinor: year.goodsMinor,
      buyers: year.buyers,
      customersAtStart: year.customersBefore,
      customersLost: year.customersBefore - (year.buyers - year.newBuyers),
    }),
  };
}
