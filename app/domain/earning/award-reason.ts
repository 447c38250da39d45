import type { OrderState } from "../../contracts/order-state.ts";
import type { Reason } from "../../contracts/reason.ts";
import type { Text } from "../../contracts/wallet.ts";
import { type AppliedCampaign, type AwardSnapshot, earnedByRule } from "./award-snapshot.ts";
import { placeWords, timesWords } from "./rule-words.ts";

/** Why an order earned what it did, for its member: what made it more than usual, the rarest first. */
export function awardReason(state: OrderState, snapshot: AwardSnapshot): Reason {
  const order = state.name;
  const given = earnedByRule(snapshot, state).filter(({ points }) => points > 0);
  const why: Text[] = given.flatMap(({ rule }) =>
    rule.code === "milestone" ? [placeWords(rule.which, snapshot.place)] : rule.code === "volume" ? [VOLUME] : [],
  );
  const campaign = given.some(({ campaignPoints }) => campaignPoints > 0) ? campaignOf(snapshot) : undefined;
  if (campaign?.name) why.push(campaign.name);
  else if (campaign && why.length > 0) why.push(timesWords(campaign.factorHundredths));
  if (snapshot.tier && given.some(({ tierPoints }) => tierPoints > 0)) why.push(tierWords(snapshot.tier));
  if (why.length > 0) return { code: "order_award_for", order, why: joined(why) };
  return campaign
    ? { code: "order_award_campaign", order, factorHundredths: campaign.factorHundredths }
    : { code: "order_award", order };
}

const VOLUME: Text = { en: "your purchases passed an agreed sum", nl: "je aankopen passeerden een afgesproken bedrag" };

function tierWords({ name, multiplierHundredths }: NonNullable<AwardSnapshot["tier"]>): Text {
  const times = timesWords(multiplierHundredths);
  return { en: `${times.en} with ${name.en}`, nl: `${times.nl} met ${name.nl}` };
}

function joined(why: readonly Text[]): Text {
  return { en: why.map(({ en }) => en).join(", "), nl: why.map(({ nl }) => nl).join(", ") };
}

/** That of all goods, or the best that a line has. */
function campaignOf({ campaign, campaigns = [], lines }: AwardSnapshot): AppliedCampaign | undefined {
  return campaign ?? campaigns.find((_, index) => lines.some((line) => line.campaign === index));
}
