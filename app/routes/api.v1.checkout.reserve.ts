import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerReserve } from "#app/services/answer-shopper.ts";
import { visitFromCheckout } from "#app/services/shopper-visit.ts";

/** The browser asks ahead whether it may call from the checkout's origin (CORS); Shopify's library answers by a thrown response. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  await visitFromCheckout(request);
  return new Response(null, { status: 405 });
}

/** Holds points for a reward of the signed-in customer of a checkout. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const { shopper, cors } = await visitFromCheckout(request);
  return cors(await answerReserve(shopper, request));
}
