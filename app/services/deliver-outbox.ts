import type { AppContext } from "../context.ts";
import { actOnOverspends } from "./act-on-overspends.ts";
import { publishProgramme } from "./publish-programme.ts";
import { publishWallets } from "./publish-wallets.ts";

/**
 * Delivers what is owed to Shopify for one shop: the programme's card, overspent orders, and members' wallets up to a
 * bounded number.
 *
 * @returns whether more is due already, so that the caller comes back at once
 */
export async function deliverOutbox(
  app: AppContext,
  shop: { id: number; domain: string },
): Promise<{ hasMore: boolean }> {
  await publishProgramme(app, shop);
  await actOnOverspends(app, shop);
  const { hasMore } = await publishWallets(app, shop);
  return { hasMore };
}
