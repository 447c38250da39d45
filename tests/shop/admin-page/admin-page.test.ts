import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FrontForTest, startFrontForTest } from "../front-for-test.ts";
import { orderTotals } from "../order-money.ts";

let shop: FrontForTest;

beforeEach(async () => {
  shop = await startFrontForTest();
});
afterEach(() => shop.close());

const text = async (path: string) => (await shop.visit(path)).text();
const press = (path: string, fields: Record<string, string> = {}) =>
  shop.visit(path, { method: "POST", body: new URLSearchParams(fields) });

/** The address of the frame on a page of the admin. */
async function frameOf(path: string): Promise<URL> {
  const source = /<iframe[^>]* src="([^"]+)"/.exec(await text(path))?.[1] ?? "";
  return new URL(source.replaceAll("&amp;", "&"));
}

describe("the app's frame", () => {
  test("gets what Shopify adds to the app's address", async () => {
    const { handle } = shop.simulated.configuration;
    const frame = await frameOf(`/admin/apps/${handle}/app/members?query=ann`);
    expect(frame.origin + frame.pathname).toBe(`${shop.simulated.app.appUrl}/app/members`);
    expect(Object.fromEntries(frame.searchParams)).toMatchObject({
      query: "ann",
      embedded: "1",
      shop: "acme.myshopify.com",
      locale: "en",
    });
    expect(Buffer.from(frame.searchParams.get("host") ?? "", "base64").toString()).toBe("admin.shopify.com/store/acme");
    const [, claims = ""] = (frame.searchParams.get("id_token") ?? "").split(".");
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      dest: "https://acme.myshopify.com",
    });
  });

  test("is there only once the merchant has installed the app", async () => {
    const { handle } = shop.simulated.configuration;
    await press(`/admin/apps/${handle}/uninstall`);
    expect(await text(`/admin/apps/${handle}`)).toContain(`Install ${shop.simulated.configuration.name}`);
    expect((await shop.visit("/admin/session-token")).status).toBe(403);
    await press(`/admin/apps/${handle}/install`);
    expect((await frameOf(`/admin/apps/${handle}`)).searchParams.get("embedded")).toBe("1");
  });

  test("speaks the language that the merchant chose", async () => {
    const { handle } = shop.simulated.configuration;
    await press("/admin/language", { language: "nl", back: `/admin/apps/${handle}` });
    expect((await frameOf(`/admin/apps/${handle}`)).searchParams.get("locale")).toBe("nl");
  });
});

describe("the orders page", () => {
  test("refunds by piece, with shipping, and says what Shopify would refuse", async () => {
    const order = shop.simulated.placeOrder("acme", {
      customer: shop.ann.gid,
      lines: [{ variant: "MUG", quantity: 2 }],
      shipping: { price: "4.95" },
    });
    await press("/admin/orders/1001/refund", { "quantity[0]": "1", shipping: "1" });
    expect(orderTotals(order).refunded.shop).toBe(2495);
    const refused = await press("/admin/orders/1001/refund", { "quantity[0]": "5" });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('role="alert"');
    expect(orderTotals(order).refunded.shop).toBe(2495);
  });

  test("edits, fulfils and cancels, but no order that has left", async () => {
    const [, bag] = shop.shop.products.values();
    const order = shop.simulated.placeOrder("acme", {
      lines: [{ variant: "MUG", quantity: 2 }],
      email: "g@example.com",
    });
    await press("/admin/orders/1001/edit", { "remove[0]": "1", add: bag?.variants[0]?.gid ?? "" });
    expect(order.lines.map((line) => line.currentQuantity)).toEqual([1, 1]);
    await press("/admin/orders/1001/fulfil");
    expect(await text("/admin/orders/1001")).toMatch(/[^n]fulfilled/);
    expect((await press("/admin/orders/1001/cancel")).status).toBe(422);
    const other = shop.simulated.placeOrder("acme", { lines: [{ variant: "MUG" }], email: "g@example.com" });
    await press("/admin/orders/1002/cancel");
    expect(other.cancelledAt).not.toBeNull();
  });

  test("sends the order's webhooks again, with ids that keep all their digits", async () => {
    const order = shop.simulated.placeOrder("acme", { lines: [{ variant: "MUG" }], email: "g@example.com" });
    await shop.simulated.settled();
    const before = shop.simulated.sent.filter((each) => each.topic === "orders/paid");
    await press("/admin/orders/1001/resend");
    await shop.simulated.settled();
    const after = shop.simulated.sent.filter((each) => each.topic === "orders/paid");
    expect(after).toHaveLength(2);
    expect(after[1]?.eventId).toBe(before[0]?.eventId);
    expect(after[1]?.body).toContain(`"id":${order.gid.split("/").at(-1)},`);
  });

  test("escapes what customers write", async () => {
    shop.simulated.placeOrder("acme", {
      customer: shop.ann.gid,
      lines: [{ title: "<script>alert(1)</script>", price: "1.00" }],
      noteAttributes: { x: "<b>" },
    });
    expect(await text("/admin/orders/1001")).not.toMatch(/<script>alert|<b>/);
  });
});

