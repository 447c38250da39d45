import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { systemClock } from "#app/clock.ts";
import type { Card } from "#app/contracts/card.ts";
import { createDatabase, type Database } from "#app/persistence/database.ts";
import { enqueueShopJob } from "#app/persistence/job-queue.ts";
import { findPastAward } from "#app/persistence/past-awards.ts";
import { findShop } from "#app/persistence/shops.ts";
import { awardPastOrders } from "#app/services/award-past-orders.ts";
import { startReadingPastOrders } from "#app/services/read-past-orders.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { DEMO_SHOP } from "./demo-data.ts";
import { demoCustomer, OLDEST_DAYS } from "./demo-history.ts";
import { demoProgrammeText } from "./demo-programme.ts";
import type { SimulatedShop } from "./simulated-shop.ts";

const DAY_MS = 86_400_000;
const OWNER = "Grachtengoed";
/** Until then the app has done what it was asked, on a slow machine too. */
const PATIENCE_MS = 120_000;

/**
 * What happens at Grachtengoed on the day on which the app comes: its owner publishes the programme and has the past year's orders counted, and
 * customers begin to use it. The app must be installed and open.
 */
export async function liveFirstDay(simulated: SimulatedShop, connectionString: string): Promise<void> {
  const database = createDatabase(connectionString, { max: 2, applicationName: "zegel-demo" });
  try {
    grantMore(simulated);
    await publishProgramme(simulated);
    await countPastYear(database);
    await buyToday(simulated);
    await sortCustomers(database);
    await clickAround(simulated);
  } finally {
    await database.close();
  }
}

/** The merchant has said yes to what gift cards and store credit need, and Shopify lets the app read orders of before the last 60 days. */
function grantMore(simulated: SimulatedShop): void {
  const { granted, optional } = simulated.scopesOf(DEMO_SHOP);
  const more = [...optional.filter((scope) => scope !== "write_orders"), "read_all_orders"];
  simulated.changeScopes(DEMO_SHOP, [...new Set([...granted, ...more])]);
}

/** As the programme page does it. */
async function publishProgramme(simulated: SimulatedShop): Promise<void> {
  const text = demoProgrammeText(new Date());
  await until("the programme is published", async () => {
    const url = new URL("/app/programme?_data=routes%2Fapp.programme", simulated.app.appUrl);
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${simulated.tokens.forAdmin(simulated.shop(DEMO_SHOP))}`,
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0",
      },
      body: new URLSearchParams({ intent: "publish_text", basedOn: "1", text }),
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`The programme page answered ${answer.status}: ${said.slice(0, 300)}`);
    const { outcome } = z.looseObject({ outcome: z.string() }).parse(JSON.parse(said));
    // Goods can be named as soon as the catalogue was read.
    if (outcome === "text_refused") return said;
    return outcome === "published" || outcome === "unchanged" || outcome === "conflict" ? null : said;
  });
}

/** What was bought before counts from here on, for figures, segments and levels, and earns points. */
async function countPastYear(database: Database): Promise<void> {
  const app = { database, clock: systemClock };
  const shop = await findShop(database.pool, DEMO_SHOP);
  const facts = shop && shopFacts(shop);
  if (!facts) throw new Error("The app is not installed.");
  const day = (ago: number) => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
  const period = { from: day(OLDEST_DAYS), to: day(1), startedBy: OWNER };
  const started = await startReadingPastOrders(app, facts, period);
  if (started.outcome !== "started") throw new Error(`Past orders were not read: ${started.outcome}`);
  const reaches = (wanted: string) =>
    until(`past orders are ${wanted}`, async () => {
      const run = await findPastAward(database.pool, facts.id, started.id);
      if (run?.status === wanted) return null;
      await enqueueShopJob(database.pool, "orders.past", facts.id);
      return run?.status ?? "gone";
    });
  await reaches("read");
  await awardPastOrders(app, facts.id, started.id);
  await reaches("done");
}

/** Bram becomes a paying member, and Fleur comes by Anna's link. */
async function buyToday(simulated: SimulatedShop): Promise<void> {
  const buy = (name: string, variant: string, more: { noteAttributes?: Record<string, string> } = {}) =>
    simulated.placeOrder(DEMO_SHOP, {
      customer: demoCustomer(simulated, name).gid,
      lines: [{ variant }],
      taxRate: "0.21",
      ...more,
    });
  buy("bram", "premium");
  const anna = await cardOf(simulated, "anna", (card) => card.referral !== undefined);
  simulated.addCustomer(DEMO_SHOP, { email: "fleur@example.com", firstName: "Fleur", lastName: "de Boer" });
  const followed = Math.floor(Date.now() / 1000).toString(36);
  buy("fleur", "canvas-tas", { noteAttributes: { _zegel_ref: `${anna.referral?.code}.${followed}` } });
  simulated.placeOrder(DEMO_SHOP, { email: "gast@example.com", lines: [{ variant: "bijenwaskaars", quantity: 2 }] });
}

/** What the worker does by night or within minutes, at once: segments, this week's offers, figures. */
async function sortCustomers(database: Database): Promise<void> {
  const shop = await findShop(database.pool, DEMO_SHOP);
  for (const job of ["customers.score", "members.tiers", "offers.make", "shop.sweep"] as const)
    await enqueueShopJob(database.pool, job, shop?.id ?? 0);
}

/** Anna activates one of her offers, saves for the boat trip and has trees planted; Eva takes the guide. */
async function clickAround(simulated: SimulatedShop): Promise<void> {
  const anna = await cardOf(simulated, "anna", (card) => (card.offers?.list.length ?? 0) > 0);
  const [offer] = anna.offers?.list ?? [];
  if (offer) await ask(simulated, "anna", "activate", { ref: offer.ref });
  await ask(simulated, "anna", "save", { reward: "boat" });
  await ask(simulated, "anna", "claim", { reward: "trees", click: "demo-anna-trees" });
  await ask(simulated, "eva", "claim", { reward: "guide", click: "demo-eva-guide" });
}

async function cardOf(simulated: SimulatedShop, name: string, isReady: (card: Card) => boolean): Promise<Card> {
  let card: Card | undefined;
  await until(`${name} has a card`, async () => {
    const answer = await ask(simulated, name, "card");
    card = answer.card;
    return card && isReady(card) ? null : JSON.stringify(answer).slice(0, 200);
  });
  return card as Card;
}

/** As a theme's block asks, for somebody who is signed in. */
async function ask(simulated: SimulatedShop, name: string, path: string, body?: object): Promise<{ card?: Card }> {
  const request = new Request(`https://${DEMO_SHOP}/apps/zegel/${path}`, {
    headers: { accept: "application/json", "content-type": "application/json" },
    ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
  });
  const answer = await simulated.forwardToApp(simulated.shop(DEMO_SHOP), demoCustomer(simulated, name), request);
  return (await answer.json()) as { card?: Card };
}

/** Tries until nothing is in the way any more. Throws with what was in the way last. */
async function until(what: string, attempt: () => Promise<string | null>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const obstacle = await attempt();
    if (obstacle === null) return;
    if (Date.now() > deadline) throw new Error(`It never came to it that ${what}: ${obstacle}`);
    await pause(400);
  }
}
