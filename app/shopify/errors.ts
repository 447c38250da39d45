/** Why Shopify could not do what was asked. Closed, so that callers decide by reason and not by text. */
export type GatewayFailure =
  /** There is no token for this shop, or Shopify no longer takes it. The merchant's next visit brings a new one. */
  | { reason: "not_installed" }
  /** Frozen, locked or gone: 402, 403, 404 or 423. */
  | { reason: "shop_closed"; status: number }
  /** The merchant has not granted the scope that the operation needs. */
  | { reason: "access_denied" }
  /** Shopify kept us waiting longer than the time that the caller had. */
  | { reason: "throttled" }
  /** No answer, or 5xx, for as long as the caller had. */
  | { reason: "unreachable" }
  /** The operation itself is wrong: an error of ours. */
  | { reason: "refused"; codes: string[] }
  /** Shopify understood and said no. */
  | { reason: "user_errors"; errors: UserError[] };

/** A mutation's own refusal. Shopify's message may repeat what was sent, so it is kept for the caller and never logged. */
export interface UserError {
  code: string;
  /** Path of the input, joined by dots; empty when Shopify names none. */
  field: string;
  message: string;
  /** Which of the elements sent was refused, where the mutation takes a list. */
  element: number | null;
}

/** Thrown by the gateway. Its message names shop, operation and reason, and no personal data: it may be logged and stored. */
export class GatewayError extends Error {
  override name = "GatewayError";
  readonly failure: GatewayFailure;
  readonly shop: string;
  readonly operation: string;

  constructor(shop: string, operation: string, failure: GatewayFailure) {
    super(`${operation} at ${shop}: ${describeFailure(failure)}`);
    this.failure = failure;
    this.shop = shop;
    this.operation = operation;
  }
}

function describeFailure(failure: GatewayFailure): string {
  switch (failure.reason) {
    case "shop_closed":
      return `shop_closed (${failure.status})`;
    case "refused":
      return `refused (${failure.codes.join(", ")})`;
    case "user_errors":
      return `refused by Shopify (${failure.errors.map((error) => `${error.code} ${error.field}`.trim()).join(", ")})`;
    default:
      return failure.reason;
  }
}

interface ShopifyUserError {
  code?: string | null;
  field?: string[] | null;
  message: string;
  elementIndex?: number | null;
}

/** The refusals of a mutation in our shape; empty when it was carried out. */
export function userErrorsOf(payload: { userErrors: ShopifyUserError[] } | null | undefined): UserError[] {
  // Shopify answers a mutation with null when it failed before it looked at the input.
  if (!payload) return [{ code: "NO_ANSWER", field: "", message: "", element: null }];
  return payload.userErrors.map((error) => ({
    code: error.code ?? "INVALID",
    field: (error.field ?? []).join("."),
    message: error.message,
    element: error.elementIndex ?? null,
  }));
}
