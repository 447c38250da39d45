import {
  AMOUNT_OFF,
  discountMessage,
  EXPONENT,
  KIND,
  MINIMUM,
  PERCENT,
  PERCENT_OFF,
  PROGRAMME,
  REF,
  RESERVATIONS,
  UPPER,
} from "../../../app/contracts/wallet.ts";
import { toText } from "./money.ts";
import { candidate, type OrderCandidate } from "./order-discount.ts";
import type { Permission } from "./permission.ts";
import type { Grant } from "./wallet.ts";

/** What is taken off once the goods come to `atLeast`, in smallest units of the cart's currency. */
interface Offer {
  atLeast: number;
  /** The fixed amount, or null for `percent` of the goods. */
  fixed: number | null;
  percent: number;
  refs: string[];
}

/**
 * With a gift card in the cart the goods are less than the subtotal by an amount that the Function does not know. So every minimum, and
 * the point from which a maximum bites, becomes a condition that Shopify checks without the gift cards. Shopify takes the first
 * candidate whose condition holds: they stand by what they would be worth at the subtotal, the most demanding of a reward first.
 */
export function besideGiftCards(permission: Permission, subtotal: number, giftCards: string[]): OrderCandidate[] {
  const programme = permission[PROGRAMME];
  const exponent = permission[EXPONENT];
  const reachable = permission[RESERVATIONS].filter((grant) => grant[MINIMUM] <= subtotal);
  const money = moneyOff(reachable.filter((grant) => grant[KIND] === AMOUNT_OFF));
  const percentages = reachable
    .filter((grant) => grant[KIND] === PERCENT_OFF)
    .map((grant) => percentageOff(grant, subtotal));
  const worth = ([first]: Offer[]) => (first ? (first.fixed ?? Math.floor((subtotal * first.percent) / 100)) : 0);
  const offers = [money, ...percentages].sort((one, other) => worth(other) - worth(one)).flat();
  return offers.map((offer) => {
    const made = candidate(
      offer.fixed,
      offer.percent,
      discountMessage(programme, offer.refs.join(" ")),
      exponent,
      giftCards,
    );
    if (offer.atLeast === 0) return made;
    const minimumAmount = toText(offer.atLeast, exponent);
    return { ...made, conditions: [{ orderMinimumSubtotal: { excludedCartLineIds: giftCards, minimumAmount } }] };
  });
}

/** Money off by rising minimum, each step with all before it, the most demanding first. Each further step asks for goods to spend it on. */
function moneyOff(grants: Grant[]): Offer[] {
  const steps: Offer[] = [];
  let sum = 0;
  let refs: string[] = [];
  for (const grant of grants.sort((one, other) => one[MINIMUM] - other[MINIMUM])) {
    const atLeast = refs.length === 0 ? grant[MINIMUM] : Math.max(grant[MINIMUM], sum + 1);
    sum += grant[UPPER] ?? 0;
    refs = [...refs, grant[REF]];
    steps.unshift({ atLeast, fixed: sum, percent: 0, refs });
  }
  return steps;
}

function percentageOff(grant: Grant, subtotal: number): Offer[] {
  const minimum = grant[MINIMUM];
  const maximum = grant[UPPER];
  const percent = grant[PERCENT] ?? 0;
  const whole = { atLeast: minimum, fixed: null, percent, refs: [grant[REF]] };
  if (maximum === null || maximum * 100 >= subtotal * percent) return [whole];
  const bitesAt = Math.ceil((maximum * 100) / percent);
  return [{ ...whole, atLeast: Math.max(minimum, bitesAt), fixed: maximum }, whole];
}
