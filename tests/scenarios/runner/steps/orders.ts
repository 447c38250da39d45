import { STANDING, WALLET_KEY, WISH_ATTRIBUTE } from "#app/contracts/wallet.ts";
import type { Payment } from "#tests/shop/checkout/pay.ts";
import { cartFor } from "#tests/shop/checkout/shopper.ts";
import { findMetafield } from "#tests/shop/metafields.ts";
import { formatMoney, parseMoney } from "#tests/shop/money.ts";
import { orderTotals } from "#tests/shop/order-money.ts";
import type { PlaceLine, PlaceOrder, RefundOrder } from "#tests/shop/order-requests.ts";
import type { Order } from "#tests/shop/state.ts";
import { addCode, appNamespace } from "#tests/shop/storefront/shop-front.ts";
import type { Stage } from "../stage.ts";
import type { Values } from "../verbs.ts";
import { customerOf } from "./customers.ts";
import { attributesOf } from "./referrals.ts";

type OrderStep = Values["order"];
type Line = OrderStep["lines"][number];

/**
 * Places an order. One with rewards or codes, or by somebody who has something without a claim, goes through the shop's cart and checkout, where the Function runs; any other is placed as it
 * is. Both reach the app as webhooks.
 */
export async function playOrder(stage: Stage, step: OrderStep): Promise<void> {
  if (step.storeCreditPaid !== undefined) giveStoreCredit(stage, step);
  const isThroughCart = step.redeem.length > 0 || step.codes.length > 0 || hasStandingGrants(stage, step);
  const attributes = await attributesOf(stage, step.referredBy);
  const order = isThroughCart ? await checkOut(stage, step, attributes) : placeDirectly(stage, step, attributes);
  stage.orders.set(step.id, order.gid);
}

function placeDirectly(stage: Stage, step: OrderStep, attributes: Record<string, string>): Order {
  const { simulated } = stage.system;
  return simulated.placeOrder(stage.shop.domain, {
    ...(step.by === undefined ? { customer: null } : { customer: customerOf(stage, step.by) }),
    ...(step.guest === undefined ? {} : { email: step.guest }),
    lines: step.lines.map((line) => placeLine(stage, line)),
    isRenewal: step.renewal,
    ...(step.shipping === undefined ? {} : { shipping: { price: step.shipping } }),
    ...paymentOf(step),
    ...(step.card === undefined ? {} : { card: step.card }),
    ...(step.ip === undefined ? {} : { clientIp: step.ip }),
    noteAttributes: attributes,
    ...(step.currency === undefined ? {} : { presentment: presentmentOf(step.currency, step.rate) }),
  });
}

/** Whether the wallet at Shopify gives its owner something in every cart. A renewal sees none. */
function hasStandingGrants(stage: Stage, { by, renewal }: OrderStep): boolean {
  if (by === undefined || renewal) return false;
  const namespace = appNamespace(stage.system.simulated);
  const wallet = findMetafield(stage.shop, customerOf(stage, by), namespace, WALLET_KEY)?.value ?? "[]";
  const standing: unknown = JSON.parse(wallet)[STANDING];
  return Array.isArray(standing) && standing.length > 0;
}

function presentmentOf(currency: string, rate: string | undefined): NonNullable<PlaceOrder["presentment"]> {
  return { currency, ...(rate === undefined ? {} : { rate }) };
}

async function checkOut(stage: Stage, step: OrderStep, attributes: Record<string, string>): Promise<Order> {
  const { front } = stage.system;
  const who = step.by === undefined ? "guest" : customerOf(stage, step.by);
  const shopper = cartFor(front, stage.shop.domain, who, {
    ...(step.currency === undefined ? {} : { currency: step.currency, rate: step.rate ?? "1" }),
  });
  if (step.channel === "pos") shopper.cart.retailLocationGid = "gid://shopify/Location/1";
  for (const { sku, price, quantity, giftCard, sellingPlan } of step.lines) {
    await shopper.add({
      ...(sku === undefined ? { title: "Goods" } : { sku }),
      ...(price === undefined ? {} : { price }),
      ...(giftCard === undefined ? {} : { isGiftCard: giftCard }),
      ...(sellingPlan === undefined ? {} : { sellingPlan }),
      quantity,
    });
  }
  for (const { code, amount, percent } of step.codes) {
    addCode(front, stage.shop, { code, value: amount === undefined ? { percent: percent ?? "0" } : { amount } });
  }
  if (step.codes.length > 0) await shopper.applyCode(...step.codes.map(({ code }) => code));
  const wish = step.redeem.flatMap((name) => stage.reservations.get(name)?.ref ?? []).join(" ");
  const wishes = wish === "" ? attributes : { ...attributes, [WISH_ATTRIBUTE]: wish };
  if (Object.keys(wishes).length > 0) await shopper.setAttributes(wishes);
  const checkout = shopper.checkout({
    shipping: step.shipping === undefined ? null : { price: step.shipping },
    ...(step.guest === undefined ? {} : { email: step.guest }),
  });
  return checkout.pay(paymentOf(step));
}

