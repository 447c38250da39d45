import { legacyId } from "../gid.ts";
import { formatMoney } from "../money.ts";
import type { Collection, Customer, Installation, Product, Shop, Variant } from "../state.ts";
import { addressLines } from "./address.ts";
import { byNumber, paginate } from "./connection.ts";
import { fieldsOf, type TypeResolvers } from "./context.ts";
import { storeCreditAccounts } from "./credit.ts";
import { metafieldFields } from "./metafield-types.ts";
import { amountSpent } from "./order-types.ts";
import { dateTime, dateTimeOrNull, isWithinReach, money, ordersOf } from "./scalars.ts";

const planNames = {
  development: "Development",
  basic: "Basic",
  grow: "Grow",
  advanced: "Advanced",
  plus: "Plus",
} as const;

const shopType = fieldsOf<Shop>({
  ...metafieldFields,
  id: (shop) => shop.gid,
  name: (shop) => shop.name,
  email: (shop) => shop.email,
  contactEmail: (shop) => shop.email,
  myshopifyDomain: (shop) => shop.domain,
  url: (shop) => `https://${shop.domain}`,
  primaryDomain: (shop) => ({
    id: shop.gid.replace("Shop", "Domain"),
    host: shop.domain,
    url: `https://${shop.domain}`,
    sslEnabled: true,
  }),
  currencyCode: (shop) => shop.currency,
  enabledPresentmentCurrencies: (shop) => [shop.currency, ...Object.keys(shop.rates)],
  ianaTimezone: (shop) => shop.timezone,
  taxesIncluded: (shop) => shop.taxesIncluded,
  createdAt: (shop) => dateTime(shop.createdAt),
  checkoutApiSupported: () => true,
  setupRequired: () => false,
  shopOwnerName: () => "Shop Owner",
  shopAddress: (shop) => ({
    countryCodeV2: shop.country,
    country: shop.country,
    city: "Amsterdam",
    zip: "1017 GA",
    address1: "Kerkstraat 1",
  }),
  billingAddress: (shop) => ({
    countryCodeV2: shop.country,
    country: shop.country,
    city: "Amsterdam",
    zip: "1017 GA",
    address1: "Kerkstraat 1",
  }),
  plan: (shop) => ({
    publicDisplayName: planNames[shop.plan],
    displayName: planNames[shop.plan],
    partnerDevelopment: shop.plan === "development",
    shopifyPlus: shop.plan === "plus",
  }),
});

const installationType = fieldsOf<Installation>({
  ...metafieldFields,
  id: (installation) => installation.gid,
  accessScopes: (installation) =>
    installation.scopes.map((handle) => ({ handle, description: handle.replaceAll("_", " ") })),
  activeSubscriptions: () => [],
  launchUrl: (_installation, _args, { shop, world }) =>
    `https://${shop.domain}/admin/apps/${world.configuration.handle}`,
  app: (_installation, _args, { world }) => world,
});

const appType = fieldsOf<{ app: { apiKey: string; appId: string }; configuration: { handle: string; name: string } }>({
  id: ({ app }) => `gid://shopify/App/${app.appId}`,
  apiKey: ({ app }) => app.apiKey,
  handle: ({ configuration }) => configuration.handle,
  title: ({ configuration }) => configuration.name,
  embedded: () => true,
});

