import { z } from "zod";

/** The work that is done in the background. Every job is about one shop, so that no query crosses shops; `shops.*` fan out. */
export const shopJob = z.object({ shopId: z.int() });

export type ShopJob = z.infer<typeof shopJob>;

/** Jobs of one shop by name: what each does is said by its handler in `app/jobs`. */
export const SHOP_TASKS = [
  "inbox.work",
  "outbox.deliver",
  "shop.sweep",
  "orders.reconcile",
  "customers.score",
  "customers.learn",
  "members.tiers",
  "referrals.award",
  "imports.apply",
  "offers.make",
  "orders.past",
  "products.sync",
] as const;

export type ShopTask = (typeof SHOP_TASKS)[number];
