import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerLink } from "#app/services/answer-link.ts";
import { visitThroughProxy } from "#app/services/shopper-visit.ts";

/** A member's link: notes the visit in the cart and leads on to the shop. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return answerLink(await visitThroughProxy(request), request, params.code ?? "");
}
