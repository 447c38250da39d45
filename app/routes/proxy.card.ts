import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerCard } from "#app/services/answer-shopper.ts";
import { visitThroughProxy } from "#app/services/shopper-visit.ts";

/** What the signed-in customer of a storefront has and may take. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerCard(await visitThroughProxy(request));
}
