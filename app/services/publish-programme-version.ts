import { isDeepStrictEqual } from "node:util";
import type { AppContext } from "../context.ts";
import type { SettingsIssue } from "../contracts/settings-issue.ts";
import { collectedFacts } from "../domain/programme/compile-facts.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { owe } from "../persistence/outbox.ts";
import { currentProgramme, insertProgrammeVersion } from "../persistence/programmes.ts";
import type { ShopRecord } from "../persistence/shops.ts";
import { isAnyMemberDue } from "../persistence/tier-work.ts";
import { cartGoodsIssues } from "./cart-goods.ts";
import { checkProgramme } from "./check-programme.ts";
import { collectOtherwise } from "./learn-customers.ts";
import { lackingAccess } from "./merchant-access.ts";
import { oweSegmentTags } from "./tag-segments.ts";

export type PublishOutcome =
  | { outcome: "published"; version: number }
  /** The same settings are in force already: another version would say nothing new. */
  | { outcome: "unchanged"; version: number }
  /** Somebody published since the author loaded the settings. Nothing was written. */
  | { outcome: "conflict"; version: number; publishedBy: string }
  | { outcome: "refused"; issues: SettingsIssue[] };

interface Publication {
  /** As the merchant wrote them. */
  settings: unknown;
  /** The version that the author started from; 0 for none. */
  basedOn: number;
  publishedBy: string;
}

/**
 * Publishes settings as the next version of the shop's programme, in one transaction with what is owed for it: the programme card for the
 * theme, whose delivery brings the members' cards along. Orders placed before keep the version that was in force then. A choice that needs
 * more than the merchant has granted is refused beside its field.
 */
export async function publishProgrammeVersion(
  app: Pick<AppContext, "database" | "clock" | "gateway">,
  shop: Pick<ShopRecord, "id" | "domain" | "currency">,
  { settings, basedOn, publishedBy }: Publication,
): Promise<PublishOutcome> {
  const checked = checkProgramme(settings, shop.currency);
  if (checked.outcome === "refused") return checked;
  const lacking = await lackingAccess(app, shop.domain, checked.settings);
  if (lacking.length > 0) return { outcome: "refused", issues: lacking };
  const untold = await cartGoodsIssues(app.database.pool, shop, checked.settings);
  if (untold.length > 0) return { outcome: "refused", issues: untold };

  return app.database.transaction(async (transaction) => {
    const current = await currentProgramme(transaction, shop.id);
    if (current && current.version !== basedOn) {
      return { outcome: "conflict", version: current.version, publishedBy: current.publishedBy };
    }
    if (current && isDeepStrictEqual(current.settings, checked.settings))
      return { outcome: "unchanged", version: current.version };
    const now = app.clock.now();
    const inserted = await insertProgrammeVersion(transaction, shop.id, {
      after: current?.version ?? 0,
      settings: checked.settings,
      publishedAt: now,
      publishedBy,
    });
    if (inserted.outcome === "taken") {
      const other = await currentProgramme(transaction, shop.id);
      return { outcome: "conflict", version: other?.version ?? basedOn, publishedBy: other?.publishedBy ?? "" };
    }
    const collected = current ? collectedFacts(current.settings) : null;
    await collectOtherwise(transaction, shop.id, collected, collectedFacts(checked.settings));
    await oweSegmentTags(
      transaction,
      shop.id,
      current?.settings.tagSegments ?? [],
      checked.settings.tagSegments ?? [],
      now,
    );
    await owe(transaction, shop.id, "programme", ["shop"], now);
    await enqueueShopJob(transaction, "outbox.deliver", shop.id);
    if (await isAnyMemberDue(transaction, shop.id)) await enqueueShopJob(transaction, "members.tiers", shop.id);
    return inserted;
  });
}
