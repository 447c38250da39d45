import type { SegmentCondition } from "../../contracts/segments.ts";
import { ageOn } from "../customers/birthday.ts";
import type { KnownFact } from "../customers/known-facts.ts";
import type { CollectedFacts } from "../programme/compile-facts.ts";
import type { Person } from "./customer.ts";
import { isPersonal, type PersonalFact } from "./refusals.ts";

/** What segments may ask of a shop's customers, by what its programme keeps. Tags are kept in any case. */
export function personalFacts(collected: CollectedFacts, hasTiers: boolean): ReadonlySet<PersonalFact> {
  const facts = new Set<PersonalFact>(["tag"]);
  if (collected.birthday) facts.add("age");
  if (collected.gender !== null) facts.add("gender");
  if (collected.place) facts.add("country").add("city");
  if (collected.interests !== null) facts.add("interest");
  if (hasTiers) facts.add("tier");
  return facts;
}

/** Whether a condition asks who a customer is, and not only what they bought. */
export function asksWho(condition: SegmentCondition): boolean {
  if ("all" in condition) return condition.all.some(asksWho);
  if ("any" in condition) return condition.any.some(asksWho);
  if ("not" in condition) return asksWho(condition.not);
  return isPersonal(condition.code);
}

/** Who somebody is on a day of the shop's calendar. */
export function personOf(facts: readonly KnownFact[], tier: string | null, today: string): Person {
  const person: Person = tier === null ? {} : { tier };
  const words = { tag: [] as string[], interest: [] as string[] };
  for (const { fact, value } of facts) {
    if (value === null) continue;
    if (fact === "tag" || fact === "interest") words[fact].push(value);
    else if (fact === "birthday") person.age = ageOn(value, today);
    else if (fact === "gender" || fact === "country" || fact === "city") person[fact] = value;
  }
  return { ...person, tags: words.tag, interests: words.interest };
}
