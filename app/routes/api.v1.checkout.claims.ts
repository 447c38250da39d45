import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerClaims } from "#app/services/answer-shopper.ts";
import { visitFromCheckout } from "#app/services/shopper-visit.ts";

/** What the signed-in customer of a checkout or an account page has claimed, with codes and instructions. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const { shopper, cors } = await visitFromCheckout(request);
  return cors(await answerClaims(shopper));
}
