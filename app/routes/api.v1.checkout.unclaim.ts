import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerUnclaim } from "#app/services/answer-shopper.ts";
import { visitFromCheckout } from "#app/services/shopper-visit.ts";

/** The browser asks ahead whether it may call from the checkout's origin (CORS); Shopify's library answers by a thrown response. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  await visitFromCheckout(request);
  return new Response(null, { status: 405 });
}

/** Gives a claim back of the signed-in customer of a checkout or an account page. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const { shopper, cors } = await visitFromCheckout(request);
  return cors(await answerUnclaim(shopper, request));
}
