import { createHash, randomBytes } from "node:crypto";
import { OPTIONAL_SCOPES } from "#app/contracts/access.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import { currentProgramme } from "#app/persistence/programmes.ts";
import { findShopFacts } from "#app/services/find-shop.ts";
import { publishProgrammeVersion } from "#app/services/publish-programme-version.ts";
import type { Shop } from "#tests/shop/state.ts";
import type { Scenario } from "./scenario.ts";
import type { System } from "./system.ts";

/** A shop in which one file plays, and what the file has called things so far. */
export interface Stage {
  system: System;
  scenario: Scenario;
  shop: Shop;
  facts: ShopFacts;
  /** The time as the file counts it: `after` is added to this, not to what the clock was nudged by. */
  nominal: number;
  /** Global ids by the file's names. */
  customers: Map<string, string>;
  orders: Map<string, string>;
  /** Short references by the file's names; null where the app refused the reservation. */
  reservations: Map<string, { ref: string | null; by: string; isClaim: boolean }>;
  /** Members by the file's names of customers who are forgotten: Shopify's ids lead to nobody any more. */
  forgotten: Map<string, string>;
  /** When webhooks that are on their way late arrive. */
  lateArrivals: number[];
  lateMs: number | null;
  /** The last instant at which an order was placed or changed. */
  lastOrderAt: number;
  /** When orders were last reconciled; what changed before is not looked for again. */
  reconciledTo: number;
  /** What came of the step before: "ok" or the code of a refusal. */
  last: string;
}

/** Opens a shop, lets its merchant install the app and open it, and publishes the file's programme. */
export async function openStage(system: System, scenario: Scenario): Promise<Stage> {
  const { simulated, clock, app } = system;
  clock.startAt(scenario.startsAt);
  const shop = simulated.addShop({
    domain: `scenario-${randomBytes(6).toString("hex")}`,
    name: "Scenario",
    ...scenario.shop,
  });
  for (const { sku, price, tags, collections, type, vendor } of scenario.products) {
    const more = { ...(type === undefined ? {} : { type }), ...(vendor === undefined ? {} : { vendor }) };
    const hasSellingPlans = isBoughtByPlan(scenario, sku);
    simulated.addProduct(shop.domain, { title: sku, sku, price, tags, collections, hasSellingPlans, ...more });
  }
  simulated.installApp(shop.domain);
  const { facts } = await findShopFacts(app, await system.openAdmin(shop));
  if (!facts) throw new Error("the app could not be installed in the scenario's shop");
  const stage: Stage = {
    system,
    scenario,
    shop,
    facts,
    nominal: scenario.startsAt,
    customers: new Map(),
    orders: new Map(),
    reservations: new Map(),
    forgotten: new Map(),
    lateArrivals: [],
    lateMs: null,
    lastOrderAt: Number.NEGATIVE_INFINITY,
    reconciledTo: Number.NEGATIVE_INFINITY,
    last: "ok",
  };
  if (scenario.programme) await publish(stage, scenario.programme);
  return stage;
}

/** A plan can only be chosen where the product has one. */
function isBoughtByPlan({ steps }: Scenario, sku: string): boolean {
  const orders = steps.flatMap(({ actions }) => actions).flatMap((each) => (each.verb === "order" ? [each.value] : []));
  return orders.some(({ lines }) => lines.some((line) => line.sku === sku && line.sellingPlan !== undefined));
}

/** Publishes settings; what they leave out is as the app has it now. */
export async function publish(stage: Stage, settings: Record<string, unknown>): Promise<string> {
  const { app } = stage.system;
  const current = await currentProgramme(app.database.pool, stage.facts.id);
  grantWhatItNeeds(stage);
  const outcome = await publishProgrammeVersion(app, stage.facts, {
    settings: { ...current?.settings, ...settings },
    basedOn: current?.version ?? 0,
    publishedBy: "Scenario",
  });
  if (outcome.outcome === "refused") throw new Error(`the programme was refused: ${JSON.stringify(outcome.issues)}`);
  return outcome.outcome === "published" || outcome.outcome === "unchanged" ? "ok" : outcome.outcome;
}

/** Says yes to whatever the programme page would ask the merchant for. */
function grantWhatItNeeds({ system, shop }: Stage): void {
  system.simulated.grantScopes(shop.domain, OPTIONAL_SCOPES);
}

/** A click's id: made of its reference, as a client makes one once. */
export function clickOf(stage: Stage, ref: string): string {
  return createHash("sha256").update(`${stage.shop.domain} ${ref}`).digest("hex").slice(0, 32);
}
