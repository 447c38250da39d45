import { createHash } from "node:crypto";
import { exponentOf } from "#app/contracts/currency.ts";
import { CARD_KEY, PROGRAMME_KEY, storedWallet, WALLET_KEY, type Wallet } from "#app/contracts/wallet.ts";
import { openShopFront } from "./front.ts";
import { startShopForTest } from "./listening-app.ts";
import { appIdOf, definitionKey, ownerTypeOf, resolveNamespace } from "./metafields.ts";
import type { SimulatedShop, SimulatedShopOptions } from "./simulated-shop.ts";
import type { AutomaticDiscount, Customer, Shop } from "./state.ts";
import type { ShopFront } from "./storefront/shop-front.ts";

export interface FrontForTest {
  simulated: SimulatedShop;
  front: ShopFront;
  shop: Shop;
  ann: Customer;
  /** Asks the storefront, as a browser that keeps its cookies. */
  visit(path: string, request?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** A shop with its pages, some goods, a customer called Ann, and the app's automatic discount with its real Function. */
export async function startFrontForTest(
  options: { extensionsFolder?: string; functionHandle?: string; simulated?: Partial<SimulatedShopOptions> } = {},
): Promise<FrontForTest> {
  const running = await startShopForTest(options.simulated);
  const { simulated, shop } = running;
  const front = openShopFront(
    simulated,
    options.extensionsFolder ? { extensionsFolder: options.extensionsFolder } : {},
  );
  shop.rates = { USD: "1.0842", JPY: "162.5" };
  simulated.addProduct(shop.domain, { title: "Mug", sku: "MUG", price: "20.00" });
  simulated.addProduct(shop.domain, { title: "Bag", sku: "BAG", price: "9.99" });
  simulated.addProduct(shop.domain, { title: "Gift card", sku: "GIFT", price: "25.00", isGiftCard: true });
  const ann = simulated.addCustomer(shop.domain, { email: "ann@example.com", firstName: "Ann" });
  const discount = anAutomaticDiscount(simulated, options.functionHandle ?? "loyalty-discount");
  shop.discounts.set(discount.gid, discount);
  const cookies = new Map<string, string>();
  return {
    ...running,
    front,
    ann,
    async visit(path, request = {}) {
      const headers = new Headers(request.headers);
      headers.set("x-forwarded-host", shop.domain);
      headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
      const answer = await fetch(simulated.url + path, { redirect: "manual", ...request, headers });
      for (const each of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
        if (name) cookies.set(name, value ?? "");
      }
      return answer;
    },
  };
}

function anAutomaticDiscount(simulated: SimulatedShop, functionHandle: string): AutomaticDiscount {
  const now = simulated.clock.now();
  return {
    gid: simulated.newGid("DiscountAutomaticNode"),
    title: "Points",
    functionHandle,
    discountClasses: ["ORDER", "PRODUCT", "SHIPPING"],
    combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true },
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: true,
    recurringCycleLimit: null,
    tags: [],
    startsAt: now,
    endsAt: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** Writes a metafield of the app as if the app had, with a definition that lets the storefront read card and programme. */
export function writeAppMetafield(
  simulated: SimulatedShop,
  shop: Shop,
  ownerGid: string,
  key: string,
  value: unknown,
): void {
  const namespace = resolveNamespace("$app", appIdOf(simulated.app.apiKey));
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const owned = shop.metafields.get(ownerGid) ?? new Map();
  shop.metafields.set(ownerGid, owned);
  const now = simulated.clock.now();
  owned.set(`${namespace}.${key}`, {
    gid: simulated.newGid("Metafield"),
    ownerGid,
    namespace,
    key,
    type: "json",
    value: text,
    compareDigest: createHash("sha256").update(text).digest("hex"),
    createdAt: now,
    updatedAt: now,
  });
  const ownerType = ownerTypeOf(ownerGid);
  const isPublic = key === CARD_KEY || key === PROGRAMME_KEY;
  shop.definitions.set(definitionKey(ownerType, namespace, key), {
    gid: simulated.newGid("MetafieldDefinition"),
    ownerType,
    namespace,
    key,
    name: key,
    description: null,
    type: "json",
    access: { admin: "MERCHANT_READ", storefront: isPublic ? "PUBLIC_READ" : "NONE", customerAccount: "NONE" },
    capabilities: {
      adminFilterable: false,
      smartCollectionCondition: false,
      uniqueValues: false,
      cartToOrderCopyable: false,
    },
  });
}

/** What the app has promised to a customer. */
export function giveWallet(test: FrontForTest, customer: Customer, reservations: Wallet["reservations"]): void {
  const { currency } = test.shop;
  const wallet: Wallet = {
    version: 2,
    programme: "Points",
    currency,
    exponent: exponentOf(currency),
    reservations,
    standing: [],
    alone: [],
  };
  writeAppMetafield(test.simulated, test.shop, customer.gid, WALLET_KEY, storedWallet(wallet));
}
