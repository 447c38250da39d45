import type { ActionFunctionArgs } from "@remix-run/node";
import { answerRelease } from "#app/services/answer-shopper.ts";
import { visitThroughProxy } from "#app/services/shopper-visit.ts";

/** Gives held points back of the signed-in customer of a storefront. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerRelease(await visitThroughProxy(request), request);
}
