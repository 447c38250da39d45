import type { AppContext } from "../context.ts";
import { ACCESS_MISSING, accessNeeded, CHANGE_ORDERS } from "../contracts/access.ts";
import type { ProgrammeSettings } from "../contracts/programme.ts";
import type { SettingsIssue } from "../contracts/settings-issue.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { recordScopes } from "../persistence/offline-sessions.ts";
import { wakeRows } from "../persistence/outbox.ts";
import type { ShopRecord } from "../persistence/shops.ts";
import { GatewayError } from "../shopify/errors.ts";
import { GrantedScopesDocument } from "../shopify/generated/operations.ts";

/** A merchant waits for this; later, "try again in a minute" says more than a page that hangs. */
const CLICK_TIME_LIMIT_MS = 5_000;

/**
 * Why these settings may not be published, as far as the merchant's grants go; nothing when they may. Shopify itself is asked: a page can say
 * what it likes, and what is stored may be older than the grant that the merchant gave a second ago.
 */
export async function lackingAccess(
  app: Pick<AppContext, "gateway">,
  domain: string,
  settings: Partial<Pick<ProgrammeSettings, "onOverspend" | "rewards">>,
): Promise<SettingsIssue[]> {
  const needs = accessNeeded(settings);
  if (needs.length === 0) return [];
  try {
    const granted = await askGrantedScopes(app, domain, { timeLimitMs: CLICK_TIME_LIMIT_MS });
    const missing = needs.filter(({ scope }) => !isGranted(granted, scope));
    return missing.map(({ path, scope }) => ({ path, code: "access", scope }));
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return [{ path: needs[0]?.path ?? "", code: "accessUnknown" }];
  }
}

/** A scope to write includes the one to read, and Shopify may name it alone. */
export function isGranted(granted: readonly string[], scope: string): boolean {
  return granted.includes(scope) || granted.includes(scope.replace(/^read_/, "write_"));
}

/**
 * What the merchant has granted, as Shopify says now.
 *
 * @throws GatewayError when Shopify cannot be asked
 */
export async function askGrantedScopes(
  app: Pick<AppContext, "gateway">,
  domain: string,
  options: { timeLimitMs?: number } = {},
): Promise<string[]> {
  const { currentAppInstallation } = await app.gateway.request(domain, GrantedScopesDocument, {}, options);
  return currentAppInstallation.accessScopes.map(({ handle }) => handle);
}

/** Keeps what is granted for the pages to read, and tries at once what had waited for it. */
export async function noteGrantedScopes(
  app: Pick<AppContext, "database" | "clock">,
  shop: Pick<ShopRecord, "id" | "domain">,
  granted: readonly string[],
): Promise<void> {
  await app.database.transaction(async (transaction) => {
    await recordScopes(transaction, shop.domain, granted);
    if (!granted.includes(CHANGE_ORDERS)) return;
    const woken = await wakeRows(transaction, shop.id, "order", accessMissing(CHANGE_ORDERS), app.clock.now());
    if (woken > 0) await enqueueShopJob(transaction, "outbox.deliver", shop.id);
  });
}

/** The error of a delivery that waits for this scope. */
export function accessMissing(scope: string): string {
  return `${ACCESS_MISSING} ${scope}`;
}
