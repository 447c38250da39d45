export const languages = ["en", "nl"] as const;
export type Language = (typeof languages)[number];

/** "nl", "nl-BE" and "nl_NL" are Dutch. Null for a language that we do not speak. */
function spoken(tag: string | null | undefined): Language | null {
  const code = (tag ?? "").trim().toLowerCase().split(/[-_;]/)[0];
  return languages.find((language) => language === code) ?? null;
}

/**
 * The language for a reader in Shopify's admin: what the admin says (`locale` in the address of the frame), then what the
 * session knows of the user, then the browser's wishes in their order, then English.
 */
export function chooseLanguage(request: Request, sessionLocale?: string | null): Language {
  const inAddress = spoken(new URL(request.url).searchParams.get("locale"));
  const wishes = (request.headers.get("accept-language") ?? "").split(",").map(spoken);
  return inAddress ?? spoken(sessionLocale) ?? wishes.find((wish) => wish !== null) ?? "en";
}
