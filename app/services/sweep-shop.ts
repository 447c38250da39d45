import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { dropOldExports } from "../persistence/compliance.ts";
import { isAnyoneToLearn } from "../persistence/customer-facts.ts";
import { pruneImports } from "../persistence/imports.ts";
import { pruneInbox } from "../persistence/inbox.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { isTierWorkDue } from "../persistence/tier-work.ts";
import { awardReferrals } from "./award-referrals.ts";
import { tellCartGoods } from "./cart-goods.ts";
import { sweepClaims } from "./claim-sweep.ts";
import { expirePoints } from "./expire-points.ts";
import { keepBirthdays } from "./keep-birthdays.ts";
import { lapseGuestPoints } from "./lapse-guest-points.ts";
import { lapseReservations } from "./lapse-reservations.ts";
import { areOffersDue, lapseOffersOf } from "./make-offers.ts";
import { maturePoints } from "./mature-points.ts";
import { renewProgrammeCard } from "./publish-programme.ts";
import { rollUpFigures } from "./roll-up-figures.ts";
import { noteReachedGoals } from "./saving-goal.ts";
import { sweepMemberships } from "./work-memberships.ts";

const DAY_MS = 86_400_000;
/** Shopify repeats a webhook for four hours and may deliver it a day late; the ids of worked ones are kept far longer. */
const KEEP_WORKED_EVENTS_MS = 14 * DAY_MS;
const KEEP_EXPORTS_MS = 30 * DAY_MS;
/** A file that was looked at and never applied holds personal data. */
const KEEP_UNFINISHED_IMPORTS_MS = 7 * DAY_MS;
const PRUNE_AT_ONCE = 5_000;

/**
 * What is due by time alone: reservations lapse and waiting points become available before points expire, so that what comes after its
 * time lapses in the same sweep. Old rows go, and inbox and outbox are looked at again, should a wake-up ever have been lost. Daily figures are brought up to date.
 */
export async function sweepShop(app: AppContext, shop: ShopFacts): Promise<void> {
  await lapseReservations(app, shop);
  await sweepMemberships(app, shop);
  await awardReferrals(app, shop);
  await keepBirthdays(app, shop);
  await maturePoints(app, shop);
  await expirePoints(app, shop);
  await lapseGuestPoints(app, shop);
  await sweepClaims(app, shop);
  await noteReachedGoals(app, shop);
  await tellCartGoods(app, shop);
  const now = app.clock.now().getTime();
  while (
    (await pruneInbox(app.database.pool, shop.id, new Date(now - KEEP_WORKED_EVENTS_MS), PRUNE_AT_ONCE)) ===
    PRUNE_AT_ONCE
  ) {
    // In portions, so that no statement holds many rows for long.
  }
  const ofImports = {
    unfinishedBefore: new Date(now - KEEP_UNFINISHED_IMPORTS_MS),
    doneBefore: new Date(now - KEEP_EXPORTS_MS),
    most: PRUNE_AT_ONCE,
  };
  while ((await pruneImports(app.database.pool, shop.id, ofImports)) === PRUNE_AT_ONCE) {
    // As above.
  }
  await dropOldExports(app.database.pool, shop.id, new Date(now - KEEP_EXPORTS_MS));
  if (await isTierWorkDue(app.database.pool, shop.id, app.clock.now()))
    await enqueueShopJob(app.database.pool, "members.tiers", shop.id);
  if (await isAnyoneToLearn(app.database.pool, shop.id))
    await enqueueShopJob(app.database.pool, "customers.learn", shop.id);
  await lapseOffersOf(app, shop);
  if (await areOffersDue(app, shop)) await enqueueShopJob(app.database.pool, "offers.make", shop.id);
  await renewProgrammeCard(app, shop);
  await enqueueShopJob(app.database.pool, "inbox.work", shop.id);
  await enqueueShopJob(app.database.pool, "outbox.deliver", shop.id);
  await enqueueShopJob(app.database.pool, "products.sync", shop.id);
  await enqueueShopJob(app.database.pool, "orders.past", shop.id);
  await rollUpFigures(app, shop);
}
