import { discountMessage } from "../../../app/contracts/wallet.ts";
import { toText } from "./money.ts";
import { candidate, type OrderCandidate, type Value } from "./order-discount.ts";
import type { Permission } from "./permission.ts";
import type { Grant } from "./wallet.ts";

/** What is taken off once the goods come to `atLeast`, in smallest units of the cart's currency. */
interface Offer extends Value {
  atLeast: number;
  refs: string[];
}

/**
 * With a gift card in the cart the goods are less than the subtotal by an amount that the Function does not know. So every minimum, and
 * the point from which a maximum bites, becomes a condition that Shopify checks without the gift cards. Shopify takes the first
 * candidate whose condition holds: they stand by what they would be worth at the subtotal, the most demanding of a reward first.
 */
export function besideGiftCards(
  { grants, programme, exchange }: Permission,
  subtotal: number,
  giftCards: string[],
): OrderCandidate[] {
  const reachable = grants.filter((grant) => grant.minimum <= subtotal);
  const money = moneyOff(reachable.filter((grant) => grant.percent === 0));
  const percentages = reachable.filter((grant) => grant.percent > 0).map((grant) => percentageOff(grant, subtotal));
  const worth = ([first]: Offer[]) => (first ? (first.fixed ?? Math.floor((subtotal * first.percent) / 100)) : 0);
  const offers = [money, ...percentages].sort((one, other) => worth(other) - worth(one)).flat();
  return offers.map((offer) => {
    const made = candidate(offer, discountMessage(programme, offer.refs), exchange.exponent, giftCards);
    if (offer.atLeast === 0) return made;
    const minimumAmount = toText(offer.atLeast, exchange.exponent);
    return { ...made, conditions: [{ orderMinimumSubtotal: { excludedCartLineIds: giftCards, minimumAmount } }] };
  });
}

/** Money off by rising minimum, each step with all before it, the most demanding first. Each further step asks for goods to spend it on. */
function moneyOff(grants: Grant[]): Offer[] {
  const steps: Offer[] = [];
  let sum = 0;
  let refs: string[] = [];
  for (const { ref, minimum, maximum } of grants.sort((one, other) => one.minimum - other.minimum)) {
    const atLeast = refs.length === 0 ? minimum : Math.max(minimum, sum + 1);
    sum += maximum ?? 0;
    refs = [...refs, ref];
    steps.unshift({ atLeast, fixed: sum, percent: 0, refs });
  }
  return steps;
}

function percentageOff({ ref, minimum, percent, maximum }: Grant, subtotal: number): Offer[] {
  const whole = { atLeast: minimum, fixed: null, percent, refs: [ref] };
  if (maximum === null || maximum * 100 >= subtotal * percent) return [whole];
  const bitesAt = Math.ceil((maximum * 100) / percent);
  return [{ ...whole, atLeast: Math.max(minimum, bitesAt), fixed: maximum }, whole];
}
