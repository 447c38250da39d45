import type { CustomerWithFactsPayload } from "../../contracts/customer-webhooks.ts";
import type { CollectedFacts } from "../programme/compile-facts.ts";
import { isBirthday } from "./birthday.ts";
import { type ToldFacts, wordFacts } from "./known-facts.ts";

/** Shopify's own metafield for it. */
export const BIRTH_DATE = "facts.birth_date";

type Told = ToldFacts["facts"][number];

/** What a customer's payload tells beside names and address, as far as the shop collects it. Who has no default address has no place. */
export function factsOfPayload(
  payload: Pick<CustomerWithFactsPayload, "default_address" | "metafields">,
  collected: CollectedFacts,
  today: string,
): { facts: Told[]; whole: ToldFacts["whole"] } {
  const values = new Map(payload.metafields?.map(({ namespace, key, value }) => [`${namespace}.${key}`, value]));
  return factsOfCustomer(
    {
      address: payload.default_address === undefined ? undefined : placeOf(payload.default_address),
      metafield: (name) => values.get(name),
    },
    collected,
    today,
  );
}

function placeOf(address: CustomerWithFactsPayload["default_address"]): {
  country: string | null;
  city: string | null;
} {
  return { country: address?.country_code || null, city: address?.city?.trim() || null };
}

/** The same of a customer who was read otherwise. What was not told (undefined) is left as it is known. */
export function factsOfCustomer(
  customer: {
    address: { country: string | null; city: string | null } | undefined;
    metafield(name: string): string | null | undefined;
  },
  collected: CollectedFacts,
  today: string,
): { facts: Told[]; whole: ToldFacts["whole"] } {
  const facts: Told[] = [];
  const birthday = collected.birthday ? customer.metafield(BIRTH_DATE) : undefined;
  if (birthday && isBirthday(birthday, today)) facts.push({ fact: "birthday", value: birthday });
  if (collected.place && customer.address) {
    facts.push({ fact: "country", value: customer.address.country }, { fact: "city", value: customer.address.city });
  }
  const gender = collected.gender === null ? undefined : customer.metafield(collected.gender);
  if (gender) facts.push({ fact: "gender", value: gender.trim().slice(0, 60) });
  const interests = collected.interests === null ? undefined : customer.metafield(collected.interests);
  if (!interests) return { facts, whole: [] };
  return { facts: [...facts, ...wordFacts("interest", wordsIn(interests))], whole: ["interest"] };
}

/** A list metafield is JSON; a text has commas. */
function wordsIn(value: string): string[] {
  if (!value.startsWith("[")) return value.split(",");
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}
