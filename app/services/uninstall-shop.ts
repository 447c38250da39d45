import type { AppContext } from "../context.ts";
import { dropSessions, findShop, markUninstalled } from "../persistence/shops.ts";

export type UninstallOutcome = { outcome: "uninstalled" } | { outcome: "already_gone" };

/**
 * `app/uninstalled`: work for the shop stops and its tokens go. Members, points and programme stay as they are, for a
 * merchant who comes back; Shopify asks 48 hours later by `shop/redact` to erase them where it will not keep them.
 *
 * @param at when Shopify sent it: a late one must not undo a reinstall that came since
 */
export async function uninstallShop(
  app: Pick<AppContext, "database">,
  domain: string,
  at: Date,
): Promise<UninstallOutcome> {
  return app.database.transaction(async (transaction) => {
    const shop = await findShop(transaction, domain);
    if (shop?.status !== "installed") return { outcome: "already_gone" };
    if (shop.installedAt !== null && shop.installedAt > at) return { outcome: "already_gone" };
    await markUninstalled(transaction, shop.id, at);
    await dropSessions(transaction, domain);
    return { outcome: "uninstalled" };
  });
}
