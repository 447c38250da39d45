import { parentPort, workerData } from "node:worker_threads";
import { Client } from "undici";
import { orderBody, signatureOf } from "./order-payload.ts";

/**
 * Sends signed `orders/paid` webhooks from a thread of its own. With `ratePerSecond` it sends by the clock, however long answers take;
 * without, each connection sends its next order when the last is answered.
 */
export interface SendPlan {
  url: string;
  secret: string;
  domains: string[];
  members: number;
  seconds: number;
  connections: number;
  ratePerSecond: number | null;
  firstOrder: number;
}

export interface SendReport {
  sent: number;
  failed: number;
  /** Milliseconds from the moment at which an order was due to its answer, sorted. */
  answers: Float64Array;
  bodyBytes: number;
}

async function send(plan: SendPlan): Promise<SendReport> {
  const clients = Array.from({ length: plan.connections }, () => new Client(plan.url, { pipelining: 1 }));
  const times: number[] = [];
  let next = 0;
  let failed = 0;
  let bodyBytes = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + plan.seconds * 1000;

  const sendOne = async (client: Client, number: number, dueAt: number): Promise<void> => {
    const shop = number % plan.domains.length;
    const membersPerShop = Math.max(1, Math.floor(plan.members / plan.domains.length));
    const customer = 7_000_000_000_000 + shop * 1_000_000 + (Math.floor(number / plan.domains.length) % membersPerShop);
    const id = 5_000_000_000_000 + plan.firstOrder + number;
    const body = orderBody({ id, customer, at: new Date().toISOString(), price: `${10 + (number % 90)}.50` });
    bodyBytes = body.length;
    const answer = await client.request({
      path: "/webhooks",
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-shopify-topic": "orders/paid",
        "x-shopify-shop-domain": plan.domains[shop] ?? "",
        "x-shopify-api-version": "2026-10",
        "x-shopify-webhook-id": `bench-${id}`,
        "x-shopify-event-id": `event-${id}`,
        "x-shopify-triggered-at": new Date().toISOString(),
        "x-shopify-hmac-sha256": signatureOf(body, plan.secret),
      },
      body,
    });
    await answer.body.dump();
    if (answer.statusCode !== 200) failed += 1;
    times.push(performance.now() - dueAt);
  };

  if (plan.ratePerSecond === null) {
    await Promise.all(
      clients.map(async (client) => {
        while (performance.now() < endsAt) await sendOne(client, next++, performance.now());
      }),
    );
  } else {
    const gapMs = 1000 / plan.ratePerSecond;
    const total = Math.floor(plan.seconds * plan.ratePerSecond);
    const underWay: Promise<void>[] = [];
    while (next < total) {
      const dueAt = startedAt + next * gapMs;
      const wait = dueAt - performance.now();
      if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
      while (next < total && startedAt + next * gapMs <= performance.now()) {
        const number = next++;
        underWay.push(sendOne(clients[number % clients.length] as Client, number, startedAt + number * gapMs));
      }
    }
    await Promise.all(underWay);
  }
  await Promise.all(clients.map((client) => client.close()));
  return { sent: next, failed, answers: Float64Array.from(times).sort(), bodyBytes };
}

const report = await send(workerData as SendPlan);
parentPort?.postMessage(report);
