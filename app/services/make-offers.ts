import type { AppContext } from "../context.ts";
import type { ProductFacts } from "../contracts/product.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { offerAllowance } from "../domain/offers/offer-allowance.ts";
import { type OfferWeek, offerWeekAt } from "../domain/offers/offer-week.ts";
import { type Habit, type Offer, pickOffers } from "../domain/offers/pick-offers.ts";
import { noStanding } from "../domain/programme/audience.ts";
import type { Offers } from "../domain/programme/compile-offers.ts";
import { type Programme, versionAt } from "../domain/programme/programme.ts";
import { standingRef } from "../domain/wallet/standing-grant.ts";
import type { Transaction } from "../persistence/database.ts";
import {
  dropBoxesBefore,
  habitsOfMembers,
  isOfferRoundOpen,
  lapseOffers,
  type MadeOffer,
  moveOfferRound,
  type OfferBox,
  offeredBefore,
  offerRound,
  popularProducts,
  writeBoxes,
} from "../persistence/offers.ts";
import { owe } from "../persistence/outbox.ts";
import { productFacts } from "../persistence/products.ts";
import { standingsOf } from "../persistence/standings.ts";
import { wakeDelivery } from "./book.ts";
import { readProgrammes } from "./read-programmes.ts";

const DAY_MS = 86_400_000;
/** Members in one transaction. */
const BATCH = 1_000;
/** What is popular is so lately, and of it more than anybody is offered. */
const POPULAR_DAYS = 90;
const POPULAR_PRODUCTS = 200;

/** Whether new offers are due, so that the sweep has them made. */
export async function areOffersDue(app: Pick<AppContext, "database" | "clock">, shop: ShopFacts): Promise<boolean> {
  const now = app.clock.now().getTime();
  const programme = versionAt(await readProgrammes(app.database.pool, shop), now)?.programme;
  if (!programme?.offers) return false;
  return isOfferRoundOpen(app.database.pool, shop.id, offerWeekAt(now, programme.offers, shop.timezone).day);
}

/** Offers of a week that is over are withdrawn from wallets. Returns from how many. */
export async function lapseOffersOf(app: Pick<AppContext, "database" | "clock">, shop: ShopFacts): Promise<number> {
  const now = app.clock.now();
  return app.database.transaction(async (transaction) => {
    const members = await lapseOffers(transaction, shop.id, now);
    await owe(transaction, shop.id, "wallet", members, now);
    await wakeDelivery(transaction, shop.id);
    return members.length;
  });
}

/**
 * Makes the offers of the week that runs for every member. Ended at any moment, it goes on with the next member when it is called again; made
 * twice they are the same. Returns how many members got some.
 */
export async function makeOffers(app: AppContext, shop: ShopFacts): Promise<number> {
  await lapseOffersOf(app, shop);
  const { pool } = app.database;
  const now = app.clock.now();
  const programme = versionAt(await readProgrammes(pool, shop), now.getTime())?.programme;
  if (!programme?.offers) return 0;
  const week = offerWeekAt(now.getTime(), programme.offers, shop.timezone);
  const round = await offerRound(pool, shop.id, week.day);
  if (round.finishedAt !== null) return 0;
  const popular = await popularProducts(pool, shop.id, {
    since: new Date(week.from - POPULAR_DAYS * DAY_MS),
    until: new Date(week.from),
    most: POPULAR_PRODUCTS,
  });
  const known = new Map<string, ProductFacts>();
  let made = 0;
  for (let after = round.cursor; ; ) {
    const portion = { programme, offers: programme.offers, week, popular, known, after };
    const batch = await app.database.transaction((transaction) => makeBatch(transaction, shop, now, portion));
    made += batch.boxes;
    const finishedAt = batch.last === null ? now : null;
    after = batch.last ?? after;
    await moveOfferRound(pool, shop.id, week.day, { cursor: after, finishedAt });
    if (finishedAt) break;
  }
  await dropBoxesBefore(pool, shop.id, new Date(Date.parse(week.day) - 7 * DAY_MS).toISOString().slice(0, 10));
  return made;
}

interface Portion {
  programme: Programme;
  offers: Offers;
  week: OfferWeek;
  popular: readonly string[];
  /** Products that were read for batches before. */
  known: Map<string, ProductFacts>;
  after: string;
}

async function makeBatch(transaction: Transaction, shop: ShopFacts, now: Date, portion: Portion) {
  const { programme, offers, week, popular, known } = portion;
  // What is bought in the week itself counts for the next: made on whatever day of it, offers rest on the same purchases.
  const until = new Date(week.from);
  const since = new Date(week.from - offers.lookbackDays * DAY_MS);
  const habits = await habitsOfMembers(transaction, shop.id, { after: portion.after, since, until, most: BATCH });
  const members = [...habits.keys()];
  if (members.length === 0) return { boxes: 0, last: null };
  await learn(transaction, shop.id, known, [...popular, ...[...habits.values()].flat().map(({ product }) => product)]);
  const before = await offeredBefore(transaction, shop.id, week.day, members);
  const standings = await standingsOf(transaction, shop.id, members);
  const boxes = members.flatMap((member): OfferBox[] => {
    const { choose, activate } = offerAllowance(offers, programme.memberships, standings.get(member) ?? noStanding);
    const picked = pickOffers(offers, {
      seed: `${shop.id} ${member} ${week.day}`,
      habits: habits.get(member) as Habit[],
      popular,
      products: known,
      before: before.get(member) ?? new Set(),
      count: choose,
    });
    if (picked.length === 0) return [];
    const made = picked.map((offer) => madeOffer(offer, member, week, offers, known));
    return [{ member, week: week.day, endsAt: new Date(week.to), activate, offers: made }];
  });
  await writeBoxes(transaction, shop.id, boxes);
  await owe(
    transaction,
    shop.id,
    "wallet",
    boxes.map(({ member }) => member),
    now,
  );
  await wakeDelivery(transaction, shop.id);
  return { boxes: boxes.length, last: members.at(-1) ?? null };
}

async function learn(
  transaction: Transaction,
  shopId: number,
  known: Map<string, ProductFacts>,
  products: readonly string[],
): Promise<void> {
  const unknown = [...new Set(products)].filter((product) => !known.has(product));
  for (const [gid, facts] of await productFacts(transaction, shopId, unknown)) known.set(gid, facts);
}

function madeOffer(
  { product, percent, why }: Offer,
  member: string,
  week: OfferWeek,
  { pieces }: Offers,
  known: ReadonlyMap<string, ProductFacts>,
): MadeOffer {
  const { handle = null, title = null, imageUrl = null } = known.get(product) ?? {};
  const ref = standingRef(member, "offer", `${week.day} ${product}`);
  return { ref, product, handle, title: title ?? handle ?? product, imageUrl, percent, pieces, why };
}
