import type { Refusal } from "../contracts/proxy.ts";
import type { Text } from "../contracts/wallet.ts";

/** What a shopper reads when something cannot be done: what happened, what was kept, what to do. */
const MESSAGES: Record<Refusal["code"], Text> = {
  sign_in: {
    en: "Sign in to use your points.",
    nl: "Log in om je punten te gebruiken.",
  },
  not_a_member: {
    en: "You are not a member yet. Create an account to save points.",
    nl: "Je bent nog geen lid. Maak een account aan om punten te sparen.",
  },
  unknown_reward: {
    en: "This reward is not offered any more. Your points are untouched; choose another one.",
    nl: "Deze beloning is er niet meer. Je punten staan er nog; kies een andere.",
  },
  not_enough_points: {
    en: "You do not have enough points for this reward. Nothing was taken.",
    nl: "Je hebt niet genoeg punten voor deze beloning. Er is niets afgeschreven.",
  },
  unknown_reservation: {
    en: "This reward was not found. Your points are untouched; load the page again.",
    nl: "Deze beloning is niet gevonden. Je punten staan er nog; laad de pagina opnieuw.",
  },
  already_used: {
    en: "An order has used this reward already, so it cannot be given back here.",
    nl: "Deze beloning is al bij een bestelling gebruikt en kan hier niet meer terug.",
  },
  not_ready: {
    en: "That did not work just now. Your points are untouched; try again in a moment.",
    nl: "Dat lukte nu even niet. Je punten staan er nog; probeer het zo nog eens.",
  },
  bad_request: {
    en: "This request could not be understood. Your points are untouched; load the page again.",
    nl: "Dit verzoek was niet te begrijpen. Je punten staan er nog; laad de pagina opnieuw.",
  },
  too_many: {
    en: "You hold many rewards already. Use or give back one of them first.",
    nl: "Je hebt al veel beloningen klaarstaan. Gebruik er eerst een of geef er een terug.",
  },
  unknown_offer: {
    en: "This offer is not among yours of this week. Load the page again to see them.",
    nl: "Deze aanbieding hoort niet bij die van jou deze week. Laad de pagina opnieuw om ze te zien.",
  },
  offers_chosen: {
    en: "You have chosen all your offers of this week. New ones come next week.",
    nl: "Je hebt al je aanbiedingen van deze week gekozen. Volgende week komen er nieuwe.",
  },
  unknown_link: {
    en: "This link leads nowhere, or was followed too long ago. Ask your friend for it again.",
    nl: "Deze link leidt nergens heen, of is te lang geleden gevolgd. Vraag hem opnieuw aan je vriend.",
  },
  own_link: {
    en: "This is your own link. Send it to a friend.",
    nl: "Dit is je eigen link. Stuur hem naar een vriend.",
  },
  not_new: {
    en: "This is for a first order, and you have bought here before. Your points are untouched.",
    nl: "Dit is voor een eerste bestelling, en je hebt hier al eerder gekocht. Je punten staan er nog.",
  },
  sold_out: {
    en: "This reward is gone. Your points are untouched; choose another one.",
    nl: "Deze beloning is op. Je punten staan er nog; kies een andere.",
  },
  reward_over: {
    en: "This reward is not on offer at this moment. Your points are untouched.",
    nl: "Deze beloning is er op dit moment niet. Je punten staan er nog.",
  },
  limit_reached: {
    en: "You have had this reward as often as it can be had for now. Your points are untouched.",
    nl: "Je hebt deze beloning zo vaak gehad als nu kan. Je punten staan er nog.",
  },
  not_for_you: {
    en: "This reward is for other members. Your points are untouched; choose another one.",
    nl: "Deze beloning is voor andere leden. Je punten staan er nog; kies een andere.",
  },
  no_reward: {
    en: "No reward fits this cart. Your points are untouched.",
    nl: "Er past geen beloning bij deze winkelwagen. Je punten staan er nog.",
  },
  not_combinable: {
    en: "This reward and the one in your cart cannot be used together. Your points are untouched; take the other one out first.",
    nl: "Deze beloning en die in je winkelwagen gaan niet samen. Je punten staan er nog; haal eerst de andere eruit.",
  },
  bad_points: {
    en: "So many points cannot be chosen here. Your points are untouched; choose one of the steps.",
    nl: "Zoveel punten kun je hier niet kiezen. Je punten staan er nog; kies een van de stappen.",
  },
};

export function refusal(code: Refusal["code"]): Refusal {
  return { ok: false, code, message: MESSAGES[code] };
}
