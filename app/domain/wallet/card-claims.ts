import type { Card, CardClaim, CardReward, ClaimDetail } from "../../contracts/card.ts";
import type { Text } from "../../contracts/wallet.ts";
import type { ClaimReward } from "../programme/compile-claim-rewards.ts";
import type { Programme } from "../programme/programme.ts";
import { type ClaimStatus, isOver, mayBecome } from "../rewards/claim.ts";
import type { TermsRefusal } from "../rewards/reward-terms.ts";
import { type Saving, savingCard } from "../savings/saving.ts";
import { GONE } from "./card.ts";
import { pointsWords } from "./points-words.ts";

/** What of a claim is shown. */
export interface ShownClaim {
  ref: string;
  rewardId: string;
  reward: ClaimReward;
  points: number;
  status: ClaimStatus;
  /** Epoch milliseconds. */
  createdAt: number;
  endsAt: number | null;
  giftCode: string | null;
  note: string | null;
  /** Whether Shopify has been asked for it and has not answered. */
  isAsked: boolean;
}

/** So many of a member's claims stand on the card, the newest first. */
export const CLAIMS_ON_CARD = 10;

/** What a card says beside cart rewards; parts without anything to say are left out. */
export function claimParts(
  programme: Pick<Programme, "rewards" | "claimRewards" | "currency">,
  available: number,
  { claims, saving }: { claims: readonly ShownClaim[]; saving: Saving | null },
  refused: ReadonlyMap<string, TermsRefusal>,
  now: number,
): Pick<Card, "claimable" | "claims" | "saving"> {
  const offered = [...programme.claimRewards].sort((a, b) => a.cost - b.cost).filter((reward) => !isOver(reward, now));
  const claimable = offered.flatMap((reward) => cardReward(reward, available, refused.get(reward.id)));
  return {
    ...(claimable.length === 0 ? {} : { claimable }),
    ...(claims.length === 0 ? {} : { claims: claims.map(cardClaim) }),
    ...(saving === null ? {} : { saving: savingCard(programme, available, saving, now) }),
  };
}

/** Those that are not for somebody, or not on offer, are left out; those that are gone for now say so, but where one may wait for a place. */
function cardReward(reward: ClaimReward, available: number, why: TermsRefusal | undefined): CardReward[] {
  if (why === "reward_over" || why === "not_for_you") return [];
  const missing = Math.max(0, reward.cost - available);
  const points = pointsWords(missing);
  const shown: CardReward = {
    id: reward.id,
    cost: reward.cost,
    title: reward.title,
    price: pointsWords(reward.cost),
    affordable: missing === 0,
    missing,
    hint:
      missing === 0
        ? (reward.description ?? { en: "You have enough points.", nl: "Je hebt genoeg punten." })
        : { en: `You need ${points.en.replace(" ", " more ")}.`, nl: `Je hebt nog ${points.nl} nodig.` },
  };
  if (why === undefined) return [shown];
  const canWait = why === "sold_out" && reward.code === "experience" && reward.hasWaitingList;
  if (canWait) return [missing === 0 ? { ...shown, hint: WAIT } : shown];
  return [{ ...shown, affordable: false, hint: GONE[why] }];
}

const WAIT: Text = {
  en: "All places are taken: wait for one, with your points held.",
  nl: "Alle plaatsen zijn bezet: wacht op een plaats, met je punten vastgehouden.",
};

export function cardClaim(claim: ShownClaim): CardClaim {
  const canGiveBack =
    !claim.isAsked && (mayBecome(claim, "released", "member") || mayBecome(claim, "returned", "member"));
  return {
    ref: claim.ref,
    reward: claim.rewardId,
    points: claim.points,
    title: claim.reward.title,
    text: claimWords(claim),
    status: claim.status,
    canGiveBack,
    hasMore: claim.note !== null || (isTheirs(claim) && (claim.giftCode !== null || claim.reward.code === "custom")),
  };
}

export function claimDetail(claim: ShownClaim): ClaimDetail {
  return {
    ...cardClaim(claim),
    claimedAt: new Date(claim.createdAt).toISOString(),
    endsAt: claim.endsAt === null ? null : new Date(claim.endsAt).toISOString(),
    code: isTheirs(claim) ? claim.giftCode : null,
    instructions: isTheirs(claim) && claim.reward.code === "custom" ? claim.reward.instructions : null,
    note: claim.note,
  };
}

function isTheirs({ status }: Pick<ShownClaim, "status">): boolean {
  return status === "ready" || status === "fulfilled";
}

/** Where a claim stands, for the member who made it. */
export function claimWords({ status, reward, points }: Pick<ShownClaim, "status" | "reward" | "points">): Text {
  const back = pointsWords(points);
  switch (status) {
    case "waiting":
      return {
        en: "All places are taken: you are on the waiting list, and your points are held.",
        nl: "Alle plaatsen zijn bezet: je staat op de wachtlijst en je punten worden vastgehouden.",
      };
    case "claimed":
      return reward.code === "physical_gift"
        ? {
            en: "The shop prepares it. Your points are held.",
            nl: "De winkel maakt het klaar. Je punten worden vastgehouden.",
          }
        : { en: "On its way: this takes a moment.", nl: "Onderweg: dit duurt heel even." };
    case "ready":
      return READY[reward.code] ?? READY.custom;
    case "fulfilled":
      return FULFILLED[reward.code] ?? { en: "Done. Enjoy it!", nl: "Klaar. Veel plezier ermee!" };
    case "released":
      return { en: `You gave it back: ${back.en} returned.`, nl: `Je hebt het teruggegeven: ${back.nl} terug.` };
    case "refused":
      return {
        en: `The shop could not give you this. You have your ${back.en} back; choose something else or ask the shop.`,
        nl: `De winkel kon je dit niet geven. Je hebt je ${back.nl} terug; kies iets anders of vraag het de winkel.`,
      };
    case "returned":
      return { en: `This was taken back: ${back.en} returned.`, nl: `Dit is teruggenomen: ${back.nl} terug.` };
  }
}

const READY: Partial<Record<ClaimReward["code"], Text>> & { custom: Text } = {
  exclusive_product: { en: "It is open to you.", nl: "Het staat voor je open." },
  early_access: { en: "You have early access.", nl: "Je hebt vroege toegang." },
  experience: { en: "Your place is booked.", nl: "Je plaats is geboekt." },
  physical_gift: { en: "It is ready for you.", nl: "Het ligt voor je klaar." },
  custom: { en: "It is yours: see how to use it.", nl: "Het is van jou: kijk hoe je het gebruikt." },
};

const FULFILLED: Partial<Record<ClaimReward["code"], Text>> = {
  gift_card: { en: "Your gift card is ready.", nl: "Je cadeaukaart is klaar." },
  store_credit: { en: "The credit is in your account.", nl: "Het tegoed staat in je account." },
  donation: { en: "Given in your name. Thank you!", nl: "Namens jou gegeven. Dank je wel!" },
  exclusive_product: { en: "Used.", nl: "Gebruikt." },
  early_access: { en: "This access is over.", nl: "Deze toegang is voorbij." },
};
