import { randomUUID } from "node:crypto";
import { z } from "zod";
import { readScenario } from "#tests/scenarios/runner/read-scenario.ts";
import { allAtRest } from "#tests/scenarios/runner/rest.ts";
import { openStage, type Stage } from "#tests/scenarios/runner/stage.ts";
import type { System } from "#tests/scenarios/runner/system.ts";
import type { PricedCart } from "#tests/shop/cart/price-cart.ts";
import { cartFor, type Shopper } from "#tests/shop/checkout/shopper.ts";
import type { Customer } from "#tests/shop/state.ts";

const proxyAnswer = z.looseObject({ ok: z.boolean(), code: z.string().optional(), ref: z.string().optional() });
export type ProxyAnswer = z.infer<typeof proxyAnswer>;

/** A shop with the app, in which Ann has 200 points and Bob has 150. 100 points take €5.00 off. */
export interface TwoShoppers {
  stage: Stage;
  ann: Customer;
  bob: Customer;
  /** Asks the app through the storefront, which signs for the customer who is signed in. `query` is what the shopper's browser adds. */
  ask(who: Customer | null, path: "reserve" | "release", body: object, query?: string): Promise<ProxyAnswer>;
  /** Holds a reward by a click; returns its reference. */
  hold(who: Customer): Promise<string>;
  /** A cart with goods for €40.00, of a customer or of a guest. */
  cart(who: Customer | "guest"): Promise<Shopper>;
  /** Available and reserved points, and what is owed. */
  points(who: Customer): Promise<{ available: number; reserved: number; debt: number }>;
  /** Waits until nothing is under way any more. */
  rest(): Promise<void>;
}

/** What a cart's discounts take off, in minor units. */
export function takenOff({ applications }: PricedCart): number {
  return applications.reduce((sum, each) => sum + each.totalMinor, 0);
}

export async function twoShoppers(system: System): Promise<TwoShoppers> {
  const reading = readScenario("two-shoppers.yaml", "name: Two shoppers\nsteps:\n  - at: 2026-01-05T10:00:00Z\n");
  if (reading.outcome === "refused") throw new Error(JSON.stringify(reading.refusals));
  const stage = await openStage(system, reading.scenario);
  const { simulated, front, app } = system;
  const { domain } = stage.shop;
  const newCustomer = (name: string) =>
    simulated.addCustomer(domain, { email: `${name.toLowerCase()}@example.com`, firstName: name });
  const [ann, bob] = [newCustomer("Ann"), newCustomer("Bob")];
  for (const [customer, price] of [
    [ann, "200.00"],
    [bob, "150.00"],
  ] as const)
    simulated.placeOrder(domain, { customer: customer.gid, lines: [{ title: "Goods", price, quantity: 1 }] });
  await allAtRest(stage);

  const ask: TwoShoppers["ask"] = async (who, path, body, query = "") => {
    const request = new Request(`https://${domain}/apps/zegel/${path}?${query}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return proxyAnswer.parse(await (await simulated.forwardToApp(stage.shop, who, request)).json());
  };
  return {
    stage,
    ann,
    bob,
    ask,
    async hold(who) {
      const { ref } = await ask(who, "reserve", { reward: "five", click: randomUUID() });
      if (ref === undefined) throw new Error("the reward was not held");
      return ref;
    },
    async cart(who) {
      const shopper = cartFor(front, domain, who === "guest" ? who : who.gid);
      await shopper.add({ title: "Lamp", price: "40.00" });
      return shopper;
    },
    async points(who) {
      const { rows } = await app.database.pool.query<{ available: string; reserved: string; debt: string }>(
        `select available, reserved, debt from balance b join member m on m.shop_id = b.shop_id and m.id = b.member_id
         where b.shop_id = $1 and m.customer_gid = $2`,
        [stage.facts.id, who.gid],
      );
      const [row] = rows;
      return { available: Number(row?.available), reserved: Number(row?.reserved), debt: Number(row?.debt) };
    },
    rest: () => allAtRest(stage),
  };
}
