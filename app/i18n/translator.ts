import { createInstance, type i18n, type TFunction } from "i18next";
import { en } from "./en.ts";
import type { Language } from "./language.ts";
import { nl } from "./nl.ts";

export type Translate = TFunction<"translation", undefined>;

/** Texts in one language, ready at once. React escapes what it prints, so values go in as they are. */
export function createTranslator(language: Language): i18n {
  const translator = createInstance();
  void translator.init({
    lng: language,
    fallbackLng: "en",
    resources: { en: { translation: en }, nl: { translation: nl } },
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  return translator;
}
