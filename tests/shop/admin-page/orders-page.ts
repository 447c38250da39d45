import { displayMoney } from "../cart/decimal.ts";
import { financialStatus, fulfilmentStatus, netOfLine, netOfShipping, orderTotals } from "../order-money.ts";
import { OrderRefused } from "../order-requests.ts";
import type { Route, Visit } from "../routes.ts";
import type { Order, OrderLine } from "../state.ts";
import { readBody } from "../storefront/request-body.ts";
import { adminPage } from "./frame.ts";
import { html, htmlResponse, seeOther } from "./html.ts";

/** Orders as an operator sees them: list, detail, and everything that can happen to one. */
export function ordersRoutes(): Route[] {
  return [
    { method: "GET", path: "/admin/orders", handle: (visit) => listOrders(visit) },
    { method: "GET", path: "/admin/orders/:number", handle: (visit) => showOrder(visit, null) },
    { method: "POST", path: "/admin/orders/:number/:action", handle: (visit) => changeOrder(visit) },
  ];
}

function listOrders(visit: Visit): Response {
  const orders = [...visit.shop.orders.values()].reverse().slice(0, 100);
  const rows = orders.map((order) => {
    const totals = orderTotals(order);
    return html`<tr>
      <td><a href="/admin/orders/${order.number}">${order.name}</a></td>
      <td>${time(visit, order.createdAt)}</td>
      <td>${nameOf(visit, order)}</td>
      <td>${statusWords(order)}</td>
      <td class="money">${displayMoney(totals.current.total.presentment, order.presentmentCurrency, "en")}</td>
    </tr>`;
  });
  const table = html`<table>
    <thead><tr><th>Order</th><th>Date</th><th>Customer</th><th>Status</th><th class="money">Total</th></tr></thead>
    <tbody>${rows}</tbody>
  </table>`;
  const empty = html`<p>No orders yet. Buy something in <a href="/" target="_blank">the storefront</a>.</p>`;
  return htmlResponse(
    adminPage(visit, "Orders", html`<h1>Orders</h1><div class="card">${orders.length ? table : empty}</div>`),
  );
}

function findOrder(visit: Visit): Order | undefined {
  return [...visit.shop.orders.values()].find((order) => String(order.number) === visit.params.number);
}

function showOrder(visit: Visit, refusal: string | null): Response {
  const order = findOrder(visit);
  if (!order)
    return htmlResponse(adminPage(visit, "Order", html`<div class="card">There is no such order.</div>`), 404);
  const money = (minor: number) => displayMoney(minor, order.presentmentCurrency, "en");
  const totals = orderTotals(order);
  const isOpen = order.cancelledAt === null;
  const content = html`
    <h1>${order.name} <small>${statusWords(order)} · ${time(visit, order.createdAt)} · ${nameOf(visit, order)}</small></h1>
    ${refusal && html`<p class="refusal" role="alert">${refusal}</p>`}
    <div class="card">
      <table>
        <thead><tr><th>Goods</th><th>Left</th><th class="money">Price</th><th class="money">Discount</th><th class="money">Net</th></tr></thead>
        <tbody>${order.lines.map((line) => lineRow(line, money))}</tbody>
      </table>
      <dl class="sums">
        ${order.discounts.map((each, index) => html`<dt>${each.title}</dt><dd>−${money(allocated(order, index))}</dd>`)}
        <dt>Goods</dt><dd>${money(totals.subtotal.presentment)}</dd>
        <dt>Shipping</dt><dd>${money(totals.shipping.presentment)}</dd>
        ${totals.tax.presentment > 0 && html`<dt>Tax ${order.taxesIncluded ? "(included)" : ""}</dt><dd>${money(totals.tax.presentment)}</dd>`}
        <dt>Total</dt><dd><strong>${money(totals.total.presentment)}</strong></dd>
        <dt>Paid</dt><dd>${money(totals.received.presentment)}</dd>
        <dt>Refunded</dt><dd>${money(totals.refunded.presentment)}</dd>
      </dl>
      ${order.noteAttributes.length > 0 && html`<p class="note">Attributes: ${order.noteAttributes.map((each) => html`<code>${each.name}=${each.value}</code> `)}</p>`}
    </div>
    ${isOpen && refundForm(order, money)}
    ${isOpen && editForm(visit, order)}
    <div class="card row">
      ${isOpen && totals.outstanding.presentment > 0 && action(order, "pay", "Mark as paid")}
      ${isOpen && fulfilmentStatus(order) !== "fulfilled" && action(order, "fulfil", "Fulfil")}
      ${isOpen && fulfilmentStatus(order) === null && action(order, "cancel", "Cancel and refund", "Cancel this order and pay back what is left?")}
      ${action(order, "resend", "Send its webhooks again")}
    </div>`;
  return htmlResponse(adminPage(visit, order.name, content), refusal ? 422 : 200);
}

function lineRow(line: OrderLine, money: (minor: number) => string) {
  const off = line.allocations.reduce((sum, each) => sum + each.amount.presentment, 0);
  return html`<tr>
    <td>${line.title} ${line.variantTitle && html`<small>${line.variantTitle}</small>`}</td>
    <td>${line.currentQuantity} of ${line.quantity}</td>
    <td class="money">${money(line.unitPrice.presentment)}</td>
    <td class="money">${off > 0 ? `−${money(off)}` : ""}</td>
    <td class="money">${money(netOfLine(line).presentment)}</td>
  </tr>`;
}

