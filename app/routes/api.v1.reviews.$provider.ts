import type { ActionFunctionArgs } from "@remix-run/node";
import { appContext } from "#app/context.server.ts";
import { answerReview } from "#app/services/answer-review.ts";

/** Only POST says something. */
export function loader(): Response {
  return new Response(null, { status: 405, headers: { allow: "POST" } });
}

/** What a provider of reviews tells of one. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return request.method === "POST" ? answerReview(appContext(), request, params.provider ?? "") : loader();
}
