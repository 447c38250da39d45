import type { ActionFunctionArgs } from "@remix-run/node";
import { answerRate } from "#app/services/answer-shopper.ts";
import { visitThroughProxy } from "#app/services/shopper-visit.ts";

/** What the signed-in customer of a storefront thinks of the programme. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerRate(await visitThroughProxy(request), request);
}
