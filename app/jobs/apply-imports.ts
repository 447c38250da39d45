import type { AppContext } from "../context.ts";
import { applyImports } from "../services/apply-import.ts";
import { findShopFacts } from "../services/find-shop.ts";

/** `imports.apply`: files of members that the merchant said yes to. */
export async function applyImportsJob(app: AppContext, shopId: number): Promise<void> {
  const { facts } = await findShopFacts(app, shopId);
  if (facts) await applyImports(app, facts);
}
