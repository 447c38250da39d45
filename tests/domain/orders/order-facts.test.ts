import { describe, expect, it } from "vitest";
import type { OrderState } from "#app/contracts/order-state.ts";
import { orderPayload, parsePayload } from "#app/contracts/webhooks.ts";
import { mergeOrderStates } from "#app/domain/orders/merge-order-state.ts";
import { orderFromPayload } from "#app/domain/orders/order-from-payload.ts";
import { aLine, anOrder, NOON } from "#tests/support/an-order.ts";

/** An order of a Dutch shop, prices with tax, paid, as JSON text, so that ids are numbers of any size. */
function state(fields: string, more: Record<string, unknown> = {}): OrderState {
  const rest = JSON.stringify({
    name: "#1001",
    created_at: "2026-01-05T11:00:00+01:00",
    updated_at: "2026-01-05T11:00:05+01:00",
    financial_status: "paid",
    currency: "EUR",
    taxes_included: true,
    line_items: [],
    ...more,
  });
  return orderFromPayload(orderPayload.parse(parsePayload(`{"id": 1, ${fields}, ${rest.slice(1)}`)), false);
}

const line = (fields: string): string =>
  `"line_items": [{"id": 9007199254800123, "quantity": 2, "price": "10.00", "gift_card": false, ${fields}}]`;
/** The line of an order that has only this one; what is given stands instead of the empty list. */
const withLine = (fields: string, more: Record<string, unknown> = {}): OrderState =>
  state(line(fields), { line_items: undefined, ...more });
const lineOf = (fields: string) => withLine(fields).lines[0];

describe("S67: a line of an order", () => {
  it("names product, variant, SKU and vendor, with ids of any size", () => {
    expect(
      lineOf(
        `"product_id": 9007199254799001, "variant_id": 9007199254799013, "sku": "MUG", "vendor": "Acme", "product_exists": true`,
      ),
    ).toMatchObject({
      productGid: "gid://shopify/Product/9007199254799001",
      variantGid: "gid://shopify/ProductVariant/9007199254799013",
      sku: "MUG",
      vendor: "Acme",
    });
  });

  it("of a product that is gone, or that never was one, names none", () => {
    const none = { productGid: null, variantGid: null, vendor: null };
    expect(lineOf(`"product_id": null, "variant_id": null, "vendor": "Acme", "sku": ""`)).toMatchObject({
      ...none,
      sku: null,
    });
    expect(lineOf(`"product_id": 5, "variant_id": 6, "vendor": "Acme", "product_exists": false`)).toMatchObject(none);
  });

  it("tells its tax, and what of its discount our own rewards took off", () => {
    const { lines, redemptions } = state(
      line(
        `"tax_lines": [{"price": "1.50"}, {"price": "0.24"}],
         "discount_allocations": [{"amount": "2.00", "discount_application_index": 0}, {"amount": "5.00", "discount_application_index": 1}]`,
      ),
      {
        line_items: undefined,
        discount_applications: [
          { type: "automatic", title: "Sale" },
          { type: "automatic", title: "Club Acme (7K3M9QXA)" },
        ],
      },
    );
    expect(lines[0]).toMatchObject({ taxMinor: 174, discountMinor: 700, loyaltyDiscountMinor: 500 });
    expect(redemptions).toMatchObject([{ refs: ["7K3M9QXA"], discountMinor: 500 }]);
  });
});

