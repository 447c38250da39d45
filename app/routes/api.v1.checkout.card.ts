import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerCard } from "#app/services/answer-shopper.ts";
import { visitFromCheckout } from "#app/services/shopper-visit.ts";

/** What the signed-in customer of a checkout has and may take. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const { shopper, cors } = await visitFromCheckout(request);
  return cors(await answerCard(shopper));
}
