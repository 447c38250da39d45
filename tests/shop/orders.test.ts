import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startShopForTest } from "./listening-app.ts";
import { allocateMoney, formatMoney, parseMoney } from "./money.ts";
import { discountOf, financialStatus, netOfLine, orderTotals } from "./order-money.ts";
import type { PlaceOrder } from "./order-requests.ts";
import { addMoney, type Order } from "./state.ts";

let running: Awaited<ReturnType<typeof startShopForTest>>;
beforeAll(async () => {
  running = await startShopForTest();
  running.simulated.uninstallApp("acme"); // Nobody listens here: these tests are about money only.
});
afterAll(() => running.close());

const place = (order: PlaceOrder) => running.simulated.placeOrder("acme", order);
const line = (price: string, quantity = 1) => ({ title: `At ${price}`, price, quantity });

describe("Money", () => {
  it("is split so that the parts sum to the whole, the largest fraction first", () => {
    expect(allocateMoney(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocateMoney(1, [10, 20, 70])).toEqual([0, 0, 1]);
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 30 }),
        (total, weights) => {
          const parts = allocateMoney(total, weights);
          const whole = weights.some((weight) => weight > 0) ? total : 0;
          expect(parts.reduce((a, b) => a + b, 0)).toBe(whole);
          expect(parts.every((part) => part >= 0)).toBe(true);
        },
      ),
    );
  });

  it.each([
    ["EUR", "10.50", 1050],
    ["JPY", "500", 500],
    ["KWD", "1.234", 1234],
  ])("has the decimals of %s", (currency, text, minor) => {
    expect(parseMoney(text, currency)).toBe(minor);
    expect(formatMoney(minor, currency)).toBe(text);
  });
});

describe("An order's discounts", () => {
  it("at order level are spread over the lines in proportion, to the cent", () => {
    const order = place({
      lines: [line("10.00"), line("10.00"), line("10.00")],
      discounts: [{ kind: "automatic", title: "Points (AB12CD34)", class: "order", value: { amount: "10.00" } }],
    });
    expect(order.lines.map((each) => discountOf(each).shop)).toEqual([334, 333, 333]);
    expect(orderTotals(order).total.shop).toBe(2000);
  });

  it("never take more off than there is", () => {
    const order = place({
      lines: [line("4.00")],
      discounts: [{ kind: "automatic", title: "Points", class: "order", value: { amount: "5.00" } }],
    });
    expect(orderTotals(order).total.shop).toBe(0);
    expect(financialStatus(order)).toBe("paid");
  });

  it("work on what the ones before them left", () => {
    const order = place({
      lines: [line("100.00")],
      discounts: [
        { kind: "discount_code", title: "TEN", class: "product", value: { percentage: "10" } },
        { kind: "automatic", title: "Points", class: "order", value: { percentage: "50" } },
      ],
    });
    expect(order.lines[0]?.allocations.map((each) => each.amount.shop)).toEqual([1000, 4500]);
  });

  it("of shipping leave the goods alone", () => {
    const order = place({
      lines: [line("10.00")],
      shipping: { price: "4.95" },
      discounts: [{ kind: "automatic", title: "Free shipping", class: "shipping", value: { percentage: "100" } }],
    });
    expect(orderTotals(order)).toMatchObject({
      subtotal: { shop: 1000 },
      shipping: { shop: 0 },
      total: { shop: 1000 },
    });
  });

  it("follow the allocations that the checkout computed", () => {
    const order = place({
      lines: [line("10.00"), line("20.00")],
      discounts: [
        {
          kind: "automatic",
          title: "Points",
          class: "order",
          value: { amount: "5.00" },
          allocations: [
            { line: 0, amount: "1.66" },
            { line: 1, amount: "3.34" },
          ],
        },
      ],
    });
    expect(order.lines.map((each) => discountOf(each).shop)).toEqual([166, 334]);
  });
});

describe("Tax", () => {
  it("stands within the price where the shop includes it", () => {
    const order = place({ lines: [line("121.00")], taxRate: "0.21" });
    expect(orderTotals(order)).toMatchObject({ tax: { shop: 2100 }, total: { shop: 12_100 } });
  });

  it("comes on top where the shop does not", () => {
    running.simulated.addShop({ domain: "without-tax", taxesIncluded: false, currency: "USD" });
    const order = running.simulated.placeOrder("without-tax", { lines: [line("100.00")], taxRate: "0.08" });
    expect(orderTotals(order)).toMatchObject({ tax: { shop: 800 }, total: { shop: 10_800 } });
  });
});

