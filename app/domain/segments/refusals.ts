import type { SegmentFact } from "../../contracts/segments.ts";

/** Why a segment cannot be used, for its merchant. */
export interface Refusal {
  /** Leads to the condition, joined by dots: "condition.all.0". */
  path: string;
  code: "not_collected" | "empty_range";
  sentence: { en: string; nl: string };
}

/** What a shop may collect of its customers beside their orders and points. */
export type PersonalFact = "age" | "gender" | "country" | "city" | "interest" | "tag" | "buys_often" | "tier";

const NAMES: Record<PersonalFact, { en: string; nl: string }> = {
  age: { en: "ages", nl: "leeftijden" },
  gender: { en: "genders", nl: "geslachten" },
  country: { en: "countries", nl: "landen" },
  city: { en: "cities", nl: "woonplaatsen" },
  interest: { en: "interests", nl: "interesses" },
  tag: { en: "customer tags", nl: "klanttags" },
  buys_often: { en: "favourite products", nl: "favoriete producten" },
  tier: { en: "tiers", nl: "niveaus" },
};

/** What a merchant says under `customerFacts` so that it is kept. */
const SETTINGS: Partial<Record<PersonalFact, string>> = {
  age: "birthday",
  gender: "gender",
  country: "place",
  city: "place",
  interest: "interests",
};

export function isPersonal(code: SegmentFact["code"]): code is PersonalFact {
  return code in NAMES;
}

export function notCollected(path: string, fact: PersonalFact): Refusal {
  const name = NAMES[fact];
  const setting = SETTINGS[fact];
  const way = setting
    ? {
        en: `Switch ${setting} on under customerFacts in your programme, or take it out of the segment.`,
        nl: `Zet ${setting} aan bij customerFacts in je programma, of haal hem uit het segment.`,
      }
    : { en: "Take it out of the segment.", nl: "Haal hem uit het segment." };
  return {
    path,
    code: "not_collected",
    sentence: {
      en: `Your customers' ${name.en} are not collected, so this condition would match nobody. ${way.en}`,
      nl: `De ${name.nl} van je klanten worden niet verzameld, dus deze voorwaarde zou niemand vinden. ${way.nl}`,
    },
  };
}

export function emptyRange(path: string, atLeast: number | string, atMost: number | string): Refusal {
  return {
    path,
    code: "empty_range",
    sentence: {
      en: `Nothing is at least ${atLeast} and at most ${atMost}. Swap the two, or leave one out.`,
      nl: `Niets is minstens ${atLeast} en hoogstens ${atMost}. Draai ze om, of laat er een weg.`,
    },
  };
}
