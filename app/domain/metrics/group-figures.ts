import {
  type BuyerCounts,
  type BuyerFigures,
  buyerFigures,
  type CustomerCounts,
  type CustomerFigures,
  customerFigures,
} from "./buyer-figures.ts";
import type { Period } from "./calendar.ts";

/** Those who bought at a level, who are in a segment now, or who bought by a channel (web, pos, b2b). */
export type GroupKind = "tier" | "segment" | "channel";

/** What the rollups hold of a group's period: the purchases in the group, and who made them. New buyers had none in the group before. */
export interface GroupCounts extends CustomerCounts {
  period: Period;
  buyers: BuyerCounts;
}

/** A group's period in figures, in the units of PeriodFigures. Customers, and what they are worth, are those of the group. */
export interface GroupFigures extends BuyerFigures, CustomerFigures {
  period: Period;
}

export function figuresOfGroup({ period, buyers, ...customers }: GroupCounts): GroupFigures {
  return { period, ...buyerFigures(buyers), ...customerFigures(customers, buyers.newBuyers) };
}