describe("A tip", () => {
  it("is a line of its own, without tax", () => {
    const order = place({ lines: [line("121.00"), { isTip: true, price: "5.00" }], taxRate: "0.21" });
    expect(orderTotals(order)).toMatchObject({ tips: { shop: 500 }, tax: { shop: 2100 }, total: { shop: 12_600 } });
  });
});

describe("A refund", () => {
  it("of an amount alone is a discrepancy, and leaves the lines with the customer", () => {
    const order = place({ lines: [line("50.00")] });
    const refund = running.simulated.refundOrder("acme", { order: order.gid, amount: "5.00" });
    expect(refund.adjustments).toMatchObject([{ kind: "refund_discrepancy", amount: { shop: -500 } }]);
    expect(order.lines[0]?.currentQuantity).toBe(1);
    expect(orderTotals(order)).toMatchObject({
      netPayment: { shop: 4500 },
      current: { total: { shop: 4500 } },
      outstanding: { shop: 0 },
    });
  });

  it("of shipping alone touches no goods", () => {
    const order = place({ lines: [line("50.00")], shipping: { price: "4.95" } });
    const refund = running.simulated.refundOrder("acme", { order: order.gid, shipping: true });
    expect(refund).toMatchObject({ lines: [], adjustments: [{ kind: "shipping_refund", amount: { shop: -495 } }] });
    expect(orderTotals(order).current.subtotal.shop).toBe(5000);
  });

  it("to store credit fills the customer's account and not the card", () => {
    const customer = running.simulated.addCustomer("acme", { email: "credit@example.com" });
    const order = place({ customer: customer.gid, lines: [line("50.00")] });
    running.simulated.refundOrder("acme", { order: order.gid, lines: [{ line: 0 }], to: "store_credit" });
    expect(order.transactions.at(-1)).toMatchObject({ kind: "refund", gateway: "shopify_store_credit" });
    expect(customer.storeCreditMinor).toBe(5000);
    expect(financialStatus(order)).toBe("refunded");
  });

  it("above what was paid is refused and changes nothing", () => {
    const order = place({ lines: [line("50.00")] });
    expect(() => running.simulated.refundOrder("acme", { order: order.gid, amount: "50.01" })).toThrow(
      "less paid left",
    );
    expect(order.refunds).toEqual([]);
  });

  it("goes back to the tenders, the last first", () => {
    const order = place({ lines: [line("50.00")], tenders: [{ gateway: "gift_card", amount: "20.00" }] });
    running.simulated.refundOrder("acme", { order: order.gid, amount: "40.00" });
    const refunds = order.transactions.filter((each) => each.kind === "refund");
    expect(refunds.map((each) => [each.gateway, each.amount.shop])).toEqual([
      ["bogus", 3000],
      ["gift_card", 1000],
    ]);
  });
});

describe("An edit", () => {
  it("that adds goods leaves them owed until they are paid", () => {
    const order = place({ lines: [line("50.00")] });
    running.simulated.editOrder("acme", { order: order.gid, add: [line("10.00")] });
    expect(financialStatus(order)).toBe("partially_paid");
    expect(orderTotals(order).outstanding.shop).toBe(1000);
    running.simulated.payOrder("acme", order.gid);
    expect(financialStatus(order)).toBe("paid");
  });

  it("that removes goods keeps their quantity and drops their current quantity", () => {
    const order = place({ lines: [line("50.00", 3)] });
    running.simulated.editOrder("acme", { order: order.gid, remove: [{ line: 0, quantity: 2 }] });
    expect(order.lines[0]).toMatchObject({ quantity: 3, currentQuantity: 1 });
    expect(orderTotals(order).outstanding.shop).toBe(-10_000);
  });

  it("that removes goods may stand as a refund that pays nothing back", () => {
    const order = place({ lines: [line("50.00", 3)] });
    running.simulated.editOrder("acme", {
      order: order.gid,
      remove: [{ line: 0, quantity: 2 }],
      removalIsRefund: true,
    });
    expect(order.refunds).toMatchObject([
      { lines: [{ quantity: 2, subtotal: { shop: 10_000 } }], transactionGids: [] },
    ]);
    expect(order.lines[0]).toMatchObject({ quantity: 3, currentQuantity: 1 });
    expect(orderTotals(order).netPayment.shop).toBe(15_000);
  });

  it("paid back afterwards is no discrepancy", () => {
    const order = place({ lines: [line("50.00", 3)] });
    running.simulated.editOrder("acme", { order: order.gid, remove: [{ line: 0, quantity: 2 }] });
    const refund = running.simulated.refundOrder("acme", { order: order.gid, amount: "100.00" });
    expect(refund.adjustments).toEqual([]);
    expect(orderTotals(order)).toMatchObject({ outstanding: { shop: 0 }, netPayment: { shop: 5000 } });
  });
});

