/** What is bought through: the till is `pos`, a company's account `b2b`. */
export type Channel = "web" | "pos" | "b2b";

/** What a customer bought, as far as it counts. Days are the shop's calendar days, counted from 1970-01-01. */
export interface Purchases {
  /** Purchases; with 0, both days are null. */
  orders: number;
  /** What they came to after discounts and refunds, in the shop's minor units. */
  spentMinor: number;
  firstDay: number | null;
  lastDay: number | null;
  channels: readonly Channel[];
}

/** Who a customer is, as far as a shop collects it; what is left out is not known. */
export interface Person {
  age?: number;
  gender?: string;
  country?: string;
  city?: string;
  interests?: readonly string[];
  tags?: readonly string[];
  /** Products and categories. */
  buysOften?: readonly string[];
  tier?: string;
}

export interface Customer extends Purchases {
  id: string;
  /** Points that can be spent now. */
  points: number;
  person: Person;
}

/** 1 (the least) to 5 (the most), against the shop's other customers. */
export interface Scores {
  recency: number;
  frequency: number;
  monetary: number;
}