test("customers and codes can be added, and a code twice the price is refused", async () => {
  await press("/admin/customers", { email: "new@example.com", firstName: "New" });
  expect(await text("/admin/customers")).toContain("new@example.com");
  expect((await press("/admin/customers", { email: "new@example.com" })).status).toBe(422);
  await press("/admin/discounts", { code: "TEN", kind: "percent", value: "10", class: "ORDER" });
  expect(await text("/admin/discounts")).toContain("TEN");
  expect((await press("/admin/discounts", { code: "MUCH", kind: "percent", value: "200" })).status).toBe(422);
});

test("webhooks can be held back and released", async () => {
  await press("/admin/webhooks", { mode: "held" });
  shop.simulated.placeOrder("acme", { lines: [{ variant: "MUG" }], email: "g@example.com" });
  expect(await text("/admin/webhooks")).toContain("waiting");
  await press("/admin/webhooks", { release: "1" });
  await shop.simulated.settled();
  expect(await text("/admin/webhooks")).not.toContain("waiting");
});

describe("scopes", () => {
  const ask = async (change: object): Promise<Response> =>
    shop.visit("/admin/scopes", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(change),
    });

  test("that are optional are not granted by an installation, but when the merchant says so, and go again", async () => {
    const { scopes, optionalScopes } = shop.simulated.configuration;
    expect(await (await shop.visit("/admin/scopes")).json()).toEqual({
      granted: scopes,
      required: scopes,
      optional: optionalScopes,
    });
    const granted = await (await ask({ grant: optionalScopes })).json();
    expect(granted.granted).toEqual([...scopes, ...optionalScopes]);
    expect(shop.shop.installation?.tokens.every((token) => token.scopes.length === granted.granted.length)).toBe(true);
    expect((await (await ask({ revoke: optionalScopes })).json()).granted).toEqual(scopes);
    await shop.simulated.settled();
    expect(shop.simulated.sent.filter((each) => each.topic === "app/scopes_update")).toHaveLength(2);
  });

  test("that are not optional can neither be asked for nor given up", async () => {
    expect((await ask({ grant: ["write_products"] })).status).toBe(422);
    const [required = ""] = shop.simulated.configuration.scopes;
    const refused = await ask({ revoke: [required] });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain(required);
    expect((await (await shop.visit("/admin/scopes")).json()).granted).toContain(required);
  });

  test("go with the app, and have to be granted again after a new installation", async () => {
    const { handle, optionalScopes, scopes } = shop.simulated.configuration;
    await ask({ grant: optionalScopes });
    await press(`/admin/apps/${handle}/uninstall`);
    expect((await shop.visit("/admin/scopes")).status).toBe(403);
    await press(`/admin/apps/${handle}/install`);
    expect((await (await shop.visit("/admin/scopes")).json()).granted).toEqual(scopes);
  });
});
