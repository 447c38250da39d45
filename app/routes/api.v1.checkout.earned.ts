import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerEarned } from "#app/services/answer-shopper.ts";
import { visitFromCheckout } from "#app/services/shopper-visit.ts";

/** What the order earned, for the page that thanks for it. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const { shopper, cors } = await visitFromCheckout(request);
  return cors(await answerEarned(shopper, request));
}
