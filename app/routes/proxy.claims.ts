import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerClaims } from "#app/services/answer-shopper.ts";
import { visitThroughProxy } from "#app/services/shopper-visit.ts";

/** What the signed-in customer of a storefront has claimed, with codes and instructions. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerClaims(await visitThroughProxy(request));
}
