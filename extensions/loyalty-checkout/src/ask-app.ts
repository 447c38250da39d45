import type { Refusal } from "../../../app/contracts/proxy.ts";

/** What asks for the buyer's token; `shopify.sessionToken` does. */
interface SessionToken {
  get(): Promise<string>;
}

/**
 * Asks the app's checkout API: POST with a body, GET without one. The token says which shop and customer are asking. A refusal is an
 * answer; null when there is none, because the app or the network is down.
 */
export async function askApp<Answer extends { ok: true }>(
  sessionToken: SessionToken,
  path: string,
  body?: object,
): Promise<Answer | Refusal | null> {
  try {
    const token = await sessionToken.get();
    // Shopify's command line writes the address in here; it stands in no variable when this runs.
    const response = await fetch(`${process.env.APP_URL}/api/v1/checkout/${path}`, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${token}`, accept: "application/json", "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer: unknown = await response.json();
    return isAnswer<Answer>(answer) ? answer : null;
  } catch {
    return null;
  }
}

function isAnswer<Answer>(value: unknown): value is Answer | Refusal {
  if (typeof value !== "object" || value === null || !("ok" in value)) return false;
  return value.ok === true || ("message" in value && typeof value.message === "object" && value.message !== null);
}
