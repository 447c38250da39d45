import { appContext } from "../context.server.ts";
import type { AppContext } from "../context.ts";
import { findOrAddShop, type ShopRecord } from "../persistence/shops.ts";
import { GatewayError } from "../shopify/errors.ts";
import { authenticate } from "../shopify.server.ts";
import { inTurn } from "./in-turn.ts";
import { ensureInstalled } from "./install-shop.ts";

/** A merchant's request, bound to the one shop that its session token names. */
export interface AdminVisit {
  app: AppContext;
  shop: ShopRecord;
  /** Who acts, for the record: a name where Shopify told one, otherwise the number of the Shopify user. */
  actor: string;
  /** Language of the user, where the session knows it. */
  sessionLocale: string | null;
}

/**
 * Lets a merchant in, or throws the response by which Shopify's library sends them to get a fresh session token. Whatever a page reads
 * or changes afterwards carries `shop.id` of this visit; ids in addresses and forms are looked up within it.
 */
export async function visitAdmin(request: Request): Promise<AdminVisit> {
  const { session, sessionToken } = await inTurn(turnOf(request), () => authenticate.admin(request));
  const app = appContext();
  const shop = await shopOf(app, session.shop);
  const user = session.onlineAccessInfo?.associated_user;
  const name = [user?.first_name, user?.last_name].filter((part) => part !== undefined && part !== "").join(" ");
  const actor = name !== "" ? name : `Shopify user ${sessionToken?.sub ?? ""}`.trim();
  return { app, shop, actor, sessionLocale: user?.locale ?? null };
}

/**
 * Visits of one shop take turns. The loaders of one page run side by side, and each would exchange its session token for an offline token of
 * its own: Shopify may let only the last of them live, and the last to be stored may be another. One after the other, the second finds
 * what the first has stored. Nothing else hangs on
 * the shop that the token names here, so it need not be checked yet.
 */
function turnOf(request: Request): string {
  const token = request.headers.get("authorization") ?? new URL(request.url).searchParams.get("id_token") ?? "";
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return typeof payload === "object" && payload !== null && "dest" in payload ? String(payload.dest) : token;
  } catch {
    return token;
  }
}

/**
 * The shop, set up at Shopify where that is not done yet. A set-up that fails must not lock the merchant out: the home page shows what is
 * missing, and the next visit tries again.
 */
async function shopOf(app: AppContext, domain: string): Promise<ShopRecord> {
  try {
    return (await ensureInstalled(app, domain)).shop;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    app.log.warn({ err: error, shop: domain }, "the shop could not be set up during a visit");
    return findOrAddShop(app.database.pool, domain);
  }
}

/** The answer for ids that this shop does not have, whoever else may have them. */
export function notFound(): Response {
  return new Response(null, { status: 404 });
}
