import { allocateMoney } from "../money.ts";
import { areCompatible, combines, type DiscountClass, type Offer, type OfferValue } from "./offer.ts";
import { chosenOrder, orderAmount } from "./order-discounts.ts";
import { chosenProducts, cutsOf } from "./product-discounts.ts";
import { type DiscountableLine, reductionOf, sum } from "./reduction.ts";

export interface DiscountableDelivery {
  groupGid: string;
  optionHandle: string;
  costMinor: number;
}

/** A discount that was granted, in the words of an order's `discount_applications`. */
export interface Application {
  discountGid: string;
  kind: "automatic" | "discount_code";
  code: string | null;
  title: string;
  discountClass: DiscountClass;
  targetType: "line_item" | "shipping_line";
  targetSelection: "all" | "entitled" | "explicit";
  allocationMethod: "across" | "each";
  value: OfferValue;
  totalMinor: number;
}

export interface Allocation {
  /** Place in the list of applications. */
  application: number;
  amountMinor: number;
}

export interface Discounted {
  applications: Application[];
  /** One list a line, in the lines' order. */
  lines: Allocation[][];
  delivery: Allocation[];
  totalMinor: number;
}

/**
 * Applies the best set of discounts that may be combined, as Shopify's checkout does: goods first (on one line only the best
 * discount), then the order (each discount on the subtotal after goods' discounts), then shipping. Nothing falls below zero.
 */
export function applyOffers(
  offers: readonly Offer[],
  lines: readonly DiscountableLine[],
  delivery: DiscountableDelivery | null,
): Discounted {
  let best = applySet([], lines, delivery);
  for (const set of compatibleSets(offers)) {
    const result = applySet(set, lines, delivery);
    if (result.totalMinor > best.totalMinor) best = result;
  }
  return best;
}

/** Every set of offers of which each pair may be combined; larger sets of earlier offers come first. */
function compatibleSets(offers: readonly Offer[]): Offer[][] {
  let sets: Offer[][] = [[]];
  for (const offer of offers) {
    const extended = sets
      .filter((set) => set.every((other) => areCompatible(offer, other)))
      .map((set) => [...set, offer]);
    sets = [...extended, ...sets];
  }
  return sets.filter((set) => set.length > 0);
}

function applySet(
  offers: readonly Offer[],
  lines: readonly DiscountableLine[],
  delivery: DiscountableDelivery | null,
): Discounted {
  const result: Discounted = { applications: [], lines: lines.map(() => []), delivery: [], totalMinor: 0 };
  const left = lines.map((line) => line.unitMinor * line.quantity);
  const used = applyProducts(offers, lines, left, result);
  applyOrders(offers, lines, left, used, result);
  applyShipping(offers, delivery, used, result);
  result.totalMinor = result.applications.reduce((sum, each) => sum + each.totalMinor, 0);
  return result;
}

/** Classes that each offer has used so far: an offer combines with itself only as its `combinesWith` lets it. */
type Used = Map<Offer, Set<DiscountClass>>;

function mayUse(offer: Offer, used: Used, next: DiscountClass): boolean {
  const before = used.get(offer);
  return !before || [...before].every((each) => combines(offer, each) && combines(offer, next));
}

function markUsed(offer: Offer, used: Used, next: DiscountClass): void {
  used.set(offer, (used.get(offer) ?? new Set()).add(next));
}

