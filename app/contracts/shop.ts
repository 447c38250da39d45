/** A shop as services need it. */
export interface ShopFacts {
  id: number;
  domain: string;
  /** ISO 4217; the basis of every amount. */
  currency: string;
  /** IANA name; days of statistics are counted in it. */
  timezone: string;
  taxesIncluded: boolean;
  locale: string;
}
