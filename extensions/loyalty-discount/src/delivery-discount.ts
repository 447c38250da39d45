import {
  discountMessage,
  EXPONENT,
  MINIMUM,
  PROGRAMME,
  REF,
  RESERVATIONS,
  UPPER,
} from "../../../app/contracts/wallet.ts";
import type { DeliveryInput, DeliveryOptionsInput } from "./input.ts";
import { readDecimal, toText } from "./money.ts";
import { type Permission, permissionOf } from "./permission.ts";
import type { Grant } from "./wallet.ts";

export interface DeliveryCandidate {
  targets: { deliveryGroup: { id: string } }[];
  value: { fixedAmount: { amount: string } } | { percentage: { value: string } };
  message: string;
}

export interface DeliveryOptionsResult {
  operations: { deliveryDiscountsAdd: { selectionStrategy: "ALL"; candidates: DeliveryCandidate[] } }[];
}

/** Target `cart.delivery-options.discounts.generate.run`: shipping paid by the reward, all of it or up to its maximum. */
export function deliveryDiscount(input: DeliveryOptionsInput): DeliveryOptionsResult {
  const deliveries = input.cart.g;
  const permission = deliveries.length > 0 ? permissionOf(input, true) : null;
  if (!permission) return { operations: [] };
  const grants = withinMinimum(permission, input.cart.l);
  if (grants.length === 0) return { operations: [] };
  let candidates: DeliveryCandidate[] | null = null;
  for (let index = 0; index < grants.length && candidates === null; index += 1) {
    const grant = grants[index]!;
    if (grant[UPPER] === null) candidates = [wholeShipping(grant[REF], permission[PROGRAMME], deliveries)];
  }
  candidates ??= shippingUpTo(grants, permission, deliveries);
  return { operations: [{ deliveryDiscountsAdd: { selectionStrategy: "ALL", candidates } }] };
}

/** The grants whose minimum the goods reach before discounts, gift cards left out. */
function withinMinimum(permission: Permission, lines: DeliveryOptionsInput["cart"]["l"]): Grant[] {
  const grants = permission[RESERVATIONS];
  const exponent = permission[EXPONENT];
  const reached: Grant[] = [];
  let goods = 0;
  let read = 0;
  for (let index = 0; index < grants.length; index += 1) {
    const grant = grants[index]!;
    // Reading amounts costs; it goes on only where a minimum is not reached yet.
    for (; goods < grant[MINIMUM] && read < lines.length; read += 1) {
      const line = lines[read]!;
      if (line.m.p?.g) continue;
      const amount = readDecimal(line.c.s.a, exponent);
      if (amount === null) return [];
      goods += amount;
    }
    if (goods >= grant[MINIMUM]) reached[reached.length] = grant;
  }
  return reached;
}

/** One reward without a maximum pays for every delivery; further rewards keep their points. */
function wholeShipping(ref: string, programme: string, deliveries: readonly DeliveryInput[]): DeliveryCandidate {
  const targets: DeliveryCandidate["targets"] = [];
  for (let index = 0; index < deliveries.length; index += 1) {
    targets[index] = { deliveryGroup: { id: deliveries[index]!.id } };
  }
  return { targets, value: { percentage: { value: "100" } }, message: discountMessage(programme, ref) };
}

/**
 * Maxima added up and spent delivery by delivery on what the chosen option costs, since a fixed amount is taken off each target. The
 * last delivery gets all that is left, so that a dearer option shows its price before it is chosen; Shopify stops at its cost.
 */
function shippingUpTo(
  grants: readonly Grant[],
  permission: Permission,
  deliveries: readonly DeliveryInput[],
): DeliveryCandidate[] {
  const exponent = permission[EXPONENT];
  const refs = grants.map((grant) => grant[REF]);
  const message = discountMessage(permission[PROGRAMME], refs.join(" "));
  let left = grants.reduce((sum, grant) => sum + (grant[UPPER] ?? 0), 0);
  const candidates: DeliveryCandidate[] = [];
  deliveries.forEach(({ id, o: chosen }, index) => {
    const isLast = index === deliveries.length - 1;
    const cost = isLast || !chosen ? null : readDecimal(chosen.c.a, exponent);
    const minor = cost === null ? left : Math.min(left, cost);
    if (minor === 0) return;
    left -= minor;
    candidates.push({
      targets: [{ deliveryGroup: { id } }],
      value: { fixedAmount: { amount: toText(minor, exponent) } },
      message,
    });
  });
  return candidates;
}