function applyProducts(
  offers: readonly Offer[],
  lines: readonly DiscountableLine[],
  left: number[],
  result: Discounted,
): Used {
  const used: Used = new Map();
  const granted = offers.flatMap((offer) =>
    offer.products
      .flatMap((operation) => chosenProducts(operation, lines))
      .map((candidate) => ({ offer, candidate, cuts: cutsOf(candidate, lines) })),
  );
  for (const [index] of lines.entries()) {
    const sums = new Map<Offer, number>();
    for (const { offer, cuts } of granted) sums.set(offer, (sums.get(offer) ?? 0) + (cuts[index] ?? 0));
    const winner = [...sums].reduce<[Offer, number] | null>((a, b) => (a && a[1] >= b[1] ? a : b), null)?.[0];
    for (const each of granted) if (each.offer !== winner) each.cuts[index] = 0;
  }
  for (const { offer, candidate, cuts } of granted) {
    const parts = cuts.map((cut, index) => Math.min(cut, left[index] ?? 0));
    if (parts.every((part) => part === 0)) continue;
    grant(result, left, parts, {
      ...origin(offer, candidate.message),
      discountClass: "PRODUCT",
      targetType: "line_item",
      targetSelection: "entitled",
      allocationMethod: candidate.appliesToEachItem || candidate.value.kind === "percentage" ? "each" : "across",
      value: candidate.value,
    });
    markUsed(offer, used, "PRODUCT");
  }
  return used;
}

function applyOrders(
  offers: readonly Offer[],
  lines: readonly DiscountableLine[],
  left: number[],
  used: Used,
  result: Discounted,
): void {
  // Each order discount looks at the subtotal after goods' discounts, not at what another order discount left over.
  const base = [...left];
  const granted = offers.flatMap((offer) =>
    offer.orders.flatMap((operation) =>
      chosenOrder(operation, lines, base).map((candidate) => ({
        offer,
        candidate,
        amount: orderAmount(candidate, lines, base),
      })),
    ),
  );
  for (const { offer, candidate, amount } of granted) {
    if (!mayUse(offer, used, "ORDER")) continue;
    const eligible = lines.map((line, index) =>
      candidate.excludedLineGids.includes(line.gid) ? 0 : (left[index] ?? 0),
    );
    const parts = allocateMoney(Math.min(amount, sum(eligible)), eligible);
    if (parts.every((part) => part === 0)) continue;
    grant(result, left, parts, {
      ...origin(offer, candidate.message),
      discountClass: "ORDER",
      targetType: "line_item",
      targetSelection: candidate.excludedLineGids.length > 0 ? "entitled" : "all",
      allocationMethod: "across",
      value: candidate.value,
    });
    markUsed(offer, used, "ORDER");
  }
}

function applyShipping(
  offers: readonly Offer[],
  delivery: DiscountableDelivery | null,
  used: Used,
  result: Discounted,
): void {
  if (!delivery) return;
  let left = delivery.costMinor;
  for (const offer of offers) {
    for (const candidate of offer.shipping) {
      const isTargeted =
        candidate.groupGids.includes(delivery.groupGid) || candidate.optionHandles.includes(delivery.optionHandle);
      if (!isTargeted || !mayUse(offer, used, "SHIPPING")) continue;
      const amount = Math.min(left, reductionOf(candidate.value, delivery.costMinor));
      if (amount === 0) continue;
      left -= amount;
      result.applications.push({
        ...origin(offer, candidate.message),
        discountClass: "SHIPPING",
        targetType: "shipping_line",
        targetSelection: candidate.groupGids.length > 0 ? "all" : "entitled",
        allocationMethod: "each",
        value: candidate.value,
        totalMinor: amount,
      });
      result.delivery.push({ application: result.applications.length - 1, amountMinor: amount });
      markUsed(offer, used, "SHIPPING");
    }
  }
}

function origin(offer: Offer, message: string | null) {
  // A code keeps its own name on the order; what a Function says is the title of an automatic discount.
  const title = offer.kind === "discount_code" ? (offer.code ?? offer.title) : (message ?? offer.title);
  return { discountGid: offer.discountGid, kind: offer.kind, code: offer.code, title };
}

function grant(
  result: Discounted,
  left: number[],
  parts: readonly number[],
  application: Omit<Application, "totalMinor">,
): void {
  const place = result.applications.push({ ...application, totalMinor: sum(parts) }) - 1;
  for (const [index, amountMinor] of parts.entries()) {
    if (amountMinor === 0) continue;
    left[index] = (left[index] ?? 0) - amountMinor;
    result.lines[index]?.push({ application: place, amountMinor });
  }
}
