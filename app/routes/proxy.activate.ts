import type { ActionFunctionArgs } from "@remix-run/node";
import { answerActivate } from "#app/services/answer-shopper.ts";
import { visitThroughProxy } from "#app/services/shopper-visit.ts";

/** Activates one of this week's offers for the signed-in customer of a storefront. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerActivate(await visitThroughProxy(request), request);
}
