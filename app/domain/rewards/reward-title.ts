import type { Text } from "../../contracts/wallet.ts";
import { moneyWords } from "../money/money-words.ts";
import type { Reward } from "../programme/compile-rewards.ts";

/** What a reward is, in both languages: "€5.00 off from €50.00", "10% korting, hoogstens € 20,00", "Free shipping". */
export function rewardTitle(reward: Reward, currency: string): Text {
  const phrase = rewardPhrase(reward, currency);
  return { en: capitalized(phrase.en), nl: capitalized(phrase.nl) };
}

/** The same within a sentence: "free shipping". */
export function rewardPhrase(reward: Reward, currency: string): Text {
  const { en, nl } = benefit(reward, currency);
  if (reward.minimumMinor === null) return { en, nl };
  const minimum = moneyWords(reward.minimumMinor, currency);
  return { en: `${en} from ${minimum.en}`, nl: `${nl} vanaf ${minimum.nl}` };
}

function benefit(reward: Reward, currency: string): Text {
  if (reward.code === "amount_off") {
    const amount = moneyWords(reward.amountMinor, currency);
    return { en: `${amount.en} off`, nl: `${amount.nl} korting` };
  }
  const maximum = reward.maximumMinor === null ? null : moneyWords(reward.maximumMinor, currency);
  const limit: Text = maximum ? { en: `, at most ${maximum.en}`, nl: `, hoogstens ${maximum.nl}` } : { en: "", nl: "" };
  if (reward.code === "percent_off") {
    return { en: `${reward.percent}% off${limit.en}`, nl: `${reward.percent}% korting${limit.nl}` };
  }
  return { en: `free shipping${limit.en}`, nl: `gratis verzending${limit.nl}` };
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
