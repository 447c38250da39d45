import type { EventRuleCode, EventRuleSettings, ProfileField } from "../../../contracts/event-rules.ts";
import type { Text } from "../../../contracts/wallet.ts";
import { pointsWords } from "../../wallet/points-words.ts";

/** What a rule is called where a merchant chooses one. */
export const EVENT_RULE_LABELS: Record<EventRuleCode, Text> = {
  newsletter: { en: "Subscribing to the newsletter", nl: "Inschrijven voor de nieuwsbrief" },
  sms: { en: "Saying yes to text messages", nl: "Toestemming voor sms-berichten" },
  birthday: { en: "Birthday", nl: "Verjaardag" },
  profile: { en: "Completing the profile", nl: "Profiel aanvullen" },
  review: { en: "Writing a review", nl: "Een review schrijven" },
  social: { en: "Following or sharing", nl: "Volgen of delen" },
  visit: { en: "Visiting the shop", nl: "De winkel bezoeken" },
  code: { en: "Entering a code", nl: "Een code invoeren" },
  segment: { en: "Coming into a segment", nl: "In een segment komen" },
  event: { en: "An action of your own", nl: "Een eigen actie" },
};

const FIELDS: Record<ProfileField, Text> = {
  name: { en: "name", nl: "naam" },
  birthday: { en: "birthday", nl: "verjaardag" },
  gender: { en: "gender", nl: "geslacht" },
  country: { en: "country", nl: "land" },
  city: { en: "city", nl: "woonplaats" },
  interests: { en: "interests", nl: "interesses" },
  newsletter: { en: "newsletter", nl: "nieuwsbrief" },
  sms: { en: "text messages", nl: "sms-berichten" },
};

/** What members read of a custom event: the merchant's words, or its name with spaces. */
export function eventTitle({ name, title }: { name: string; title?: Text | null | undefined }): Text {
  const plain = name.replace(/[_-]+/g, " ");
  return title ?? { en: plain, nl: plain };
}

/** "Writing a review gets 50 points, with a picture 75 points." */
export function eventSentence(rule: EventRuleSettings): Text {
  switch (rule.code) {
    case "newsletter":
      return gets(rule.points, { en: "Subscribing to the newsletter", nl: "Inschrijven voor de nieuwsbrief" });
    case "sms":
      return gets(rule.points, { en: "Saying yes to text messages", nl: "Toestemming voor sms-berichten" });
    case "birthday":
      return gets(rule.points, { en: "Your birthday", nl: "Je verjaardag" });
    case "profile": {
      const fields = rule.fields.map((field) => FIELDS[field]);
      return gets(rule.points, {
        en: `A profile with ${inWords(
          fields.map(({ en }) => en),
          "and",
        )}`,
        nl: `Een profiel met ${inWords(
          fields.map(({ nl }) => nl),
          "en",
        )}`,
      });
    }
    case "review":
      return reviewSentence(rule.points, rule.photoBonus);
    case "social":
      return socialSentence(rule);
    case "visit":
      return gets(rule.points, { en: "A visit to our shop", nl: "Een bezoek aan onze winkel" });
    case "code":
      return gets(rule.points, { en: "Entering a code from us", nl: "Een code van ons invoeren" });
    case "segment":
      return gets(rule.points, {
        en: `Coming into the segment “${rule.segment}”`,
        nl: `In het segment ‘${rule.segment}’ komen`,
      });
    case "event":
      return customSentence(rule);
  }
}

/** What members read whom a segment brought points; nobody is told what they are sorted as. */
export function segmentTitle({ segment, title }: Pick<Rule<"segment">, "segment" | "title">): Text {
  return title ?? SEGMENT_TITLES[segment] ?? { en: "A present from us", nl: "Een cadeautje van ons" };
}

const SEGMENT_TITLES: Record<string, Text> = {
  sleepers: { en: "We miss you!", nl: "We missen je!" },
  pearls: { en: "See you again soon!", nl: "Tot snel weer!" },
  champions: { en: "Thank you for coming back so often", nl: "Bedankt dat je zo vaak terugkomt" },
};

function gets(points: number, what: Text): Text {
  const words = pointsWords(points);
  return { en: `${what.en} gets ${words.en}.`, nl: `${what.nl} levert ${words.nl} op.` };
}

function reviewSentence(points: number, bonus: number | undefined): Text {
  const plain = gets(points, { en: "Writing a review", nl: "Een review schrijven" });
  if (bonus === undefined) return plain;
  const more = pointsWords(points + bonus);
  return {
    en: `${plain.en.slice(0, -1)}, with a picture ${more.en}.`,
    nl: `${plain.nl.slice(0, -1)}, met een foto ${more.nl}.`,
  };
}

type Rule<Code extends EventRuleCode> = Extract<EventRuleSettings, { code: Code }>;

function socialSentence({ points, action, networks }: Rule<"social">): Text {
  const en = networks ? inWords(networks.map(named), "or") : "social media";
  const nl = networks ? inWords(networks.map(named), "of") : "social media";
  return action === "follow"
    ? gets(points, { en: `Following us on ${en}`, nl: `Ons volgen op ${nl}` })
    : gets(points, { en: `Sharing on ${en}`, nl: `Delen op ${nl}` });
}

function customSentence(rule: Rule<"event">): Text {
  const title = eventTitle(rule);
  const what = { en: capital(title.en), nl: capital(title.nl) };
  if (!rule.byNumber) return gets(rule.points ?? 0, what);
  const most = pointsWords(rule.byNumber.atMost);
  return { en: `${what.en} gets up to ${most.en}.`, nl: `${what.nl} levert tot ${most.nl} op.` };
}

/** Names that people write with a capital of their own. */
const NETWORKS: Record<string, string> = { tiktok: "TikTok", youtube: "YouTube", linkedin: "LinkedIn", x: "X" };

/** "instagram" is "Instagram". */
export function named(network: string): string {
  return NETWORKS[network.toLowerCase()] ?? capital(network);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a, b and c" */
function inWords(words: readonly string[], and: string): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${and} ${words.at(-1)}`;
}