const customerType = fieldsOf<Customer>({
  ...metafieldFields,
  id: (customer) => customer.gid,
  legacyResourceId: (customer) => legacyId(customer.gid).toString(),
  displayName: (customer) =>
    [customer.firstName, customer.lastName].filter(Boolean).join(" ") || (customer.email ?? ""),
  firstName: (customer) => customer.firstName,
  lastName: (customer) => customer.lastName,
  email: (customer) => customer.email,
  phone: (customer) => customer.phone,
  note: (customer) => customer.note,
  locale: (customer) => customer.locale,
  tags: (customer) => [...customer.tags].sort(),
  state: (customer) => customer.state.toUpperCase(),
  verifiedEmail: (customer) => customer.verifiedEmail,
  taxExempt: () => false,
  productSubscriberStatus: () => "NEVER_SUBSCRIBED",
  createdAt: (customer) => dateTime(customer.createdAt),
  updatedAt: (customer) => dateTime(customer.updatedAt),
  mergeable: () => ({ isMergeable: true, errorFields: [], reason: null }),
  defaultEmailAddress: (customer) =>
    customer.email
      ? {
          emailAddress: customer.email,
          marketingState: customer.acceptsMarketing
            ? "SUBSCRIBED"
            : customer.consentUpdatedAt
              ? "UNSUBSCRIBED"
              : "NOT_SUBSCRIBED",
          marketingOptInLevel: "SINGLE_OPT_IN",
          marketingUpdatedAt: dateTimeOrNull(customer.consentUpdatedAt),
          validFormat: true,
        }
      : null,
  defaultPhoneNumber: (customer) =>
    customer.phone ? { phoneNumber: customer.phone, marketingState: "NOT_SUBSCRIBED", marketingUpdatedAt: null } : null,
  defaultAddress: (customer, _args, { shop }) => ({
    countryCodeV2: customer.country ?? shop.country,
    ...addressLines(customer),
    city: customer.address?.city ?? "Amsterdam",
    firstName: customer.firstName,
    lastName: customer.lastName,
  }),
  numberOfOrders: (customer, _args, { shop }) => ordersOf(shop, customer.gid).length.toString(),
  amountSpent: (customer, _args, { shop }) => amountSpent(ordersOf(shop, customer.gid), shop.currency),
  orders: (customer, args, { shop, world, scopes }) => {
    const reachable = ordersOf(shop, customer.gid).filter((order) => isWithinReach(order, world.clock.now(), scopes));
    return paginate(reachable, args, (order) => byNumber(legacyId(order.gid)));
  },
  lastOrder: (customer, _args, { shop }) => ordersOf(shop, customer.gid).at(-1) ?? null,
  storeCreditAccounts,
});

const productType = fieldsOf<Product>({
  ...metafieldFields,
  id: (product) => product.gid,
  legacyResourceId: (product) => legacyId(product.gid).toString(),
  title: (product) => product.title,
  handle: (product) => product.handle,
  descriptionHtml: (product) => product.descriptionHtml,
  vendor: (product) => product.vendor,
  productType: (product) => product.type,
  tags: (product) => [...product.tags].sort(),
  isGiftCard: (product) => product.isGiftCard,
  status: (product) => product.status.toUpperCase(),
  createdAt: (product) => dateTime(product.createdAt),
  updatedAt: (product) => dateTime(product.updatedAt),
  collections: (product, args, { shop }) =>
    paginate(
      product.collectionGids.flatMap((gid) => shop.collections.get(gid) ?? []),
      args,
      (collection) => byNumber(legacyId(collection.gid)),
    ),
  priceRangeV2: (product, _args, { shop }) => {
    const prices = product.variants.map((variant) => variant.priceMinor);
    return {
      minVariantPrice: money(Math.min(...prices), shop.currency),
      maxVariantPrice: money(Math.max(...prices), shop.currency),
    };
  },
  featuredMedia: (product) =>
    product.imageUrl === null
      ? null
      : {
          __typename: "MediaImage",
          id: product.gid.replace("Product", "MediaImage"),
          preview: { status: "READY", image: { url: product.imageUrl } },
        },
  sellingPlanGroupsCount: (product) => ({ count: product.hasSellingPlans ? 1 : 0, precision: "EXACT" }),
  variants: (product, args) => paginate(product.variants, args, (variant) => byNumber(legacyId(variant.gid))),
});

const variantType = fieldsOf<Variant>({
  ...metafieldFields,
  id: (variant) => variant.gid,
  legacyResourceId: (variant) => legacyId(variant.gid).toString(),
  title: (variant) => variant.title,
  sku: (variant) => variant.sku,
  taxable: (variant) => variant.taxable,
  price: (variant, _args, { shop }) => formatMoney(variant.priceMinor, shop.currency),
  compareAtPrice: (variant, _args, { shop }) =>
    variant.compareAtPriceMinor === null ? null : formatMoney(variant.compareAtPriceMinor, shop.currency),
  product: (variant, _args, { shop }) => shop.products.get(variant.productGid) ?? null,
});

const collectionType = fieldsOf<Collection>({
  ...metafieldFields,
  id: (collection) => collection.gid,
  handle: (collection) => collection.handle,
  title: (collection) => collection.title,
  updatedAt: (collection) => dateTime(collection.updatedAt),
  products: (collection, args, { shop }) =>
    paginate(
      [...shop.products.values()].filter((product) => product.collectionGids.includes(collection.gid)),
      args,
      (product) => byNumber(legacyId(product.gid)),
    ),
});

export const shopTypes: Record<string, TypeResolvers> = {
  Shop: shopType,
  AppInstallation: installationType,
  App: appType,
  Customer: customerType,
  Product: productType,
  ProductVariant: variantType,
  Collection: collectionType,
};
