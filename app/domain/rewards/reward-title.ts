import type { Text } from "../../contracts/wallet.ts";
import { moneyWords } from "../money/money-words.ts";
import type { Reward } from "../programme/compile-rewards.ts";
import { pointsWords } from "../wallet/points-words.ts";

/** What a reward is, in both languages: "€5.00 off from €50.00", "10% korting, hoogstens € 20,00", or what the merchant calls it. */
export function rewardTitle(reward: Reward, currency: string): Text {
  const phrase = rewardPhrase(reward, currency);
  return { en: capitalized(phrase.en), nl: capitalized(phrase.nl) };
}

/** The same within a sentence: "free shipping". */
export function rewardPhrase(reward: Reward, currency: string): Text {
  if (reward.title !== undefined) return reward.title;
  const { en, nl } = benefit(reward, currency);
  if (reward.minimumMinor === null) return { en, nl };
  const minimum = moneyWords(reward.minimumMinor, currency);
  const comma = en.includes(",") ? "," : "";
  return { en: `${en}${comma} from ${minimum.en}`, nl: `${nl}${comma} vanaf ${minimum.nl}` };
}

function benefit(reward: Reward, currency: string): Text {
  switch (reward.code) {
    case "amount_off": {
      const amount = moneyWords(reward.amountMinor, currency);
      return onGoods(reward.goods, { en: `${amount.en} off`, nl: `${amount.nl} korting` });
    }
    case "any_amount": {
      const amount = moneyWords(reward.stepMinor, currency);
      const points = pointsWords(reward.stepPoints);
      return { en: `${amount.en} off for every ${points.en}`, nl: `${amount.nl} korting per ${points.nl}` };
    }
    case "percent_off": {
      const off = onGoods(reward.goods, { en: `${reward.percent}% off`, nl: `${reward.percent}% korting` });
      return atMost(reward.maximumMinor, currency, off);
    }
    case "free_shipping":
      return atMost(reward.maximumMinor, currency, { en: "free shipping", nl: "gratis verzending" });
    case "free_product":
      return reward.pieces === 1
        ? { en: "a free product", nl: "een gratis product" }
        : { en: `${reward.pieces} free products`, nl: `${reward.pieces} gratis producten` };
    case "buy_x_get_y": {
      const { buy, get, percent, maximumMinor } = reward;
      const off: Text =
        percent === 100 ? { en: "free", nl: "gratis" } : { en: `at ${percent}% off`, nl: `met ${percent}% korting` };
      return atMost(maximumMinor, currency, {
        en: `buy ${buy}, get ${get} ${off.en}`,
        nl: `koop ${buy}, krijg ${get} ${off.nl}`,
      });
    }
  }
}

function onGoods(goods: unknown, { en, nl }: Text): Text {
  if (goods === undefined) return { en, nl };
  return { en: `${en} selected products`, nl: `${nl} op geselecteerde producten` };
}

function atMost(maximumMinor: number | null, currency: string, { en, nl }: Text): Text {
  if (maximumMinor === null) return { en, nl };
  const maximum = moneyWords(maximumMinor, currency);
  return { en: `${en}, at most ${maximum.en}`, nl: `${nl}, hoogstens ${maximum.nl}` };
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
