import type { OrderState } from "../../contracts/order-state.ts";
import type { Campaign } from "../programme/compile-earning.ts";

/**
 * The campaign that counts for an order: of those that ran, in its channel, when it was placed, the one with the highest factor. Campaigns
 * do not multiply each other.
 */
export function campaignAt(
  campaigns: readonly Campaign[],
  { placedAt, channel }: Pick<OrderState, "placedAt" | "channel">,
): Campaign | null {
  return campaigns
    .filter(({ from, to }) => from <= placedAt && placedAt < to)
    .filter(({ channels }) => channels === null || channels.includes(channel))
    .reduce<Campaign | null>(
      (best, each) => (best && best.factorHundredths >= each.factorHundredths ? best : each),
      null,
    );
}
