import type { ProgrammeSettings } from "../../contracts/programme.ts";

/** What is kept of customers beside tags and consent. */
export interface CollectedFacts {
  birthday: boolean;
  /** Country and town. */
  place: boolean;
  /** The metafield that holds it, as "namespace.key"; null where it is not kept. */
  gender: string | null;
  interests: string | null;
}

/** What the settings ask for, and what their rules cannot do without. */
export function collectedFacts({
  customerFacts = {},
  earning,
}: Pick<ProgrammeSettings, "customerFacts" | "earning">): CollectedFacts {
  const fields = new Set(earning.flatMap((rule) => (rule.code === "profile" ? rule.fields : [])));
  const hasBirthdays = fields.has("birthday") || earning.some((rule) => rule.code === "birthday");
  return {
    birthday: customerFacts.birthday ?? hasBirthdays,
    place: customerFacts.place ?? (fields.has("country") || fields.has("city")),
    gender: customerFacts.gender ?? null,
    interests: customerFacts.interests ?? null,
  };
}
