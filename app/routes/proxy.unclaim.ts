import type { ActionFunctionArgs } from "@remix-run/node";
import { answerUnclaim } from "#app/services/answer-shopper.ts";
import { visitThroughProxy } from "#app/services/shopper-visit.ts";

/** Gives a claim back of the signed-in customer of a storefront. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerUnclaim(await visitThroughProxy(request), request);
}
