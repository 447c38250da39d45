import type { ClaimRewardSettings } from "../../contracts/claim-rewards.ts";
import type { SelectionSettings } from "../../contracts/selection.ts";
import type { Text } from "../../contracts/wallet.ts";
import { moneyWords } from "../money/money-words.ts";
import type { CompileIn } from "./compile-in.ts";
import { compileTerms, type RewardTerms } from "./compile-rewards.ts";
import { instantOfLocal } from "./local-time.ts";

/** What points buy without a cart. A claim keeps the reward as it was when it was made. */
export type ClaimReward = RewardTerms & { title: Text; description: Text | null } & ClaimKind;

export type ClaimKind =
  | { code: "gift_card" | "store_credit"; amountMinor: number; expiresAfterDays: number | null }
  /** `untilAt` and `at` in epoch milliseconds. */
  | {
      code: "exclusive_product" | "early_access";
      tag: string;
      days: number | null;
      untilAt: number | null;
      /** An order with one of these uses it up. */
      goods?: SelectionSettings;
    }
  | { code: "experience"; at: number; place: string | null; hasWaitingList: boolean }
  | { code: "physical_gift" }
  | { code: "donation"; cause: string; amountMinor: number }
  | { code: "custom"; instructions: Text };

export function compileClaimReward(reward: ClaimRewardSettings, shop: CompileIn): ClaimReward {
  const kind = kindOf(reward, shop);
  const terms = compileTerms({ ...reward, combines: "with_others", onFullRefund: "return" }, shop);
  const title = reward.title ?? titleOf(kind, shop.currency);
  return { ...terms, ...kind, title, description: reward.description ?? null };
}

function kindOf(reward: ClaimRewardSettings, shop: CompileIn): ClaimKind {
  switch (reward.code) {
    case "gift_card":
    case "store_credit": {
      const expiresAfterDays = reward.expiresAfterDays ?? null;
      return { code: reward.code, amountMinor: shop.money(reward.amount), expiresAfterDays };
    }
    case "exclusive_product":
      return {
        code: reward.code,
        tag: reward.tag,
        days: reward.days ?? null,
        untilAt: null,
        ...(reward.goods ? { goods: reward.goods } : {}),
      };
    case "early_access": {
      const untilAt = reward.until === undefined ? null : instantOfLocal(reward.until, shop.timezone);
      return { code: reward.code, tag: reward.tag, days: reward.days ?? null, untilAt };
    }
    case "experience": {
      const at = instantOfLocal(reward.date, shop.timezone);
      return { code: reward.code, at, place: reward.place ?? null, hasWaitingList: reward.waitingList };
    }
    case "physical_gift":
      return { code: reward.code };
    case "donation":
      return { code: reward.code, cause: reward.cause, amountMinor: shop.money(reward.amount) };
    case "custom":
      return { code: reward.code, instructions: reward.instructions };
  }
}

/** For kinds that an amount describes well enough. */
function titleOf(kind: ClaimKind, currency: string): Text {
  const amount = "amountMinor" in kind ? moneyWords(kind.amountMinor, currency) : { en: "", nl: "" };
  if (kind.code === "gift_card") return { en: `Gift card of ${amount.en}`, nl: `Cadeaukaart van ${amount.nl}` };
  if (kind.code === "donation") return { en: `${amount.en} for ${kind.cause}`, nl: `${amount.nl} voor ${kind.cause}` };
  return { en: `${amount.en} of store credit`, nl: `${amount.nl} winkeltegoed` };
}
