import type { Customer } from "../state.ts";

/** Street, postal code and town; of a customer who gave none, nothing is known but the country. */
export function addressLines({ address }: Customer) {
  return {
    address1: address?.address1 ?? null,
    address2: null,
    zip: address?.zip ?? null,
    city: address?.city ?? null,
  };
}