describe("A cancel", () => {
  it("pays back whatever is still paid", () => {
    const order = place({ lines: [line("50.00", 2)], shipping: { price: "5.00" } });
    running.simulated.refundOrder("acme", { order: order.gid, lines: [{ line: 0, quantity: 1 }] });
    running.simulated.refundOrder("acme", { order: order.gid, amount: "3.00" });
    running.simulated.cancelOrder("acme", { order: order.gid });
    expect(orderTotals(order)).toMatchObject({
      netPayment: { shop: 0 },
      current: { total: { shop: 0 }, subtotal: { shop: 0 } },
    });
  });

  it("of an order that was never paid voids it", () => {
    const order = place({ lines: [line("50.00")], isPaid: false });
    running.simulated.cancelOrder("acme", { order: order.gid });
    expect(financialStatus(order)).toBe("voided");
  });

  it("of an order that has been sent is refused", () => {
    const order = place({ lines: [line("50.00")] });
    running.simulated.fulfilOrder("acme", order.gid);
    expect(() => running.simulated.cancelOrder("acme", { order: order.gid })).toThrow("has been sent");
  });
});

const anOrder = fc.record({
  prices: fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 6 }),
  quantities: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 6, maxLength: 6 }),
  discount: fc.integer({ min: 1, max: 50_000 }),
  percent: fc.integer({ min: 0, max: 100 }),
  shipping: fc.integer({ min: 0, max: 2000 }),
  hasTax: fc.boolean(),
  rate: fc.constantFrom(undefined, "1.0842", "162.37"),
});

/** Pieces of half a cent, some of which come to nothing in yen. */
const A_CENT_IN_YEN = {
  prices: [1],
  quantities: [3, 3, 1, 1, 1, 1],
  discount: 1,
  percent: 50,
  shipping: 0,
  hasTax: false,
  rate: "162.37" as const,
};

/** Any order whatever, in one currency or two. */
function placeAny(given: typeof anOrder extends fc.Arbitrary<infer T> ? T : never): Order {
  const currency = given.rate === "162.37" ? "JPY" : "USD";
  const discount = formatMoney(given.discount, given.rate ? currency : "EUR");
  return place({
    lines: given.prices.map((price, index) => line(formatMoney(price, "EUR"), given.quantities[index] ?? 1)),
    shipping: { price: formatMoney(given.shipping, "EUR") },
    ...(given.hasTax ? { taxRate: "0.21" } : {}),
    ...(given.rate ? { presentment: { currency, rate: given.rate } } : {}),
    discounts: [
      { kind: "automatic", title: "Points", class: "order", value: { amount: discount } },
      { kind: "discount_code", title: "CODE", class: "product", value: { percentage: String(given.percent) } },
    ],
  });
}

describe("Any order, in any currency", () => {
  it("is worth the sum of its parts and paid in full", () => {
    fc.assert(
      fc.property(anOrder, (given) => {
        const order = placeAny(given);
        const totals = orderTotals(order);
        expect(addMoney(...order.lines.map(netOfLine))).toEqual(totals.subtotal);
        expect(addMoney(totals.subtotal, totals.shipping)).toEqual(totals.total);
        expect(totals.outstanding).toEqual({ shop: 0, presentment: 0 });
        expect(order.lines.every((each) => netOfLine(each).shop >= 0 && netOfLine(each).presentment >= 0)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("refunded piece by piece ends where one full refund ends", () => {
    fc.assert(
      fc.property(anOrder, fc.array(fc.nat(5), { maxLength: 12 }), (given, choices) => {
        const order = placeAny(given);
        const { total } = orderTotals(order);
        for (const choice of choices) {
          const index = choice % order.lines.length;
          if ((order.lines[index]?.currentQuantity ?? 0) > 0) {
            running.simulated.refundOrder("acme", { order: order.gid, lines: [{ line: index, quantity: 1 }] });
          }
        }
        const left = order.lines.filter((each) => each.currentQuantity > 0).map((each) => ({ line: each.gid }));
        running.simulated.refundOrder("acme", { order: order.gid, lines: left, shipping: true });
        const totals = orderTotals(order);
        expect(totals.refunded).toEqual(total);
        expect(totals.current).toMatchObject({ total: { shop: 0, presentment: 0 }, tax: { shop: 0, presentment: 0 } });
        expect(addMoney(...order.refunds.flatMap((refund) => refund.lines.map((each) => each.subtotal)))).toEqual(
          totals.subtotal,
        );
      }),
      { numRuns: 200, examples: [[A_CENT_IN_YEN, [0, 0]]] },
    );
  });
});
