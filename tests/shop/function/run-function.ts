import { z } from "zod";
import type { Offer } from "../cart/offer.ts";
import { runBundle } from "./engine.ts";
import { type FunctionExtension, readFunctionExtension } from "./extension.ts";
import { type FunctionContext, functionInput } from "./input.ts";
import { emptyOffer, type Known, OutputRefused, readDeliveryOutput, readLinesOutput } from "./offer-from-output.ts";
import { outputErrors, type Target } from "./output.ts";

/** One run, kept where tests and the operator can look. `error` is null when Shopify would have applied the output. */
export interface FunctionRun {
  shop: string;
  cart: string;
  discount: string;
  target: Target;
  input: unknown;
  output: unknown;
  error: string | null;
}

export interface Runner {
  extensionsFolder: string;
  record(run: FunctionRun): void;
}

/**
 * Runs a discount's Function for one target and adds what it grants to `offer`. A Function that throws, does not end or returns what
 * does not fit the schema grants nothing; the checkout goes on without it.
 */
export async function runFunction(
  runner: Runner,
  target: Target,
  context: FunctionContext,
  offer: Offer,
): Promise<void> {
  const extension = readFunctionExtension(runner.extensionsFolder, context.discount.functionHandle);
  const aim = extension.targets[target];
  if (!aim) return;
  const input = await functionInput(extension, aim.query, context);
  const result = await runBundle(extension.bundle, aim.functionName, input);
  const output = result.outcome === "ran" ? result.output : null;
  const error = result.outcome === "ran" ? grant(extension, target, context, output, offer) : result.error;
  runner.record({
    shop: context.shop.domain,
    cart: context.cart.token,
    discount: context.discount.gid,
    target,
    input,
    output,
    error,
  });
}

/** Adds a checked output to the offer, all of it or nothing; the answer is what was wrong with it. */
function grant(
  extension: FunctionExtension,
  target: Target,
  context: FunctionContext,
  output: unknown,
  offer: Offer,
): string | null {
  const errors = outputErrors(extension.schema, target, output);
  if (errors.length > 0) return errors.join(" ");
  const draft = emptyOffer(context.discount);
  try {
    if (target === "cart.lines.discounts.generate.run")
      readLinesOutput(output, context.discount, knownIn(context), draft);
    else readDeliveryOutput(output, context.discount, knownIn(context), draft);
  } catch (error) {
    // Whatever is wrong with an output, the checkout goes on.
    if (error instanceof OutputRefused || error instanceof z.ZodError) return error.message;
    throw error;
  }
  offer.products.push(...draft.products);
  offer.orders.push(...draft.orders);
  offer.shipping.push(...draft.shipping);
  return null;
}

function knownIn(context: FunctionContext): Known {
  return {
    lineGids: new Set(context.goods.map((each) => each.line.gid)),
    groupGids: new Set(context.delivery ? [context.delivery.gid] : []),
    optionHandles: new Set(context.delivery?.options.map((option) => option.handle) ?? []),
    currency: context.cart.currency,
  };
}
