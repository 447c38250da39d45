import { expect } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import type { Database } from "#app/persistence/database.ts";
import { enrolCustomers, membersByCustomer } from "#app/persistence/members.ts";
import { currentProgramme } from "#app/persistence/programmes.ts";
import { adjustPoints } from "#app/services/adjust-points.ts";
import { claimReward } from "#app/services/claim-reward.ts";
import { deliverOutbox } from "#app/services/deliver-outbox.ts";
import { installShop } from "#app/services/install-shop.ts";
import { publishProgrammeVersion } from "#app/services/publish-programme-version.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { verificationReport, verifyShop } from "#app/services/verify-shop.ts";
import type { Customer, Shop } from "#tests/shop/state.ts";
import { aProcess, aVisitedShop, type ReachableShopify } from "#tests/shopify/installed-shop.ts";

/** A shop at the simulated Shopify whose members claim rewards that need no cart. */
export interface ClaimingShop {
  app: AppContext;
  opened: Shop;
  shop: ShopFacts;
  publish(rewards: ProgrammeInput["rewards"], more?: ProgrammeInput): Promise<void>;
  /** A customer at Shopify who is a member with so many points. */
  aMember(name: string, points: number): Promise<Customer>;
  /** Answers the reference, or the refusal's code. */
  claim(who: Customer, reward: string, click?: string): Promise<string>;
  deliver(): Promise<void>;
  balanceOf(who: Customer): Promise<{ available: number; reserved: number; debt: number }>;
  memberOf(who: Customer): Promise<string>;
  stateOf(ref: string): Promise<{ status: string; refusal: string | null; issued_gid: string | null }>;
  expectToAddUp(): Promise<void>;
}

let clicks = 0;
let adjustments = 0;

export async function aClaimingShop(database: Database, shopify: ReachableShopify): Promise<ClaimingShop> {
  const opened = await aVisitedShop(database, shopify);
  const { optionalScopes } = shopify.simulated.configuration;
  shopify.simulated.grantScopes(opened.domain, optionalScopes);
  const app = aProcess(database, shopify);
  const shop = shopFacts((await installShop(app, opened.domain)).shop) as ShopFacts;
  shopify.clock.advance(60_000);
  const memberOf = async (who: Customer): Promise<string> =>
    (await membersByCustomer(database.pool, shop.id, [who.gid])).get(who.gid)?.id ?? "";
  return {
    app,
    opened,
    shop,
    memberOf,
    async publish(rewards, more = {}) {
      const current = await currentProgramme(database.pool, shop.id);
      const settings = { ...current?.settings, ...more, ...(rewards ? { rewards } : {}) };
      const published = await publishProgrammeVersion(app, shop, {
        settings,
        basedOn: current?.version ?? 0,
        publishedBy: "Test",
      });
      expect(published).toMatchObject({ outcome: "published" });
      shopify.clock.advance(1_000);
    },
    async aMember(name, points) {
      const customer = shopify.simulated.addCustomer(opened.domain, { email: `${name}@example.com`, firstName: name });
      const joinedAt = shopify.clock.now().getTime();
      await database.transaction((transaction) =>
        enrolCustomers(transaction, shop.id, [{ customerGid: customer.gid, email: customer.email, joinedAt }]),
      );
      if (points > 0) {
        adjustments += 1;
        const adjustment = { points, reason: "Welcome", actor: "Test", key: `claiming-${adjustments}` };
        await adjustPoints(app, shop, { memberId: await memberOf(customer), ...adjustment });
      }
      return customer;
    },
    async claim(who, reward, click) {
      clicks += 1;
      const answer = await claimReward(app, shop, {
        customerGid: who.gid,
        reward,
        click: click ?? `click-${clicks}-abc`,
      });
      return answer.ok ? answer.ref : answer.code;
    },
    async deliver() {
      while ((await deliverOutbox(app, shop)).hasMore) {
        // Until nothing is due.
      }
    },
    async balanceOf(who) {
      const { rows } = await database.pool.query(
        "select available::int, reserved::int, debt::int from balance where shop_id = $1 and member_id = $2",
        [shop.id, await memberOf(who)],
      );
      return rows[0];
    },
    async stateOf(ref) {
      const { rows } = await database.pool.query(
        "select status, refusal, issued_gid from claim where shop_id = $1 and ref = $2",
        [shop.id, ref],
      );
      return rows[0];
    },
    async expectToAddUp() {
      const verification = await verifyShop(app, shop);
      expect(verification.differences.count, verificationReport([verification])).toBe(0);
    },
  };
}
