import type { ActionFunctionArgs } from "@remix-run/node";
import { answerSave } from "#app/services/answer-shopper.ts";
import { visitThroughProxy } from "#app/services/shopper-visit.ts";

/** Sets the savings goal of the signed-in customer of a storefront. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerSave(await visitThroughProxy(request), request);
}
