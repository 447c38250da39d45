import type { ActionFunctionArgs } from "@remix-run/node";
import { answerRefer } from "#app/services/answer-shopper.ts";
import { visitThroughProxy } from "#app/services/shopper-visit.ts";

/** Notes by whose link the signed-in customer of a storefront came. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerRefer(await visitThroughProxy(request), request);
}
