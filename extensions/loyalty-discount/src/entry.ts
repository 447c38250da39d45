import { type DeliveryOptionsResult, deliveryDiscount } from "./delivery-discount.ts";
import type { CartLinesInput, DeliveryOptionsInput } from "./input.ts";
import { type CartLinesResult, orderDiscount } from "./order-discount.ts";

/** A Function that throws can hold up a checkout; whatever goes wrong here costs the discount and nothing else. */
export function cartLinesDiscountsGenerateRun(input: CartLinesInput): CartLinesResult {
  try {
    return orderDiscount(input);
  } catch {
    return { operations: [] };
  }
}

/** The same for shipping. */
export function cartDeliveryOptionsDiscountsGenerateRun(input: DeliveryOptionsInput): DeliveryOptionsResult {
  try {
    return deliveryDiscount(input);
  } catch {
    return { operations: [] };
  }
}