describe("an order", () => {
  it("names the till, the company and only those attributes that are ours", () => {
    const order = state(`"location_id": 655441491, "company": {"id": 9007199254800555}`, {
      note_attributes: [
        { name: "_zegel", value: "AB12CD34" },
        { name: "_zegel_ref", value: "ANN1" },
        { name: "Gift message", value: "For Ann, Kerkstraat 1" },
        { name: "zegel", value: "x" },
      ],
    });
    expect(order).toMatchObject({
      locationGid: "gid://shopify/Location/655441491",
      companyGid: "gid://shopify/Company/9007199254800555",
      attributes: [
        { name: "_zegel", value: "AB12CD34" },
        { name: "_zegel_ref", value: "ANN1" },
      ],
    });
    const flood = Array.from({ length: 50 }, (_, index) => ({ name: `_zegel_${index}`, value: "x".repeat(60_000) }));
    const { attributes } = state(`"location_id": null`, { note_attributes: [...flood, { name: "_zegel", value: 5 }] });
    expect(attributes, "what anybody may write into a cart").toHaveLength(10);
    expect(attributes[0]?.value).toHaveLength(500);
    expect(state(`"location_id": null`)).toMatchObject({ locationGid: null, companyGid: null, attributes: [] });
  });

  it("tells what shipping costs after discounts, its tax, and nothing of shipping that an edit took off", () => {
    const shipping_lines = [
      {
        price: "7.00",
        tax_lines: [{ price: "0.87" }],
        discount_allocations: [{ amount: "2.00", discount_application_index: 0 }],
      },
      { price: "9.00", is_removed: true, tax_lines: [{ price: "1.00" }] },
    ];
    const discount_applications = [{ type: "automatic", title: "Club Acme (7K3M9QXA)" }];
    expect(state(`"note": null`, { shipping_lines, discount_applications })).toMatchObject({
      shippingMinor: 500,
      shippingDiscountMinor: 200,
      shippingLoyaltyDiscountMinor: 200,
      shippingTaxMinor: 87,
    });
  });

  it("says of its taxes whether they are in the prices or on top", () => {
    const lines = line(`"tax_lines": [{"price": "1.74"}]`);
    expect(state(lines, { line_items: undefined })).toMatchObject({
      taxesIncluded: true,
      taxMinor: 174,
      addedTaxMinor: 0,
    });
    expect(state(lines, { line_items: undefined, taxes_included: false })).toMatchObject({
      taxesIncluded: false,
      taxMinor: 174,
      addedTaxMinor: 174,
    });
  });

  it("knows that nothing was paid by a means of payment that is not named, and of one that is not how much", () => {
    expect(state(`"payment_gateway_names": ["shopify_payments"]`)).toMatchObject({
      giftCardPaidMinor: 0,
      storeCreditPaidMinor: 0,
    });
    expect(state(`"payment_gateway_names": ["gift_card", "bogus"]`)).toMatchObject({
      giftCardPaidMinor: null,
      storeCreditPaidMinor: 0,
    });
    expect(state(`"payment_gateway_names": ["shopify_store_credit"]`)).toMatchObject({ storeCreditPaidMinor: null });
    expect(state(`"payment_gateway_names": []`, { financial_status: "pending" })).toMatchObject({
      giftCardPaidMinor: null,
      storeCreditPaidMinor: null,
    });
  });

  it("was sent with the last of its goods, and not while some are left", () => {
    const fulfillments = [
      { created_at: "2026-01-06T10:00:00Z", status: "success" },
      { created_at: "2026-01-07T10:00:00Z", status: "success" },
      { created_at: "2026-01-08T10:00:00Z", status: "cancelled" },
    ];
    const sent = Date.UTC(2026, 0, 7, 10);
    expect(state(`"fulfillment_status": "fulfilled"`, { fulfillments }).fulfilledAt).toBe(sent);
    const partial = (left: number) =>
      state(line(`"fulfillable_quantity": ${left}`), { line_items: undefined, fulfillments });
    expect(partial(1).fulfilledAt).toBeNull();
    expect(partial(0).fulfilledAt, "what is left was refunded before it was sent").toBe(sent);
    expect(state(`"fulfillment_status": null`).fulfilledAt).toBeNull();
  });
});

describe("what webhooks do not carry", () => {
  const plan = { gid: "gid://shopify/SellingPlan/1", name: "Every month" };
  const read = anOrder({
    lines: [aLine("A", { sellingPlan: plan })],
    arePlansKnown: true,
    giftCardPaidMinor: 400,
    storeCreditPaidMinor: 0,
  });
  const told = anOrder({ version: NOON + 1000, lines: [aLine("A"), aLine("B")], giftCardPaidMinor: null });

  it("is kept when newer webhooks do not know it, whichever was heard first", () => {
    for (const merged of [mergeOrderStates(read, told), mergeOrderStates(told, read)]) {
      expect(merged).toMatchObject({ version: NOON + 1000, arePlansKnown: true, giftCardPaidMinor: 400 });
      expect(merged.lines.map(({ sellingPlan }) => sellingPlan)).toEqual([plan, null]);
    }
  });

  it("is taken from a read of the same second too", () => {
    const same = { ...told, version: NOON, lines: [aLine("A")] };
    expect(mergeOrderStates(read, same)).toEqual(mergeOrderStates(same, read));
    expect(mergeOrderStates(read, same)).toMatchObject({ arePlansKnown: true, giftCardPaidMinor: 400 });
  });
});
