import type { EarningRuleSettings } from "#app/contracts/earning-rules.ts";
import { isEventRule } from "#app/contracts/event-rules.ts";
import type { ProgrammeSettings } from "#app/contracts/programme.ts";
import type { RewardSettings } from "#app/contracts/rewards.ts";
import { eventSentence } from "#app/domain/earning/events/event-words.ts";
import { campaignWords, ruleWords } from "#app/domain/earning/rule-words.ts";
import { compileCampaigns, compileEarning } from "#app/domain/programme/compile-earning.ts";
import { compileIn } from "#app/domain/programme/compile-in.ts";
import type { Language } from "#app/i18n/language.ts";
import { settingsTitle } from "./reward-title.ts";
import type { Words } from "./words.tsx";

/** "For every €1.00 you get 1 point." */
export function earningSentence(settings: Pick<ProgrammeSettings, "earning">, words: Words): string {
  const sentences = settings.earning.filter(isToldBefore).map((rule) => ruleSentence(rule, words));
  return sentences.length > 0 ? sentences.join(" ") : words.t("programme.sentence.noEarning");
}

/** Who comes into a segment reads of it then: nobody is to wait for it. */
function isToldBefore({ code }: EarningRuleSettings): boolean {
  return code !== "segment";
}

function ruleSentence(rule: EarningRuleSettings, { t, format, points, language }: Words): string {
  switch (rule.code) {
    case "per_amount":
      return t("programme.sentence.earning", { amount: format.moneyText(rule.per), points: points(rule.points) });
    case "per_order":
      return rule.minimum === undefined
        ? t("programme.sentence.perOrder", { points: points(rule.points) })
        : t("programme.sentence.perOrderFrom", {
            amount: format.moneyText(rule.minimum),
            points: points(rule.points),
          });
    case "sign_up":
      return t("programme.sentence.signUp", { points: points(rule.points) });
    case "campaign":
      if (rule.name || rule.goods) return orderRuleSentence(rule, format.currency ?? "EUR", language);
      return t("programme.sentence.campaign", {
        from: rule.from.replace("T", " "),
        to: rule.to.replace("T", " "),
        factor: rule.factor,
      });
    default:
      if (isEventRule(rule)) return eventSentence(rule)[language];
      return orderRuleSentence(rule, format.currency ?? "EUR", language);
  }
}

/** In the domain's own words; of a kind that it has none for, nothing. */
function orderRuleSentence(rule: EarningRuleSettings, currency: string, language: Language): string {
  const shop = compileIn(currency, "UTC");
  const texts = [
    ...compileEarning([rule], shop).map((compiled) => ruleWords(compiled, currency)),
    ...compileCampaigns([rule], shop).map((campaign) => campaignWords(campaign, "UTC")),
  ];
  return texts.map((text) => text[language]).join(" ");
}

/** "100 points: €5.00 off.", one a reward. */
export function rewardSentences(settings: Pick<ProgrammeSettings, "rewards">, words: Words): string[] {
  if (settings.rewards.length === 0) return [words.t("programme.sentence.noRewards")];
  return settings.rewards.map((reward) =>
    words.t("programme.sentence.reward", {
      points: words.points(reward.cost),
      reward: rewardWithMinimum(reward, words),
    }),
  );
}

/** All of it in one breath. */
export function programmeSentences(settings: Pick<ProgrammeSettings, "earning" | "rewards">, words: Words): string {
  return [earningSentence(settings, words), ...rewardSentences(settings, words)].join(" ");
}

/** "€5.00 off, from €50.00 of goods" */
function rewardWithMinimum(reward: RewardSettings, words: Words): string {
  const title = settingsTitle(reward, words);
  if (!("minimumBasket" in reward) || reward.minimumBasket === undefined) return title;
  return `${title}, ${words.t("programme.rewards.from", { amount: words.format.moneyText(reward.minimumBasket) })}`;
}
