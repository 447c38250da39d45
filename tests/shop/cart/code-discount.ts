import { toPresentment } from "../money.ts";
import type { Shop } from "../state.ts";
import type { Cart } from "./cart.ts";
import { roundToMinor } from "./decimal.ts";
import { type Goods, rateOf } from "./goods.ts";
import type { CombinesWith, DiscountClass, Offer, OfferValue } from "./offer.ts";

/** A plain discount code of the merchant: so much, or so many per cent, off goods, the order or shipping. */
export interface CodeDiscount {
  gid: string;
  code: string;
  discountClass: DiscountClass;
  /** Amounts are decimal text in the shop's currency. */
  value: { amount: string } | { percent: string };
  combinesWith: CombinesWith;
  /** For goods' discounts: the products it is for; all when left out. */
  productGids: string[] | null;
}

/** What the codes in a cart would take off. Codes that the shop does not know are passed over, as Shopify shows them as not valid. */
export function codeOffers(
  shop: Shop,
  cart: Cart,
  goods: readonly Goods[],
  codes: ReadonlyMap<string, CodeDiscount>,
  groupGid: string | null,
): Offer[] {
  return cart.codes.flatMap((typed) => {
    const discount = codes.get(typed.toUpperCase());
    return discount ? [offerOf(shop, cart, goods, discount, groupGid)] : [];
  });
}

function offerOf(
  shop: Shop,
  cart: Cart,
  goods: readonly Goods[],
  discount: CodeDiscount,
  groupGid: string | null,
): Offer {
  const offer: Offer = {
    discountGid: discount.gid,
    kind: "discount_code",
    code: discount.code,
    title: discount.code,
    combinesWith: discount.combinesWith,
    products: [],
    orders: [],
    shipping: [],
  };
  const value = worthOf(shop, cart, discount);
  // Shopify's own discounts never apply to gift cards that are bought.
  const excluded = goods.filter((each) => each.product.isGiftCard);
  if (discount.discountClass === "ORDER") {
    const excludedLineGids = excluded.map((each) => each.line.gid);
    offer.orders.push({ strategy: "FIRST", candidates: [{ message: null, value, excludedLineGids, conditions: [] }] });
  }
  if (discount.discountClass === "PRODUCT") {
    const entitled = goods.filter(
      (each) => !excluded.includes(each) && (discount.productGids?.includes(each.product.gid) ?? true),
    );
    const targets = entitled.map((each) => ({ lineGid: each.line.gid, quantity: null }));
    const candidate = { message: null, value, appliesToEachItem: false, targets, prerequisites: [] };
    if (targets.length > 0) offer.products.push({ strategy: "FIRST", candidates: [candidate] });
  }
  if (discount.discountClass === "SHIPPING" && groupGid)
    offer.shipping.push({ message: null, value, groupGids: [groupGid], optionHandles: [] });
  return offer;
}

function worthOf(shop: Shop, cart: Cart, discount: CodeDiscount): OfferValue {
  if ("percent" in discount.value) return { kind: "percentage", percent: discount.value.percent };
  const amountMinor = toPresentment(roundToMinor(discount.value.amount, shop.currency), rateOf(shop, cart));
  return { kind: "fixed", amountMinor };
}
