import type { ActionFunctionArgs } from "@remix-run/node";
import { answerBest } from "#app/services/answer-shopper.ts";
import { visitThroughProxy } from "#app/services/shopper-visit.ts";

/** Holds the best reward for a cart of the signed-in customer of a storefront, where the merchant wishes it by itself. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerBest(await visitThroughProxy(request), request);
}
