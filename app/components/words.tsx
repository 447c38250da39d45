import { useRouteLoaderData } from "@remix-run/react";
import type { i18n } from "i18next";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { I18nextProvider, useTranslation } from "react-i18next";
import { createFormat, type Format } from "#app/i18n/format.ts";
import type { Language } from "#app/i18n/language.ts";
import { createTranslator, type Translate } from "#app/i18n/translator.ts";

export interface Words {
  t: Translate;
  format: Format;
  language: Language;
  /** "1 point", "1,200 points", with the number as the reader writes it. */
  points(count: number): string;
}

const FormatContext = createContext<{ format: Format; language: Language } | null>(null);

interface WordsProviderProps {
  language: Language;
  /** The shop's, ISO 4217; null while it is not known. */
  currency: string | null;
  timezone: string;
  children: ReactNode;
}

/** Gives all below it texts, numbers, money and dates in one language. */
export function WordsProvider({ language, currency, timezone, children }: WordsProviderProps) {
  const translator: i18n = translatorOf(language);
  const value = useMemo(
    () => ({ language, format: createFormat(language, currency, timezone) }),
    [language, currency, timezone],
  );
  return (
    <I18nextProvider i18n={translator}>
      <FormatContext.Provider value={value}>{children}</FormatContext.Provider>
    </I18nextProvider>
  );
}

/** Texts and formats in the reader's language. Outside of a provider, as on an error page, in the document's. */
export function useWords(): Words {
  const within = useContext(FormatContext);
  const root = useRouteLoaderData("root") as { language: Language } | undefined;
  const language = within?.language ?? root?.language ?? "en";
  const { t } = useTranslation(undefined, within ? undefined : { i18n: translatorOf(language) });
  return useMemo(() => {
    const format = within?.format ?? createFormat(language, null, "UTC");
    return { t, format, language, points: (count) => t("unit.points", { count, value: format.number(count) }) };
  }, [t, within, language]);
}

const translators = new Map<Language, i18n>();

function translatorOf(language: Language): i18n {
  const translator = translators.get(language) ?? createTranslator(language);
  translators.set(language, translator);
  return translator;
}
