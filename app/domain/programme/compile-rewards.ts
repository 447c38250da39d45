import type { AudienceSettings } from "../../contracts/audience.ts";
import type { RewardLimitSettings, RewardTermSettings } from "../../contracts/reward-terms.ts";
import type { CartRewardSettings } from "../../contracts/rewards.ts";
import type { SelectionSettings } from "../../contracts/selection.ts";
import type { Text } from "../../contracts/wallet.ts";
import type { CompileIn } from "./compile-in.ts";
import { instantOfLocal } from "./local-time.ts";

/** What points buy, as it is offered. */
export type Reward = DiscountReward | AnyAmountReward;

/** A reward that the Function takes off in the cart. A reservation keeps it as it was when it was made. */
export type DiscountReward = RewardTerms &
  (
    | { code: "amount_off"; amountMinor: number; goods?: SelectionSettings }
    | { code: "percent_off"; percent: number; maximumMinor: number | null; goods?: SelectionSettings }
    | { code: "free_shipping"; maximumMinor: number | null }
    | { code: "free_product"; goods: SelectionSettings; pieces: number }
    | {
        code: "buy_x_get_y";
        buy: number;
        get: number;
        percent: number;
        maximumMinor: number | null;
        goods: SelectionSettings;
        getGoods: SelectionSettings;
      }
  );

/** The shopper chooses the points: whole steps of `stepPoints`, each `stepMinor` off. `cost` is the least. */
export type AnyAmountReward = RewardTerms & {
  code: "any_amount";
  stepPoints: number;
  stepMinor: number;
  /** Null: as many as there are. */
  maximumPoints: number | null;
};

/** What a reward does not say is left out, as it is in reservations from before it could be said. */
export interface RewardTerms {
  id: string;
  cost: number;
  minimumMinor: number | null;
  title?: Text;
  limits?: RewardLimitSettings;
  stock?: number;
  /** Instants, the second exclusive. */
  from?: number;
  to?: number;
  audience?: AudienceSettings;
  isAlone?: true;
  onPartialRefund?: "keep" | "pro_rata";
  onFullRefund?: "keep";
}

export function compileReward(reward: CartRewardSettings, shop: CompileIn): Reward {
  const base = compileTerms(reward, shop);
  switch (reward.code) {
    case "amount_off":
      return { ...base, code: reward.code, amountMinor: shop.money(reward.amount), ...given("goods", reward.goods) };
    case "any_amount": {
      const least = Math.ceil((reward.minimumPoints ?? reward.cost) / reward.cost) * reward.cost;
      const stepMinor = shop.money(reward.amount);
      const maximumPoints = reward.maximumPoints ?? null;
      return { ...base, cost: least, code: reward.code, stepPoints: reward.cost, stepMinor, maximumPoints };
    }
    case "percent_off": {
      const maximumMinor = shop.optionalMoney(reward.maximum);
      return { ...base, code: reward.code, percent: reward.percent, maximumMinor, ...given("goods", reward.goods) };
    }
    case "free_shipping":
      return { ...base, code: reward.code, maximumMinor: shop.optionalMoney(reward.maximum) };
    case "free_product": {
      const { product, variant, pieces } = reward;
      const goods = variant === undefined ? { products: [product ?? ""] } : { variants: [variant] };
      return { ...base, code: reward.code, goods, pieces };
    }
    case "buy_x_get_y": {
      const { buy, get, percent, goods = {}, getGoods = goods } = reward;
      const maximumMinor = shop.optionalMoney(reward.maximum);
      return { ...base, code: reward.code, buy, get, percent, maximumMinor, goods, getGoods };
    }
  }
}

/** What all rewards say, whatever they give. */
export function compileTerms(reward: RewardTermSettings, shop: CompileIn): RewardTerms {
  const { id, cost, title, limits, stock, audience, onPartialRefund } = reward;
  const instant = (local: string | undefined) =>
    local === undefined ? undefined : instantOfLocal(local, shop.timezone);
  return {
    id,
    cost,
    minimumMinor: shop.optionalMoney(reward.minimumBasket),
    ...given("title", title),
    ...given("limits", limits),
    ...given("stock", stock),
    ...given("from", instant(reward.from)),
    ...given("to", instant(reward.to)),
    ...given("audience", audience),
    ...(reward.combines === "alone" ? { isAlone: true as const } : {}),
    ...given("onPartialRefund", onPartialRefund),
    ...(reward.onFullRefund === "keep" ? { onFullRefund: "keep" as const } : {}),
  };
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): { [Each in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [Each in Name]: Value });
}
