import type { ActionFunctionArgs } from "@remix-run/node";
import { answerReserve } from "#app/services/answer-shopper.ts";
import { visitThroughProxy } from "#app/services/shopper-visit.ts";

/** Holds points for a reward of the signed-in customer of a storefront. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerReserve(await visitThroughProxy(request), request);
}