function refundForm(order: Order, money: (minor: number) => string) {
  const shipping = order.shippingLines.reduce((sum, line) => sum + netOfShipping(line).presentment, 0);
  const lines = order.lines.map(
    (line, index) =>
      line.currentQuantity > 0 &&
      html`<label>${line.title} <input type="number" name="quantity[${index}]" min="0" max="${line.currentQuantity}" value="0"></label>`,
  );
  return html`<form class="card" method="post" action="/admin/orders/${order.number}/refund">
    <h2>Refund</h2>
    <div class="row">${lines}</div>
    <div class="row">
      ${shipping > 0 && html`<label><input type="checkbox" name="shipping" value="1"> Shipping (${money(shipping)})</label>`}
      <label>Amount, if another <input name="amount" inputmode="decimal" placeholder="as the lines come to" size="16"></label>
      <label>To <select name="to"><option value="original">original payment</option><option value="store_credit">store credit</option></select></label>
      <button class="primary">Refund</button>
    </div>
  </form>`;
}

function editForm(visit: Visit, order: Order) {
  const variants = [...visit.shop.products.values()].flatMap((product) =>
    product.variants.map((variant) => ({
      gid: variant.gid,
      name: product.variants.length > 1 ? `${product.title}, ${variant.title}` : product.title,
    })),
  );
  const lines = order.lines.map(
    (line, index) =>
      line.currentQuantity > 0 &&
      html`<label>${line.title} <input type="number" name="remove[${index}]" min="0" max="${line.currentQuantity}" value="0"></label>`,
  );
  return html`<form class="card" method="post" action="/admin/orders/${order.number}/edit">
    <h2>Edit</h2>
    <div class="row"><span>Take out</span>${lines}</div>
    <div class="row">
      <label>Add <select name="add"><option value="">nothing</option>${variants.map((each) => html`<option value="${each.gid}">${each.name}</option>`)}</select></label>
      <button class="primary">Save the edit</button>
    </div>
  </form>`;
}

function action(order: Order, name: string, label: string, sure?: string) {
  return html`<form method="post" action="/admin/orders/${order.number}/${name}"><button ${sure && html`data-sure="${sure}"`}>${label}</button></form>`;
}

async function changeOrder(visit: Visit): Promise<Response> {
  const order = findOrder(visit);
  if (!order) return showOrder(visit, null);
  const body = await readBody(visit.request);
  try {
    act(visit, order, body);
  } catch (error) {
    if (!(error instanceof OrderRefused) && !(error instanceof RangeError)) throw error;
    return showOrder(visit, error.message);
  }
  return seeOther(`/admin/orders/${order.number}`);
}

function act(visit: Visit, order: Order, body: Record<string, unknown>): void {
  const { simulated, shop } = visit;
  const { domain } = shop;
  switch (visit.params.action) {
    case "pay":
      simulated.payOrder(domain, order.gid);
      return;
    case "fulfil":
      simulated.fulfilOrder(domain, order.gid);
      return;
    case "cancel":
      simulated.cancelOrder(domain, { order: order.gid });
      return;
    case "resend":
      resend(visit, order);
      return;
    case "refund": {
      const amount = String(body.amount ?? "")
        .trim()
        .replace(",", ".");
      simulated.refundOrder(domain, {
        order: order.gid,
        lines: counted(body.quantity),
        to: body.to === "store_credit" ? "store_credit" : "original",
        ...(body.shipping ? { shipping: true } : {}),
        ...(amount ? { amount } : {}),
      });
      return;
    }
    case "edit":
      simulated.editOrder(domain, {
        order: order.gid,
        remove: counted(body.remove),
        ...(body.add ? { add: [{ variant: String(body.add) }] } : {}),
      });
      return;
    default:
      throw new OrderRefused("An order has no such action.");
  }
}

/** `quantity[0]=2` as lines by their place. */
function counted(fields: unknown): { line: number; quantity: number }[] {
  if (typeof fields !== "object" || fields === null) return [];
  return Object.entries(fields)
    .map(([line, quantity]) => ({ line: Number(line), quantity: Number(quantity) }))
    .filter((each) => each.quantity > 0);
}

/** Shopify sends a webhook again with the same event: the app must not count it twice. */
function resend(visit: Visit, order: Order): void {
  const topics = new Set<string>();
  for (const sent of [...visit.simulated.sent].reverse()) {
    if (sent.shop !== visit.shop.domain || topics.has(sent.topic) || !sent.body.includes(`"${order.gid}"`)) continue;
    topics.add(sent.topic);
    visit.simulated.sendWebhook(sent.shop, sent.topic, parseExactly(sent.body), sent.eventId);
  }
}

/** JSON with its large ids as bigints: a `number` would lose their last digits. */
function parseExactly(text: string): unknown {
  return JSON.parse(text, (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? BigInt(context?.source ?? value)
      : value,
  );
}

function allocated(order: Order, application: number): number {
  return [...order.lines, ...order.shippingLines]
    .flatMap((part) => part.allocations)
    .filter((each) => each.application === application)
    .reduce((sum, each) => sum + each.amount.presentment, 0);
}

function nameOf(visit: Visit, order: Order): string {
  const customer = order.customerGid ? visit.shop.customers.get(order.customerGid) : undefined;
  return [customer?.firstName, customer?.lastName].filter(Boolean).join(" ") || order.email || "Guest";
}

function statusWords(order: Order): string {
  const words = order.cancelledAt ? ["cancelled"] : [];
  return [...words, financialStatus(order).replaceAll("_", " "), fulfilmentStatus(order) ?? "unfulfilled"].join(", ");
}

function time(visit: Visit, date: Date): string {
  return new Intl.DateTimeFormat("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: visit.shop.timezone,
  }).format(date);
}
