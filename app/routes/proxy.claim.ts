import type { ActionFunctionArgs } from "@remix-run/node";
import { answerClaim } from "#app/services/answer-shopper.ts";
import { visitThroughProxy } from "#app/services/shopper-visit.ts";

/** Claims a reward that needs no cart with points of the signed-in customer of a storefront. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerClaim(await visitThroughProxy(request), request);
}
