import { randomUUID } from "node:crypto";
import { cancelOrder, editOrder, fulfilOrder, refundOrder } from "./change-order.ts";
import { financialStatus } from "./order-money.ts";
import type { CancelOrder, EditOrder, PlaceOrder, RefundOrder } from "./order-requests.ts";
import { editPayload, fulfilmentPayload, orderPayload } from "./payloads/order.ts";
import { refundPayload, transactionTopicPayload } from "./payloads/refund.ts";
import { type OrderContext, pay, placeOrder } from "./place-order.ts";
import type { World } from "./simulated-shop.ts";
import type { Order, Refund, Shop } from "./state.ts";

/** What happens to orders, with the webhooks that Shopify sends for it. Each throws `OrderRefused` where Shopify would refuse. */
export interface Orders {
  /** orders/create, and orders/paid when it is paid. */
  placeOrder(shop: string, order: PlaceOrder): Order;
  /** Pays all that is owed: orders/paid, orders/updated. */
  payOrder(shop: string, order: string): Order;
  /** orders/edited, orders/updated; refunds/create too when the removal is to stand as a refund. */
  editOrder(shop: string, edit: EditOrder): Order;
  /** orders/cancelled, orders/updated, and refunds/create when it is paid back. */
  cancelOrder(shop: string, cancel: CancelOrder): Order;
  /** refunds/create, orders/updated. */
  refundOrder(shop: string, refund: RefundOrder): Refund;
  /** fulfillments/create, orders/fulfilled, orders/updated. */
  fulfilOrder(shop: string, order: string): Order;
  /** Adds tags: orders/updated. */
  tagOrder(shop: string, order: string, tags: string[]): Order;
  order(shop: string, gid: string): Order;
}

export function createOrders(world: World): Orders {
  return {
    placeOrder: (domain, request) => placeAndAnnounce(world, world.shop(domain), request),
    payOrder(domain, gid) {
      const before = findOrder(world.shop(domain), gid).transactions.length;
      const work = (order: Order, context: OrderContext) => pay(context, order, "bogus");
      const { shop, order, eventId } = changeOrder(world, domain, gid, ["orders/paid", "orders/updated"], work);
      announceTransactions(world, shop, order, eventId, before);
      return order;
    },
    editOrder(domain, request) {
      const work = (order: Order, context: OrderContext) => tracked(order, () => editOrder(context, order, request));
      return announceEdit(world, changeOrder(world, domain, request.order, ["orders/updated"], work));
    },
    cancelOrder(domain, request) {
      const work = (order: Order, context: OrderContext) => cancelOrder(context, order, request);
      const done = changeOrder(world, domain, request.order, ["orders/cancelled", "orders/updated"], work);
      if (done.result) announceRefund(world, done.shop, done.order, done.result, done.eventId);
      return done.order;
    },
    refundOrder(domain, request) {
      const work = (order: Order, context: OrderContext) => refundOrder(context, order, request);
      const done = changeOrder(world, domain, request.order, ["orders/updated"], work);
      announceRefund(world, done.shop, done.order, done.result, done.eventId);
      return done.result;
    },
    fulfilOrder(domain, gid) {
      const work = (order: Order, context: OrderContext) => fulfilOrder(context, order);
      const { shop, order, eventId } = changeOrder(world, domain, gid, ["orders/fulfilled", "orders/updated"], work);
      const payload = fulfilmentPayload(shop, order, order.fulfilments.length - 1);
      world.webhooks.send(shop, "fulfillments/create", payload, eventId);
      return order;
    },
    tagOrder: (domain, gid, tags) =>
      changeOrder(world, domain, gid, ["orders/updated"], (order) => tagOrder(order, tags)).order,
    order: (domain, gid) => findOrder(world.shop(domain), gid),
  };
}

function findOrder(shop: Shop, gid: string): Order {
  const order = shop.orders.get(gid);
  if (!order) throw new Error(`${shop.domain} has no order ${gid}.`);
  return order;
}

function contextOf(world: World, shop: Shop): OrderContext {
  return { shop, newGid: world.newGid, now: world.clock.now() };
}

function placeAndAnnounce(world: World, shop: Shop, request: PlaceOrder): Order {
  const order = placeOrder(contextOf(world, shop), request);
  const eventId = randomUUID();
  announceOrder(world, shop, order, "orders/create", eventId);
  if (financialStatus(order) === "paid") announceOrder(world, shop, order, "orders/paid", eventId);
  announceTransactions(world, shop, order, eventId, 0);
  return order;
}

/** Does one thing to an order and then announces the order under one event id. */
function changeOrder<Result>(
  world: World,
  domain: string,
  gid: string,
  topics: string[],
  work: (order: Order, context: OrderContext) => Result,
): { shop: Shop; order: Order; eventId: string; result: Result } {
  const shop = world.shop(domain);
  const order = findOrder(shop, gid);
  const result = work(order, contextOf(world, shop));
  touchOrder(world, order);
  const eventId = randomUUID();
  for (const topic of topics) announceOrder(world, shop, order, topic, eventId);
  return { shop, order, result, eventId };
}

function announceRefund(world: World, shop: Shop, order: Order, refund: Refund, eventId: string): void {
  world.webhooks.send(shop, "refunds/create", refundPayload(shop, order, refund), eventId);
}

function tagOrder(order: Order, tags: string[]): void {
  order.tags = [...new Set([...order.tags, ...tags])];
}

/** Moves `updatedAt` on, by a whole second at least: payloads carry no more, and of two states the later must show. */
export function touchOrder(world: World, order: Order): void {
  order.updatedAt = new Date(Math.max(world.clock.now().getTime(), order.updatedAt.getTime() + 1000));
}

export function announceOrder(world: World, shop: Shop, order: Order, topic: string, eventId: string): void {
  world.webhooks.send(shop, topic, orderPayload(shop, order), eventId);
}

function announceTransactions(world: World, shop: Shop, order: Order, eventId: string, from: number): void {
  for (const transaction of order.transactions.slice(from)) {
    world.webhooks.send(shop, "order_transactions/create", transactionTopicPayload(shop, order, transaction), eventId);
  }
}

/** What an edit did, line by line. */
function tracked(order: Order, work: () => Refund | null) {
  const before = new Map(order.lines.map((line) => [line.gid, line.currentQuantity]));
  const refund = work();
  const changes = order.lines.map((line) => ({
    lineGid: line.gid,
    quantity: line.currentQuantity - (before.get(line.gid) ?? 0),
  }));
  return {
    refund,
    added: changes.filter((each) => each.quantity > 0),
    removed: changes.filter((each) => each.quantity < 0).map((each) => ({ ...each, quantity: -each.quantity })),
  };
}

function announceEdit(
  world: World,
  done: { shop: Shop; order: Order; eventId: string; result: ReturnType<typeof tracked> },
): Order {
  const edit = { gid: world.newGid("OrderEdit"), at: world.clock.now(), ...done.result };
  world.webhooks.send(done.shop, "orders/edited", editPayload(done.shop, done.order, edit), done.eventId);
  const { refund } = done.result;
  if (refund) announceRefund(world, done.shop, done.order, refund, done.eventId);
  return done.order;
}
