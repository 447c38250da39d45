import { formatMoney } from "../money.ts";
import { toSubunit } from "../storefront/subunit.ts";
import type { Application } from "./apply-offers.ts";
import type { PricedCart } from "./price-cart.ts";

type PricedGoods = PricedCart["goods"][number];

/**
 * A cart as `/cart.js` answers it: amounts in hundredths, ids as numbers with all their digits. Attributes whose name starts with two
 * underscores are private and left out.
 */
export function cartJson(priced: PricedCart) {
  const { cart, goods } = priced;
  const { currency } = cart;
  const amount = (minor: number) => toSubunit(minor, currency);
  return {
    token: `${cart.token}?key=${cart.token.slice(-8)}`,
    note: cart.note,
    attributes: publicAttributes(cart.attributes),
    original_total_price: amount(priced.originalMinor),
    total_price: amount(priced.subtotalMinor),
    total_discount: amount(priced.originalMinor - priced.subtotalMinor),
    total_weight: goods.reduce((sum, each) => sum + each.variant.grams * each.quantity, 0),
    item_count: goods.reduce((sum, each) => sum + each.quantity, 0),
    items: goods.map((each) => lineItem(priced, each)),
    requires_shipping: goods.some((each) => each.variant.requiresShipping),
    currency,
    items_subtotal_price: amount(goods.reduce((sum, each) => sum + each.subtotalMinor - lineLevel(priced, each), 0)),
    cart_level_discount_applications: priced.applications
      .filter((application) => application.discountClass === "ORDER")
      .map((application) => applicationJson(application, currency)),
    discount_codes: cart.codes.map((code) => ({
      code,
      applicable: priced.applications.some((application) => application.code?.toUpperCase() === code.toUpperCase()),
    })),
  };
}

export type CartJson = ReturnType<typeof cartJson>;
export type LineItemJson = CartJson["items"][number];

/** One line as `/cart/add.js` answers it. */
export function lineItem(priced: PricedCart, each: PricedGoods) {
  const { currency } = priced.cart;
  const { product, variant, line } = each;
  const amount = (minor: number) => toSubunit(minor, currency);
  const off = lineLevel(priced, each);
  const isPlain = variant.title === "Default Title";
  const url = `/products/${product.handle}?variant=${numberOf(variant.gid)}`;
  return {
    id: numberOf(variant.gid),
    properties: line.properties,
    quantity: each.quantity,
    variant_id: numberOf(variant.gid),
    key: line.key,
    title: isPlain ? product.title : `${product.title} - ${variant.title}`,
    price: amount(each.unitMinor),
    original_price: amount(each.unitMinor),
    presentment_price: Number(formatMoney(each.unitMinor, currency)),
    discounted_price: amount(each.quantity > 0 ? Math.round((each.subtotalMinor - off) / each.quantity) : 0),
    line_price: amount(each.subtotalMinor),
    original_line_price: amount(each.subtotalMinor),
    total_discount: amount(off),
    discounts: linesDiscounts(priced, each).map(({ application, amountMinor }) => ({
      amount: amount(amountMinor),
      title: application.title,
    })),
    sku: variant.sku,
    grams: variant.grams,
    vendor: product.vendor,
    taxable: variant.taxable,
    product_id: numberOf(product.gid),
    product_has_only_default_variant: isPlain,
    gift_card: product.isGiftCard,
    final_price: amount(each.quantity > 0 ? Math.round((each.subtotalMinor - off) / each.quantity) : 0),
    final_line_price: amount(each.subtotalMinor - off),
    url,
    featured_image: { alt: product.title, aspect_ratio: 1, height: 400, url: imageOf(product.handle), width: 400 },
    image: imageOf(product.handle),
    handle: product.handle,
    requires_shipping: variant.requiresShipping,
    product_type: product.type,
    product_title: product.title,
    product_description: product.descriptionHtml.replaceAll(/<[^>]*>/g, ""),
    variant_title: isPlain ? null : variant.title,
    variant_options: [variant.title],
    options_with_values: [{ name: "Title", value: variant.title }],
    line_level_discount_allocations: linesDiscounts(priced, each).map(({ application, amountMinor }) => ({
      amount: amount(amountMinor),
      discount_application: applicationJson(application, currency),
    })),
    line_level_total_discount: amount(off),
    quantity_rule: { min: 1, max: null, increment: 1 },
    has_components: false,
    ...(line.sellingPlan ? { selling_plan_allocation: { selling_plan: { name: line.sellingPlan } } } : {}),
  };
}

/** Where the little theme draws a product. */
export function imageOf(handle: string): string {
  return `/theme/images/${handle}.svg`;
}

/** The number of a global id with all its digits. */
export function numberOf(gid: string): bigint {
  return BigInt(gid.split("/").at(-1) ?? "0");
}

function publicAttributes(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !name.startsWith("__")));
}

/** Discounts on the goods themselves; those on the order are shown with the cart. */
function linesDiscounts(priced: PricedCart, each: PricedGoods) {
  return each.allocations.flatMap(({ application: place, amountMinor }) => {
    const application = priced.applications[place];
    return application?.discountClass === "PRODUCT" ? [{ application, amountMinor }] : [];
  });
}

function lineLevel(priced: PricedCart, each: PricedGoods): number {
  return linesDiscounts(priced, each).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

function applicationJson(application: Application, currency: string) {
  const { value } = application;
  return {
    type: application.kind === "automatic" ? "automatic" : "discount_code",
    key: application.discountGid,
    title: application.title,
    description: application.title,
    value: value.kind === "percentage" ? value.percent : formatMoney(value.amountMinor, currency),
    created_at: null,
    value_type: value.kind === "percentage" ? "percentage" : "fixed_amount",
    allocation_method: application.allocationMethod,
    target_selection: application.targetSelection,
    target_type: application.targetType,
    total_allocated_amount: toSubunit(application.totalMinor, currency),
  };
}
