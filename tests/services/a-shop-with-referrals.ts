import type { ProgrammeInput } from "#app/contracts/programme.ts";
import { REFERRAL_ATTRIBUTE } from "#app/contracts/referrals.ts";
import type { Database } from "#app/persistence/database.ts";
import { addCodes } from "#app/persistence/referral-codes.ts";
import { writeExamination } from "#app/persistence/referral-examinations.ts";
import { awardReferrals } from "#app/services/award-referrals.ts";
import { anOrder, NOON } from "#tests/support/an-order.ts";
import { aShopAtWork, customerWebhook, type ShopAtWork } from "#tests/support/shop-at-work.ts";

export const ANN = "gid://shopify/Customer/1";
export const BOB = "gid://shopify/Customer/2";
export const CODE = "7K3M9QX2PD";

/** A shop in which Ann has a link; 200 points for her and 50 for a friend at once, unless said otherwise. */
export async function aShopWithReferrals(
  database: Database,
  referrals: Partial<NonNullable<ProgrammeInput["referrals"]>> = {},
): Promise<ShopAtWork> {
  const shop = await aShopAtWork(database, {
    referrals: { advocate: { points: 200 }, friend: { points: 50 }, waitDays: 0, ...referrals },
  });
  await shop.receive(customerWebhook("customers/create", ANN, { email: "ann@example.com", firstName: "Ann" }));
  await shop.work();
  const ann = await shop.balanceOf(ANN);
  await addCodes(database.pool, shop.shop.id, [{ member: ann?.id ?? "", code: CODE }], new Date(NOON));
  return shop;
}

/** A friend's order by Ann's link. */
export function byLink(order: Parameters<typeof anOrder>[0] = {}, code = CODE) {
  return anOrder({
    customerGid: BOB,
    email: "bob@example.com",
    attributes: [{ name: REFERRAL_ATTRIBUTE, value: code }],
    ...order,
  });
}

/** What the sweep would do, where Shopify has nothing to say against anybody. */
export async function awardNow(shop: ShopAtWork): Promise<void> {
  const { pool } = shop.app.database;
  const { rows } = await pool.query<{ id: string }>(
    "select id from referral where shop_id = $1 and examination is null and order_gid is not null",
    [shop.shop.id],
  );
  const examination = { signals: [], score: 0, hasOrderedBefore: false, isAmongAdvocates: true };
  for (const { id } of rows) await writeExamination(pool, shop.shop.id, id, { examinedAt: NOON, ...examination }, null);
  await awardReferrals(shop.app, shop.shop);
}

export interface StoredReferral {
  id: string;
  state: string;
  reason: string | null;
  advocatePoints: number;
  friendPoints: number;
}

export async function referralsIn(shop: ShopAtWork): Promise<StoredReferral[]> {
  const { rows } = await shop.app.database.pool.query<StoredReferral>(
    `select id, state, reason, advocate_points::int as "advocatePoints", friend_points::int as "friendPoints" from referral
     where shop_id = $1 order by id`,
    [shop.shop.id],
  );
  return rows;
}
