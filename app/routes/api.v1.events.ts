import type { ActionFunctionArgs } from "@remix-run/node";
import { appContext } from "#app/context.server.ts";
import { answerEvent } from "#app/services/answer-event.ts";

/** Only POST says something. */
export function loader(): Response {
  return new Response(null, { status: 405, headers: { allow: "POST" } });
}

/** What a system of the merchant's tells of somebody: a workshop, a visit, a review. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return request.method === "POST" ? answerEvent(appContext(), request) : loader();
}
