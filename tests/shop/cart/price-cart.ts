import { emptyOffer } from "../function/offer-from-output.ts";
import { type Runner, runFunction } from "../function/run-function.ts";
import type { AutomaticDiscount, Shop } from "../state.ts";
import { type Allocation, type Application, applyOffers, type Discounted } from "./apply-offers.ts";
import type { Cart } from "./cart.ts";
import { type CodeDiscount, codeOffers } from "./code-discount.ts";
import { type DeliveryGroup, deliveryOf } from "./delivery.ts";
import { type Goods, goodsOf } from "./goods.ts";
import type { Offer } from "./offer.ts";

/** A cart with every price worked out, in minor units of the cart's currency. */
export interface PricedCart {
  cart: Cart;
  goods: (Goods & { allocations: Allocation[]; discountMinor: number; totalMinor: number })[];
  delivery: (DeliveryGroup & { allocations: Allocation[]; discountMinor: number; totalMinor: number }) | null;
  applications: Application[];
  /** Goods before and after discounts. */
  originalMinor: number;
  subtotalMinor: number;
  /** What was taken off goods and shipping. */
  discountMinor: number;
  /** Goods and shipping after discounts. */
  totalMinor: number;
}

export interface Pricing {
  runner: Runner;
  codes: ReadonlyMap<string, CodeDiscount>;
  appId: string;
  now: Date;
}

/** Prices a cart as Shopify does on every write to it: discounts' Functions on goods, then on shipping, then the best set that may be combined. */
export async function priceCart(pricing: Pricing, shop: Shop, cart: Cart): Promise<PricedCart> {
  const goods = goodsOf(shop, cart);
  const delivery = deliveryOf(shop, cart, goods);
  const lines = goods.map((each) => ({ gid: each.line.gid, quantity: each.quantity, unitMinor: each.unitMinor }));
  const target = delivery && {
    groupGid: delivery.gid,
    optionHandle: delivery.selected.handle,
    costMinor: delivery.selected.costMinor,
  };
  const codes = codeOffers(shop, cart, goods, pricing.codes, delivery?.gid ?? null);
  const running = goods.length > 0 ? activeDiscounts(shop, pricing.now) : [];
  const automatic = running.map((discount) => ({ discount, offer: emptyOffer(discount) }));
  const context = { shop, cart, goods, delivery, appId: pricing.appId, now: pricing.now };
  const nothing = { applications: [], lines: [] };
  for (const { discount, offer } of automatic)
    await runFunction(
      pricing.runner,
      "cart.lines.discounts.generate.run",
      { ...context, discount, granted: nothing },
      offer,
    );
  const offers: Offer[] = [...automatic.map((each) => each.offer), ...codes];
  const onGoods = applyOffers(offers, lines, null);
  if (delivery)
    for (const { discount, offer } of automatic)
      await runFunction(
        pricing.runner,
        "cart.delivery-options.discounts.generate.run",
        { ...context, discount, granted: onGoods },
        offer,
      );
  return summarise(cart, goods, delivery, applyOffers(offers, lines, target));
}

function activeDiscounts(shop: Shop, now: Date): AutomaticDiscount[] {
  return [...shop.discounts.values()].filter(
    (discount) => discount.startsAt <= now && (discount.endsAt === null || discount.endsAt > now),
  );
}

function summarise(cart: Cart, goods: Goods[], delivery: DeliveryGroup | null, discounted: Discounted): PricedCart {
  const priced = goods.map((each, index) => {
    const allocations = discounted.lines[index] ?? [];
    const discountMinor = allocations.reduce((sum, allocation) => sum + allocation.amountMinor, 0);
    return { ...each, allocations, discountMinor, totalMinor: each.subtotalMinor - discountMinor };
  });
  const shippingOff = discounted.delivery.reduce((sum, allocation) => sum + allocation.amountMinor, 0);
  const pricedDelivery = delivery && {
    ...delivery,
    allocations: discounted.delivery,
    discountMinor: shippingOff,
    totalMinor: delivery.selected.costMinor - shippingOff,
  };
  const originalMinor = goods.reduce((sum, each) => sum + each.subtotalMinor, 0);
  const subtotalMinor = priced.reduce((sum, each) => sum + each.totalMinor, 0);
  return {
    cart,
    goods: priced,
    delivery: pricedDelivery,
    applications: discounted.applications,
    originalMinor,
    subtotalMinor,
    discountMinor: discounted.totalMinor,
    totalMinor: subtotalMinor + (pricedDelivery?.totalMinor ?? 0),
  };
}
