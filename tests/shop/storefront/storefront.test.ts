import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FrontForTest, giveWallet, startFrontForTest, writeAppMetafield } from "../front-for-test.ts";

let shop: FrontForTest;

beforeEach(async () => {
  shop = await startFrontForTest();
});
afterEach(() => shop.close());

const post = (path: string, body: unknown) =>
  shop.visit(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

const form = (path: string, fields: Record<string, string>) =>
  shop.visit(path, { method: "POST", body: new URLSearchParams(fields) });

const addMug = (quantity = 1) => post("/cart/add.js", { id: "MUG", quantity });
const signInAsAnn = () => form("/account/login", { email: "ann@example.com" });

describe("/cart.js", () => {
  test("belongs to one browser and counts in hundredths", async () => {
    await addMug(2);
    await addMug();
    const cart = await (await shop.visit("/cart.js")).json();
    expect(cart).toMatchObject({ item_count: 3, total_price: 6000, original_total_price: 6000, currency: "EUR" });
    expect(cart.items).toMatchObject([{ quantity: 3, price: 2000, line_price: 6000, title: "Mug" }]);
  });

  test("writes ids with all their digits, although they exceed what a double holds", async () => {
    await addMug();
    const text = await (await shop.visit("/cart.js")).text();
    const [product] = shop.shop.products.values();
    expect(text).toContain(`"product_id":${product?.gid.split("/").at(-1)},`);
  });

  test("shows what the Function granted on the order", async () => {
    giveWallet(shop, shop.ann, [{ ref: "9V4VRXHT", kind: "amount_off", amountMinor: 500 }]);
    await signInAsAnn();
    await addMug();
    const cart = await (await post("/cart/update.js", { attributes: { _zegel: "9V4VRXHT" } })).json();
    expect(cart).toMatchObject({ total_price: 1500, total_discount: 500, items_subtotal_price: 2000 });
    expect(cart.cart_level_discount_applications).toMatchObject([
      { type: "automatic", title: "Points (9V4VRXHT)", value_type: "fixed_amount", total_allocated_amount: 500 },
    ]);
  });

  test("of a yen cart holds a hundred for each yen", async () => {
    shop.shop.currency = "JPY";
    shop.simulated.addProduct(shop.shop.domain, { title: "Tea", sku: "TEA", price: "1000" });
    await post("/cart/add.js", { id: "TEA" });
    expect(await (await shop.visit("/cart.js")).json()).toMatchObject({ total_price: 100_000, currency: "JPY" });
  });
});

describe("/cart/update.js", () => {
  test("merges attributes, takes out blank ones and hides private ones", async () => {
    await post("/cart/update.js", { attributes: { gift: "yes", note: "x", __secret: "s" } });
    const cart = await (await post("/cart/update.js", { attributes: { note: "" } })).json();
    expect(cart.attributes).toEqual({ gift: "yes" });
    expect([...shop.front.state.carts.values()].at(-1)?.attributes.__secret).toBe("s");
  });

  test("takes forms as well, and sets quantities and codes", async () => {
    await addMug();
    const cart = await (
      await form("/cart/update.js", { "attributes[a]": "1", "updates[]": "4", discount: "NOPE" })
    ).json();
    expect(cart).toMatchObject({ attributes: { a: "1" }, discount_codes: [{ code: "NOPE", applicable: false }] });
  });

  test("refuses what is no cart", async () => {
    const answer = await post("/cart/update.js", { attributes: { a: ["list"] } });
    expect(answer.status).toBe(400);
  });
});

describe("/cart/add.js and /cart/change.js", () => {
  test("answer with what was added, and with sections when they are asked for", async () => {
    const one = await (await addMug()).json();
    expect(one).toMatchObject({ product_title: "Mug", quantity: 1 });
    const many = await (await post("/cart/add.js", { items: [{ id: "BAG" }], sections: "cart-drawer,nope" })).json();
    expect(many.items).toHaveLength(1);
    expect(many.sections["cart-drawer"]).toContain("shopify-section-cart-drawer");
    expect(many.sections.nope).toBeNull();
  });

  test("refuse unknown goods and lines", async () => {
    expect((await post("/cart/add.js", { id: "404" })).status).toBe(404);
    expect((await post("/cart/change.js", { line: 3, quantity: 1 })).status).toBe(400);
    expect((await post("/cart/add.js", { id: "MUG", quantity: -2 })).status).toBe(400);
  });

  test("quantity 0 takes a line out", async () => {
    await addMug();
    expect(await (await post("/cart/change.js", { line: 1, quantity: 0 })).json()).toMatchObject({ item_count: 0 });
  });
});

describe("pages", () => {
  test("speak Dutch or English, as the shopper chooses", async () => {
    expect(await (await shop.visit("/")).text()).toContain("Alle producten");
    await form("/localization", { locale_code: "en", return_to: "/cart" });
    expect(await (await shop.visit("/cart")).text()).toContain("Your cart is empty.");
  });

  test("never lead out of the shop by return_to", async () => {
    const answer = await form("/account/login", { email: "ann@example.com", return_to: "//evil.example/" });
    expect(answer.headers.get("location")).toBe("/account");
  });

  test("carry the app's blocks with what the customer may see, and their files once", async () => {
    const text = { en: "12 points", nl: "12 punten" };
    writeAppMetafield(shop.simulated, shop.shop, shop.shop.gid, "programme", {
      version: 1,
      name: "Club",
      sentence: text,
      rewards: [],
    });
    writeAppMetafield(shop.simulated, shop.shop, shop.ann.gid, "card", {
      version: 1,
      balance: text,
      rewards: [],
      reservations: [],
    });
    await signInAsAnn();
    const page = await (await shop.visit("/account")).text();
    expect(page).toContain("12 punten");
    expect(page).not.toContain("Translation missing");
    expect(page.match(/zegel\.css/g)).toHaveLength(1);
    expect(page.match(/zegel\.js/g)).toHaveLength(1);
  });

  test("do not show another customer's card, nor a card whose definition hides it from the storefront", async () => {
    writeAppMetafield(shop.simulated, shop.shop, shop.shop.gid, "programme", {
      version: 1,
      name: "Club",
      sentence: { en: "s", nl: "s" },
      rewards: [],
    });
    writeAppMetafield(shop.simulated, shop.shop, shop.ann.gid, "card", {
      version: 1,
      balance: { en: "999", nl: "999 punten" },
      rewards: [],
      reservations: [],
    });
    expect(await (await shop.visit("/")).text()).not.toContain("999 punten");
    for (const definition of shop.shop.definitions.values())
      if (definition.key === "card") definition.access.storefront = "NONE";
    await signInAsAnn();
    expect(await (await shop.visit("/account")).text()).not.toContain("999 punten");
  });

  test("escape what customers and products are called", async () => {
    shop.simulated.addProduct(shop.shop.domain, {
      title: "<img src=x onerror=alert(1)>",
      handle: "evil",
      price: "1.00",
    });
    expect(await (await shop.visit("/products/evil")).text()).not.toContain("<img src=x");
  });
});

test("somebody new signs up and is a customer of whom the app hears", async () => {
  const answer = await form("/account/register", { email: "Ben@example.com", first_name: "Ben" });
  expect(answer.headers.get("location")).toBe("/account");
  expect(await (await shop.visit("/account")).text()).toContain("Hallo Ben");
  await shop.simulated.settled();
  expect(shop.simulated.sent.filter((each) => each.topic === "customers/create")).toHaveLength(2);
  const again = await (await form("/account/register", { email: "ben@example.com" })).text();
  expect(again).toContain("Iemand heeft dat e-mailadres al");
});

describe("the checkout page", () => {
  test("takes no payment at a total that the shopper has not seen", async () => {
    giveWallet(shop, shop.ann, [{ ref: "9V4VRXHT", kind: "amount_off", amountMinor: 500 }]);
    await signInAsAnn();
    await addMug();
    await post("/cart/update.js", { attributes: { _zegel: "9V4VRXHT" } });
    const path = (await form("/cart", { checkout: "1" })).headers.get("location") ?? "";
    const seen = /name="total" value="(\d+)"/.exec(await (await shop.visit(path)).text())?.[1] ?? "";
    giveWallet(shop, shop.ann, []);
    const refused = await form(`${path}/pay`, { total: seen });
    expect(refused.status).toBe(422);
    expect(shop.shop.orders.size).toBe(0);
    const now = /name="total" value="(\d+)"/.exec(await refused.text())?.[1] ?? "";
    expect(Number(now) - Number(seen)).toBe(500);
    expect((await form(`${path}/pay`, { total: now })).headers.get("location")).toBe(`${path}/thank-you`);
    expect(await (await form(`${path}/pay`, { total: now })).text()).toBe("");
    expect(shop.shop.orders.size).toBe(1);
    expect(await (await shop.visit(`${path}/thank-you`)).text()).toContain("#1001");
    expect(await (await shop.visit("/cart.js")).json()).toMatchObject({ item_count: 0 });
  });

  test("gives an extension what its file declares, and the customer's only when he is logged in", async () => {
    writeAppMetafield(shop.simulated, shop.shop, shop.ann.gid, "card", { version: 1 });
    writeAppMetafield(shop.simulated, shop.shop, shop.ann.gid, "wallet", { version: 1 });
    await addMug();
    const path = (await form("/cart", { checkout: "1" })).headers.get("location") ?? "";
    const keys = async () => {
      const state = await (await shop.visit(`${path}/state`)).json();
      const entries: { metafield: { namespace: string; key: string } }[] =
        state.extensions["loyalty-checkout"].signals.appMetafields;
      return entries.map(({ metafield }) => `${metafield.namespace}.${metafield.key}`);
    };
    await post(`${path}/change`, { type: "email", email: "ann@example.com" });
    expect(await keys()).toEqual([]);
    await signInAsAnn();
    expect(await keys()).toEqual(["$app.card"]);
  });

  test("answers an extension's nonsense with a result, not with an exception", async () => {
    await addMug();
    const path = (await form("/cart", { checkout: "1" })).headers.get("location") ?? "";
    expect(await (await post(`${path}/change`, { type: "updateCartMetafield" })).json()).toMatchObject({
      type: "error",
    });
  });
});