function paymentOf(step: OrderStep): Payment {
  const tenders: NonNullable<Payment["tenders"]> = [];
  if (step.giftCardPaid !== undefined) tenders.push({ gateway: "gift_card", amount: step.giftCardPaid });
  if (step.storeCreditPaid !== undefined)
    tenders.push({ gateway: "shopify_store_credit", amount: step.storeCreditPaid });
  return {
    channel: step.channel,
    ...(step.location === undefined ? {} : { location: `gid://shopify/Location/${step.location}` }),
    ...(step.company === undefined ? {} : { company: `gid://shopify/Company/${step.company}` }),
    isPaid: step.paid,
    ...(tenders.length > 0 ? { tenders } : {}),
    ...(step.taxRate === undefined ? {} : { taxRate: step.taxRate }),
  };
}

function placeLine(stage: Stage, { sku, price, quantity, giftCard, sellingPlan }: Line): PlaceLine {
  const isKnown = stage.scenario.products.some((product) => product.sku === sku);
  return {
    ...(isKnown && sku !== undefined
      ? { variant: sku }
      : { title: sku ?? "Goods", ...(sku === undefined ? {} : { sku }) }),
    ...(price === undefined ? {} : { price }),
    ...(giftCard === undefined ? {} : { isGiftCard: giftCard }),
    ...(sellingPlan === undefined ? {} : { sellingPlan }),
    quantity,
  };
}

/** The customer has had this much store credit from somewhere. */
function giveStoreCredit(stage: Stage, { by, storeCreditPaid, currency, rate }: OrderStep): void {
  const customer = stage.system.simulated.customer(stage.shop.domain, customerOf(stage, by ?? ""));
  const shown = currency ?? stage.shop.currency;
  const minor = parseMoney(storeCreditPaid ?? "0", shown);
  customer.storeCreditMinor +=
    currency === undefined || rate === undefined ? minor : Math.ceil(minor / Number(rate)) + 1;
}

export function playPay(stage: Stage, { order }: Values["pay"]): void {
  stage.system.simulated.payOrder(stage.shop.domain, orderOf(stage, order));
}

export function playFulfil(stage: Stage, { order }: Values["fulfil"]): void {
  stage.system.simulated.fulfilOrder(stage.shop.domain, orderOf(stage, order));
}

/** Cancels; what was paid and not paid back yet is paid back. */
export function playCancel(stage: Stage, { order }: Values["cancel"]): void {
  stage.system.simulated.cancelOrder(stage.shop.domain, { order: orderOf(stage, order) });
}

export function playEdit(stage: Stage, { order, add, remove }: Values["edit"]): void {
  stage.system.simulated.editOrder(stage.shop.domain, {
    order: orderOf(stage, order),
    add: add.map((line) => placeLine(stage, line)),
    remove: remove.map(takenLine),
  });
}

/** A refund that names nothing is one of everything that is left: goods, shipping and money. */
export function playRefund(stage: Stage, { order, lines, amount, shipping, to }: Values["refund"]): void {
  const { simulated } = stage.system;
  const gid = orderOf(stage, order);
  const isOfEverything = lines === undefined && amount === undefined && shipping === undefined;
  simulated.refundOrder(stage.shop.domain, {
    order: gid,
    to,
    ...(isOfEverything ? everythingLeft(simulated.order(stage.shop.domain, gid)) : {}),
    ...(lines === undefined ? {} : { lines: lines.map(takenLine) }),
    ...(amount === undefined ? {} : { amount }),
    ...(shipping === undefined ? {} : { shipping }),
  });
}

function everythingLeft(order: Order): Omit<RefundOrder, "order"> {
  const { netPayment, current } = orderTotals(order);
  return {
    lines: order.lines.filter(({ currentQuantity }) => currentQuantity > 0).map((line) => ({ line: line.gid })),
    amount: formatMoney(netPayment.presentment, order.presentmentCurrency),
    ...(current.shipping.presentment > 0 ? { shipping: true as const } : {}),
  };
}

function takenLine({ sku, quantity }: { sku: string; quantity?: number | undefined }) {
  return { line: sku, ...(quantity === undefined ? {} : { quantity }) };
}

/** An order's global id by the name that the file gave. */
export function orderOf(stage: Stage, id: string): string {
  const gid = stage.orders.get(id);
  if (gid === undefined) throw new Error(`no order is called "${id}"`);
  return gid;
}
