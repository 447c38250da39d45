import type { OrderLine } from "../../contracts/order-state.ts";
import { goodsOfLine } from "../orders/goods-of-line.ts";
import { noStanding, type Standing } from "../programme/audience.ts";
import type { RuleLimits } from "../programme/compile-earning.ts";
import type { Membership } from "../programme/compile-memberships.ts";
import type { GoodsFacts } from "../programme/selection.ts";
import type { OrderPlace } from "./order-place.ts";

/** What an award is decided by beside the order itself. It is looked at once: the award remembers what was decided. */
export interface Circumstances {
  /** Who the member is. */
  standing: Standing;
  goodsOf(line: OrderLine): GoodsFacts;
  /** Among the member's orders; null where no rule asks. */
  place: OrderPlace | null;
  /**
   * The level that the member had when the order was placed, by all that is known of their orders now; null for none. Left out where an award
   * that stands is not asked about.
   */
  levelWhenPlaced?: string | null;
  /** The same of the paid membership that multiplies points most; null for none. */
  membershipWhenPlaced?: MultiplyingMembership | null;
  /** Points that the limits of a rule or campaign leave for the order. */
  leftOf(limited: Limited): number;
}

export type MultiplyingMembership = Pick<Membership, "id" | "name" | "multiplierHundredths">;

export interface Limited {
  id: string;
  limits: RuleLimits;
}

/** Of somebody of whom nothing is known, buying goods of which no more is known than the order says. */
export const plainCircumstances: Circumstances = {
  standing: noStanding,
  goodsOf: (line) => goodsOfLine(line, undefined),
  place: null,
  leftOf: ({ limits }) => limits.perOrder ?? Number.MAX_SAFE_INTEGER,
};
