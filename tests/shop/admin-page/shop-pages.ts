import { isDecimal } from "../cart/decimal.ts";
import type { Route, Visit } from "../routes.ts";
import { readBody } from "../storefront/request-body.ts";
import { addCode, type ShopFront } from "../storefront/shop-front.ts";
import type { DeliveryMode } from "../webhooks.ts";
import { adminPage } from "./frame.ts";
import { html, htmlResponse, seeOther } from "./html.ts";

/** Customers, discounts and webhooks of one shop. */
export function shopPagesRoutes(front: ShopFront): Route[] {
  return [
    { method: "GET", path: "/admin/customers", handle: (visit) => customersPage(visit, null) },
    { method: "POST", path: "/admin/customers", handle: addCustomer },
    { method: "GET", path: "/admin/discounts", handle: (visit) => discountsPage(front, visit, null) },
    { method: "POST", path: "/admin/discounts", handle: (visit) => addDiscount(front, visit) },
    { method: "GET", path: "/admin/webhooks", handle: webhooksPage },
    { method: "POST", path: "/admin/webhooks", handle: changeDelivery },
  ];
}

function customersPage(visit: Visit, refusal: string | null): Response {
  const rows = [...visit.shop.customers.values()]
    .reverse()
    .slice(0, 200)
    .map((customer) => {
      const orders = [...visit.shop.orders.values()].filter((order) => order.customerGid === customer.gid).length;
      return html`<tr>
      <td>${[customer.firstName, customer.lastName].filter(Boolean).join(" ")}</td>
      <td>${customer.email}</td>
      <td>${orders}</td>
      <td>${customer.tags.join(", ")}</td>
    </tr>`;
    });
  return htmlResponse(
    adminPage(
      visit,
      "Customers",
      html`<h1>Customers</h1>
        ${refusal && html`<p class="refusal" role="alert">${refusal}</p>`}
        <div class="card"><table>
          <thead><tr><th>Name</th><th>E-mail</th><th>Orders</th><th>Tags</th></tr></thead>
          <tbody>${rows}</tbody>
        </table></div>
        <form class="card row" method="post">
          <label>First name <input name="firstName"></label>
          <label>Last name <input name="lastName"></label>
          <label>E-mail <input name="email" type="email" required></label>
          <button class="primary">Add a customer</button>
        </form>`,
    ),
    refusal ? 422 : 200,
  );
}

async function addCustomer(visit: Visit): Promise<Response> {
  const body = await readBody(visit.request);
  const words = (name: string) => String(body[name] ?? "").trim() || null;
  try {
    visit.simulated.addCustomer(visit.shop.domain, {
      email: words("email"),
      firstName: words("firstName"),
      lastName: words("lastName"),
    });
  } catch (error) {
    return customersPage(visit, error instanceof Error ? error.message : String(error));
  }
  return seeOther("/admin/customers");
}

function discountsPage(front: ShopFront, visit: Visit, refusal: string | null): Response {
  const automatic = [...visit.shop.discounts.values()].map(
    (discount) =>
      html`<tr><td>${discount.title}</td><td>automatic, by the app</td><td>${discount.discountClasses.join(", ").toLowerCase()}</td></tr>`,
  );
  const codes = [...(front.state.codes.get(visit.shop.domain)?.values() ?? [])].map(
    (code) =>
      html`<tr><td>${code.code}</td><td>${"percent" in code.value ? `${code.value.percent} %` : code.value.amount}</td><td>${code.discountClass.toLowerCase()}</td></tr>`,
  );
  const runs = front.runs
    .filter((run) => run.shop === visit.shop.domain)
    .slice(-10)
    .reverse();
  return htmlResponse(
    adminPage(
      visit,
      "Discounts",
      html`<h1>Discounts</h1>
        ${refusal && html`<p class="refusal" role="alert">${refusal}</p>`}
        <div class="card"><table>
          <thead><tr><th>Title</th><th>Kind</th><th>Takes off</th></tr></thead>
          <tbody>${automatic}${codes}</tbody>
        </table></div>
        <form class="card row" method="post">
          <label>Code <input name="code" required pattern="[A-Za-z0-9_-]+" size="12"></label>
          <label>Amount or per cent <input name="value" required inputmode="decimal" size="8"></label>
          <label><select name="kind"><option value="percent">%</option><option value="amount">${visit.shop.currency}</option></select></label>
          <label>Off <select name="class"><option value="ORDER">the order</option><option value="PRODUCT">goods</option><option value="SHIPPING">shipping</option></select></label>
          <button class="primary">Add a code</button>
        </form>
        <h2>Last runs of Functions</h2>
        <div class="card">${runs.map(
          (
            run,
          ) => html`<details><summary>${run.target} ${run.error && html`<strong class="refusal">${run.error}</strong>`}</summary>
            <pre>${JSON.stringify(run.input, null, 1)}</pre><pre>${JSON.stringify(run.output, null, 1)}</pre></details>`,
        )}${runs.length === 0 && "None yet."}</div>`,
    ),
    refusal ? 422 : 200,
  );
}

async function addDiscount(front: ShopFront, visit: Visit): Promise<Response> {
  const body = await readBody(visit.request);
  const value = String(body.value ?? "")
    .trim()
    .replace(",", ".");
  const isPercent = body.kind === "percent";
  if (!isDecimal(value) || (isPercent && Number(value) > 100))
    return discountsPage(front, visit, `"${value}" is no ${isPercent ? "percentage" : "amount"}.`);
  addCode(front, visit.shop, {
    code: String(body.code ?? "").trim(),
    value: isPercent ? { percent: value } : { amount: value },
    discountClass: body.class === "SHIPPING" ? "SHIPPING" : body.class === "PRODUCT" ? "PRODUCT" : "ORDER",
  });
  return seeOther("/admin/discounts");
}

const MODES: [name: string, label: string, mode: DeliveryMode][] = [
  ["once", "once, at once", "once"],
  ["twice", "twice", "twice"],
  ["late", "a minute late", { lateMs: 60_000 }],
  ["held", "held back until released", "held"],
  ["lost", "not at all", "lost"],
];

function webhooksPage(visit: Visit): Response {
  const sent = visit.simulated.sent
    .filter((each) => each.shop === visit.shop.domain)
    .slice(-60)
    .reverse();
  const rows = sent.map(
    (each) => html`<tr>
      <td>${each.topic}</td>
      <td>${each.outcome.replaceAll("_", " ")}</td>
      <td>${each.statuses.map((status) => (status === 0 ? "no answer" : String(status))).join(", ")}</td>
      <td><code>${each.webhookId.slice(0, 8)}</code></td>
    </tr>`,
  );
  return htmlResponse(
    adminPage(
      visit,
      "Webhooks",
      html`<h1>Webhooks</h1>
        <form class="card row" method="post">
          <label>From now on deliver <select name="mode">${MODES.map(([name, label]) => html`<option value="${name}">${label}</option>`)}</select></label>
          <button class="primary">Set</button>
          <button name="release" value="1">Release what is held back</button>
        </form>
        <div class="card"><table>
          <thead><tr><th>Topic</th><th>State</th><th>Answers</th><th>Id</th></tr></thead>
          <tbody>${rows}</tbody>
        </table></div>`,
    ),
  );
}

async function changeDelivery(visit: Visit): Promise<Response> {
  const body = await readBody(visit.request);
  const mode = MODES.find(([name]) => name === body.mode)?.[2];
  if (body.release) visit.simulated.release(visit.shop.domain);
  else if (mode) visit.simulated.deliver(visit.shop.domain, mode);
  return seeOther("/admin/webhooks");
}
