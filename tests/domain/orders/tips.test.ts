import { expect, test } from "vitest";
import { orderPayload } from "#app/contracts/webhooks.ts";
import { keptGoods, lineBases } from "#app/domain/orders/kept-goods.ts";
import { orderFromPayload } from "#app/domain/orders/order-from-payload.ts";

test("a tip is paid with the order and counts for no points", () => {
  const payload = orderPayload.parse({
    id: 1,
    name: "#1001",
    created_at: "2026-01-05T12:00:00Z",
    updated_at: "2026-01-05T12:00:00Z",
    financial_status: "paid",
    currency: "EUR",
    taxes_included: true,
    line_items: [
      { id: 11, quantity: 1, price: "20.00" },
      { id: 12, quantity: 1, price: "5.00", tip: { payment_gateway: "shopify_payments", payment_method: "Visa" } },
    ],
  });
  const order = orderFromPayload(payload, true);
  expect(keptGoods(order, lineBases(order.lines)).netMinor).toBe(2000);
});
