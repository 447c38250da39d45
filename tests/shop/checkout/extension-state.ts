import type { PricedCart } from "../cart/price-cart.ts";
import { appIdOf, findMetafield, resolveNamespace } from "../metafields.ts";
import { currencyExponent } from "../money.ts";
import type { Order, Shop } from "../state.ts";
import type { UiExtension } from "./ui-extension.ts";

export interface ExtensionSubject {
  shop: Shop;
  priced: PricedCart;
  apiKey: string;
  /** On the thank-you page. */
  order: Order | null;
}

/** What an extension may know, by the names of the `shopify` global; the host in the browser turns each into a signal. */
export function extensionState(extension: UiExtension, subject: ExtensionSubject) {
  const { shop, priced, order } = subject;
  const { cart } = priced;
  const money = (minor: number) => ({
    amount: minor / 10 ** currencyExponent(cart.currency),
    currencyCode: cart.currency,
  });
  const customer = cart.isAuthenticated && cart.customerGid ? shop.customers.get(cart.customerGid) : undefined;
  const isCheckout = order === null;
  return {
    signals: {
      appMetafields: appMetafields(extension, subject),
      appliedGiftCards: [],
      attributes: Object.entries(cart.attributes).map(([key, value]) => ({ key, value })),
      availablePaymentOptions: [],
      checkoutToken: cart.token,
      deliveryGroups: [],
      discountAllocations: discountAllocations(priced, money),
      discountCodes: cart.codes.map((code) => ({ code })),
      lines: priced.goods.map((each) => ({
        id: each.line.gid,
        quantity: each.quantity,
        merchandise: {
          type: "variant",
          id: each.variant.gid,
          title: each.product.title,
          sku: each.variant.sku,
          requiresShipping: each.variant.requiresShipping,
          selectedOptions: [],
          product: { id: each.product.gid, vendor: each.product.vendor, productType: each.product.type },
        },
        cost: { totalAmount: money(each.totalMinor) },
        attributes: Object.entries(each.line.properties).map(([key, value]) => ({ key, value })),
        discountAllocations: each.allocations.flatMap((allocation) =>
          allocationOf(priced, allocation.application, allocation.amountMinor, money),
        ),
        lineComponents: [],
      })),
      note: cart.note || undefined,
      selectedPaymentOptions: [],
      settings: {},
      instructions: instructions(isCheckout),
      ...(order
        ? { orderConfirmation: { order: { id: order.gid }, number: order.name, isFirstOrder: isFirst(shop, order) } }
        : {}),
    },
    cost: {
      subtotalAmount: money(priced.subtotalMinor),
      totalShippingAmount: priced.delivery ? money(priced.delivery.totalMinor) : undefined,
      totalTaxAmount: undefined,
      totalAmount: money(priced.totalMinor),
    },
    buyerIdentity: {
      customer: customer && {
        id: customer.gid,
        email: customer.email ?? undefined,
        fullName: [customer.firstName, customer.lastName].filter(Boolean).join(" "),
        firstName: customer.firstName ?? undefined,
        lastName: customer.lastName ?? undefined,
        image: { url: "" },
        acceptsMarketing: customer.acceptsMarketing,
        ordersCount: [...shop.orders.values()].filter((each) => each.customerGid === customer.gid).length,
      },
      email: cart.email ?? undefined,
      phone: undefined,
      purchasingCompany: undefined,
    },
    localization: {
      currency: { isoCode: cart.currency },
      timezone: shop.timezone,
      language: { isoCode: cart.locale },
      extensionLanguage: { isoCode: cart.locale in extension.words ? cart.locale : extension.defaultLanguage },
      country: { isoCode: cart.country },
      market: undefined,
    },
    shop: {
      id: shop.gid,
      name: shop.name,
      myshopifyDomain: shop.domain,
      storefrontUrl: `https://${shop.domain}`,
    },
    extension: {
      apiVersion: extension.apiVersion,
      target: extension.target,
      capabilities: extension.mayCallNetwork ? ["network_access"] : [],
    },
    currency: cart.currency,
  };
}

/** Carts can be changed in checkout, not after it. */
function instructions(isCheckout: boolean) {
  return {
    attributes: { canUpdateAttributes: isCheckout },
    delivery: { canSelectCustomAddress: isCheckout },
    discounts: { canUpdateDiscountCodes: isCheckout },
    lines: { canAddCartLine: isCheckout, canRemoveCartLine: isCheckout, canUpdateCartLine: isCheckout },
    metafields: { canSetCartMetafields: isCheckout, canDeleteCartMetafield: isCheckout },
    notes: { canUpdateNote: isCheckout },
  };
}

/** Only what the extension's file declares; a customer's only when he is logged in. Namespaces are returned as `$app`. */
function appMetafields(extension: UiExtension, { shop, priced, apiKey }: ExtensionSubject) {
  const { cart } = priced;
  const own = resolveNamespace("$app", appIdOf(apiKey));
  const owners = [
    { type: "shop", id: shop.gid },
    ...(cart.isAuthenticated && cart.customerGid ? [{ type: "customer", id: cart.customerGid }] : []),
  ];
  return extension.metafields.flatMap(({ namespace, key }) => {
    const resolved = resolveNamespace(namespace, appIdOf(apiKey));
    const shown = resolved === own ? "$app" : resolved;
    const onOwners = owners.flatMap((target) => {
      const found = findMetafield(shop, target.id, resolved, key);
      return found ? [entry(target, shown, key, found.type, found.value)] : [];
    });
    const onCart = cart.metafields
      .filter((each) => each.namespace === resolved && each.key === key)
      .map((each) =>
        entry({ type: "cart", id: `gid://shopify/Cart/${cart.token}` }, shown, key, each.type, each.value),
      );
    return [...onOwners, ...onCart];
  });
}

function entry(target: { type: string; id: string }, namespace: string, key: string, type: string, value: string) {
  const simple: Record<string, string> = {
    boolean: "boolean",
    number_integer: "integer",
    number_decimal: "float",
    json: "json_string",
  };
  return { target, metafield: { namespace, key, type, value, valueType: simple[type] ?? "string" } };
}

interface ShownAllocation {
  type: "automatic" | "code";
  title?: string;
  code?: string;
  discountedAmount: { amount: number; currencyCode: string };
}

type Money = (minor: number) => { amount: number; currencyCode: string };

/** Discounts on the order as a whole. */
function discountAllocations(priced: PricedCart, money: Money): ShownAllocation[] {
  return priced.applications.flatMap((application, index) =>
    application.discountClass === "ORDER" ? allocationOf(priced, index, application.totalMinor, money) : [],
  );
}

function allocationOf(priced: PricedCart, index: number, amountMinor: number, money: Money): ShownAllocation[] {
  const application = priced.applications[index];
  if (!application) return [];
  const discountedAmount = money(amountMinor);
  return application.kind === "automatic"
    ? [{ type: "automatic", title: application.title, discountedAmount }]
    : [{ type: "code", code: application.code ?? "", discountedAmount }];
}

function isFirst(shop: Shop, order: Order): boolean {
  return (
    order.customerGid !== null &&
    [...shop.orders.values()].filter((each) => each.customerGid === order.customerGid).length === 1
  );
}
