import type { Translate } from "#app/i18n/translator.ts";

interface Person {
  firstName: string | null;
  lastName: string | null;
  email?: string | null;
  status?: string;
}

/** What to call a member: the name, else the e-mail address, else that there is none. */
export function personName(person: Person, t: Translate): string {
  if (person.status === "erased") return t("members.erasedName");
  const name = [person.firstName, person.lastName].filter((part) => part !== null && part.trim() !== "").join(" ");
  return name || person.email || t("members.nameless");
}
