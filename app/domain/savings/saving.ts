import type { CardSaving } from "../../contracts/card.ts";
import type { Text } from "../../contracts/wallet.ts";
import type { Programme } from "../programme/programme.ts";
import { rewardTitle } from "../rewards/reward-title.ts";
import { pointsWords } from "../wallet/points-words.ts";

const DAY_MS = 86_400_000;
/** What a member's pace is taken from; of a newer member their whole time, but for their first days, which say little. */
const WINDOW_DAYS = 90;
const LEAST_DAYS = 14;
/** Further ahead nobody can say. */
const FURTHEST_DAYS = 730;

/** What a member saves for, and what their pace is told by. */
export interface Saving {
  rewardId: string;
  /** Points awarded less those taken back in the last 90 days. */
  earnedLately: number;
  /** Epoch milliseconds. */
  joinedAt: number;
}

/** How far somebody is: what is available counts, what is pending, held or owed does not. */
export interface Progress {
  missing: number;
  percent: number;
  isReached: boolean;
}

export function progressOf(available: number, cost: number): Progress {
  const missing = Math.max(0, cost - available);
  // Rounded down, so that the bar is full when the points suffice and not a point before.
  return { missing, percent: missing === 0 ? 100 : Math.floor((available * 100) / cost), isReached: missing === 0 };
}

/** Since when, at the latest, points count for the pace. */
export function paceSince(now: number): number {
  return now - WINDOW_DAYS * DAY_MS;
}

/**
 * The day (UTC, YYYY-MM-DD) on which the missing points come together if the member goes on as in the last 90 days, or as since they joined
 * where that is less, counted as at least 14 days. Null without points in that time, and beyond two years.
 */
export function expectedDay(missing: number, { earnedLately, joinedAt }: Saving, now: number): string | null {
  if (missing === 0 || earnedLately <= 0) return null;
  const days = Math.min(WINDOW_DAYS, Math.max(LEAST_DAYS, Math.ceil((now - joinedAt) / DAY_MS)));
  const ahead = Math.ceil((missing * days) / earnedLately);
  return ahead > FURTHEST_DAYS ? null : new Date(now + ahead * DAY_MS).toISOString().slice(0, 10);
}

/** What may be saved for: every reward on offer, whether it needs a cart or not. */
export function savable(
  programme: Pick<Programme, "rewards" | "claimRewards" | "currency">,
  rewardId: string,
): { cost: number; title: Text } | null {
  const inCart = programme.rewards.find(({ id }) => id === rewardId);
  if (inCart) return { cost: inCart.cost, title: rewardTitle(inCart, programme.currency) };
  const claimed = programme.claimRewards.find(({ id }) => id === rewardId);
  return claimed ? { cost: claimed.cost, title: claimed.title } : null;
}

/** Costs of all that may be saved for, as they are now: a goal follows its reward. */
export function savableCosts(programme: Pick<Programme, "rewards" | "claimRewards">): { id: string; cost: number }[] {
  return [...programme.rewards, ...programme.claimRewards].map(({ id, cost }) => ({ id, cost }));
}

/** What the card shows of it, worded. */
export function savingCard(
  programme: Pick<Programme, "rewards" | "claimRewards" | "currency">,
  available: number,
  saving: Saving,
  now: number,
): CardSaving {
  const reward = savable(programme, saving.rewardId);
  if (reward === null) return goneCard(saving.rewardId);
  const { cost, title } = reward;
  const { missing, percent, isReached } = progressOf(available, cost);
  const expectedOn = expectedDay(missing, saving, now);
  return {
    reward: saving.rewardId,
    title,
    cost,
    missing,
    percent,
    isReached,
    text: isReached ? reachedWords(title) : progressWords(available, cost, missing, expectedOn),
    expectedOn,
  };
}

function goneCard(reward: string): CardSaving {
  const text = {
    en: "What you saved for is not offered any more. Your points are untouched: choose something else.",
    nl: "Waar je voor spaarde is er niet meer. Je punten staan er nog: kies iets anders.",
  };
  const title = { en: reward, nl: reward };
  return { reward, title, cost: 0, missing: 0, percent: 0, isReached: false, text, expectedOn: null };
}

function reachedWords({ en, nl }: Text): Text {
  return { en: `You have the points for ${en}.`, nl: `Je hebt de punten voor ${nl}.` };
}

const english = new Intl.DateTimeFormat("en-IE", { dateStyle: "long", timeZone: "UTC" });
const dutch = new Intl.DateTimeFormat("nl-NL", { dateStyle: "long", timeZone: "UTC" });

/** "60 of 100 points: 40 more points. At your pace you have them about 12 March 2027." */
function progressWords(available: number, cost: number, missing: number, expectedOn: string | null): Text {
  const [of, more] = [pointsWords(cost), pointsWords(missing)];
  const day = expectedOn === null ? null : new Date(expectedOn);
  return {
    en: `${available.toLocaleString("en-IE")} of ${of.en}: ${more.en.replace(" ", " more ")} to go.${day ? ` At your pace you have them about ${english.format(day)}.` : ""}`,
    nl: `${available.toLocaleString("nl-NL")} van ${of.nl}: nog ${more.nl}.${day ? ` In jouw tempo heb je ze rond ${dutch.format(day)}.` : ""}`,
  };
}
