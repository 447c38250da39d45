import type { CronItem, Task, TaskList } from "graphile-worker";
import type { AppContext } from "../context.ts";
import { type ShopTask, shopJob } from "../contracts/jobs.ts";
import { applyImportsJob } from "./apply-imports.ts";
import { fanOut } from "./fan-out.ts";
import { workInboxJob } from "./inbox-work.ts";
import { learnCustomersJob } from "./learn-customers.ts";
import { makeOffersJob } from "./make-offers.ts";
import { reworkTiersJob } from "./members-tiers.ts";
import { reconcileOrdersJob } from "./orders-reconcile.ts";
import { deliverOutboxJob } from "./outbox-deliver.ts";
import { pastOrdersJob } from "./past-orders.ts";
import { syncProductsJob } from "./products-sync.ts";
import { awardReferralsJob } from "./referrals-award.ts";
import { scoreCustomersJob } from "./score-customers.ts";
import { sweepShopJob } from "./shop-sweep.ts";

const SHOP_JOBS: Record<ShopTask, (app: AppContext, shopId: number) => Promise<void>> = {
  "inbox.work": workInboxJob,
  "outbox.deliver": deliverOutboxJob,
  "shop.sweep": sweepShopJob,
  "orders.reconcile": reconcileOrdersJob,
  "customers.score": scoreCustomersJob,
  "customers.learn": learnCustomersJob,
  "members.tiers": reworkTiersJob,
  "referrals.award": awardReferralsJob,
  "imports.apply": applyImportsJob,
  "offers.make": makeOffersJob,
  "orders.past": pastOrdersJob,
  "products.sync": syncProductsJob,
};

/** Every job with its handler, as graphile-worker takes them. */
export function taskList(app: AppContext): TaskList {
  const ofOneShop = (job: (app: AppContext, shopId: number) => Promise<void>): Task => {
    return (payload) => job(app, shopJob.parse(payload).shopId);
  };
  const tasks = Object.entries(SHOP_JOBS).map(([name, job]) => [name, ofOneShop(job)] as const);
  return {
    ...Object.fromEntries(tasks),
    "shops.sweep": () => fanOut(app, "shop.sweep"),
    "shops.reconcile": () => fanOut(app, "orders.reconcile"),
    "shops.score": () => fanOut(app, "customers.score"),
  };
}

/** When the clock starts what, in UTC; nothing is made up for time in which no worker ran, since each run looks at everything due. */
export const SCHEDULE: CronItem[] = [
  { task: "shops.sweep", match: "*/5 * * * *" },
  { task: "shops.reconcile", match: "17 * * * *" },
  { task: "shops.score", match: "23 2 * * *" },
];
