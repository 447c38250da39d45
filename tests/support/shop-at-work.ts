import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { AppContext } from "#app/context.ts";
import { type ProgrammeInput, programmeSettings } from "#app/contracts/programme.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import type { OrderNews } from "#app/domain/orders/heard-order.ts";
import type { Database } from "#app/persistence/database.ts";
import { storeWebhooks } from "#app/persistence/inbox.ts";
import { verificationReport, verifyShop } from "#app/services/verify-shop.ts";
import { workInbox } from "#app/services/work-inbox.ts";
import { createDrivenClock, type DrivenClock } from "#tests/shop/clock.ts";
import { aProcess } from "#tests/shopify/installed-shop.ts";
import { aShop } from "./a-shop.ts";
import { NOON } from "./an-order.ts";
import { asJson, type SentWebhook, webhookOf } from "./order-webhooks.ts";

export interface StoredBalance {
  id: string;
  status: string;
  pending: number;
  available: number;
  reserved: number;
  debt: number;
  lifetime: number;
}

/** An installed shop whose webhooks are put into the inbox and worked by the services; nothing of it reaches Shopify. */
export interface ShopAtWork {
  app: AppContext;
  clock: DrivenClock;
  shop: ShopFacts;
  publish(settings: ProgrammeInput): Promise<void>;
  /** Stores webhooks as they come in: each a delivery of its own unless ids are given. */
  receive(...webhooks: (SentWebhook & { id?: string })[]): Promise<void>;
  /** Works what was received. */
  work(): Promise<{ worked: number; failed: number }>;
  /** Receives and works news of orders. */
  hear(...news: OrderNews[]): Promise<void>;
  /** The member that a customer is, or the guest under an e-mail address. */
  balanceOf(who: string): Promise<StoredBalance | null>;
  earned(orderGid: string): Promise<number>;
  parked(): Promise<{ id: string; topic: string; error: string }[]>;
  /** Fails with a readable report unless everything derived equals what the ledger and the orders lead to. */
  expectToAddUp(): Promise<void>;
}

export async function aShopAtWork(database: Database, settings: ProgrammeInput = {}): Promise<ShopAtWork> {
  const clock = createDrivenClock(new Date(NOON));
  const row = await aShop(database);
  const shop: ShopFacts = { ...row, currency: "EUR", timezone: "Europe/Amsterdam", taxesIncluded: true, locale: "en" };
  const app = aProcess(database, { clock });
  const atWork: ShopAtWork = {
    app,
    clock,
    shop,
    publish: (next) => publish(database, shop.id, next, clock.now()),
    receive: async (...webhooks) => {
      const received = webhooks.map(({ topic, payload, id }) => ({
        shopId: shop.id,
        webhookId: id ?? randomUUID(),
        topic,
        eventId: null,
        triggeredAt: null,
        payload,
      }));
      if (received.length > 0) await storeWebhooks(database.pool, received, clock.now(), [shop.id]);
    },
    work: () => workInbox(app, shop),
    hear: async (...news) => {
      await atWork.receive(...news.map(webhookOf));
      expect(await atWork.work()).toMatchObject({ failed: 0 });
    },
    balanceOf: (who) => balanceOf(database, shop.id, who),
    earned: async (gid) => {
      const found = await database.pool.query<{ points: string }>(
        `select points_earned as points from "order" where shop_id = $1 and gid = $2`,
        [shop.id, gid],
      );
      return Number(found.rows[0]?.points ?? Number.NaN);
    },
    parked: async () => {
      const found = await database.pool.query<{ id: string; topic: string; error: string }>(
        "select id, topic, error from inbox where shop_id = $1 and status = 'parked' order by id",
        [shop.id],
      );
      return found.rows;
    },
    expectToAddUp: async () => {
      const verification = await verifyShop(app, shop);
      expect(verification.differences.count, verificationReport([verification])).toBe(0);
    },
  };
  await publish(database, shop.id, settings, new Date(NOON - 86_400_000));
  return atWork;
}

async function publish(database: Database, shopId: number, settings: ProgrammeInput, at: Date): Promise<void> {
  await database.pool.query(
    `insert into programme_version (shop_id, version, settings, published_at, published_by)
     select $1, coalesce(max(version), 0) + 1, $2, $3, 'test' from programme_version where shop_id = $1`,
    [shopId, JSON.stringify(programmeSettings.parse(settings)), at],
  );
}

async function balanceOf(database: Database, shopId: number, who: string): Promise<StoredBalance | null> {
  const found = await database.pool.query<Record<keyof StoredBalance, string>>(
    `select member.id, status, pending, available, reserved, debt, lifetime
     from member join balance on balance.shop_id = member.shop_id and balance.member_id = member.id
     where member.shop_id = $1 and (customer_gid = $2 or (email = $2 and status = 'guest')) order by member.id limit 1`,
    [shopId, who],
  );
  const row = found.rows[0];
  if (!row) return null;
  const { id, status, ...points } = row;
  const figures = Object.fromEntries(Object.entries(points).map(([account, text]) => [account, Number(text)]));
  return { id, status, ...(figures as Omit<StoredBalance, "id" | "status">) };
}

/** `customers/create` or `customers/update` as Shopify sends it. */
export function customerWebhook(
  topic: "customers/create" | "customers/update",
  gid: string,
  customer: { email?: string | null; firstName?: string; at?: number } = {},
): SentWebhook {
  const at = new Date(customer.at ?? NOON).toISOString();
  const payload = {
    id: `#${gid.split("/").pop()}#`,
    admin_graphql_api_id: gid,
    email: customer.email ?? null,
    first_name: customer.firstName ?? "Ann",
    last_name: "Jansen",
    created_at: at,
    updated_at: at,
    tags: "",
  };
  return { topic, payload: asJson(payload) };
}

export function mergeWebhook(deletedGid: string, keptGid: string, status = "completed"): SentWebhook {
  const payload = {
    admin_graphql_api_customer_kept_id: keptGid,
    admin_graphql_api_customer_deleted_id: deletedGid,
    admin_graphql_api_job_id: null,
    status,
    errors: [],
  };
  return { topic: "customers/merge", payload: JSON.stringify(payload) };
}

export function deleteWebhook(gid: string): SentWebhook {
  return { topic: "customers/delete", payload: asJson({ id: `#${gid.split("/").pop()}#`, admin_graphql_api_id: gid }) };
}
