import type { Route } from "../routes.ts";
import type { World } from "../simulated-shop.ts";
import { answerTokenRequest } from "./token-exchange.ts";

/** Shopify's side of authorization. */
export function createAuthorityRoutes(world: World): Route[] {
  return [
    {
      method: "POST",
      path: "/admin/oauth/access_token",
      async handle({ request, shop }) {
        const fields = await readFields(request);
        if (!fields)
          return Response.json(
            { error: "invalid_request", error_description: "The body is neither JSON nor a form." },
            { status: 400 },
          );
        const { status, body } = answerTokenRequest(world, shop, fields);
        return Response.json(body, { status });
      },
    },
  ];
}

async function readFields(request: Request): Promise<Record<string, unknown> | null> {
  const text = await request.text();
  if (!request.headers.get("content-type")?.includes("application/json"))
    return Object.fromEntries(new URLSearchParams(text));
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : null;
  } catch {
    return null;
  }
}
