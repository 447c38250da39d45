import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** A storefront's words in one language: texts by dotted key, with plural forms below a key. */
export interface Words {
  language: string;
  /** The text of a key, its plural form chosen by `count`; a complaint in Shopify's words when there is none. */
  translate(key: string, values: Record<string, unknown>): string;
}

const tree = z.record(z.string(), z.unknown());

/**
 * Reads `locales/` as Shopify does: `nl.json` for Dutch, what it lacks from the file named `*.default.json`. Throws on text that is no JSON.
 */
export function readWords(folder: string, language: string): Words {
  const own = readLocale(folder, (name) => name === `${language}.json` || name === `${language}.default.json`);
  const fallback = readLocale(folder, (name) => name.endsWith(".default.json"));
  const plural = new Intl.PluralRules(language);
  return {
    language,
    translate(key, values) {
      const found = lookUp(own, key) ?? lookUp(fallback, key);
      const text = typeof found === "string" ? found : pluralForm(found, values.count, plural);
      if (text === null) return `Translation missing: ${language}.${key}`;
      const isHtml = key.endsWith("_html") || key.endsWith(".html");
      const filled = text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => {
        const value = String(values[name] ?? "");
        return isHtml ? escapeHtml(value) : value;
      });
      return isHtml ? filled : escapeHtml(filled);
    },
  };
}

function readLocale(folder: string, isWanted: (name: string) => boolean): Record<string, unknown> {
  if (!existsSync(folder)) return {};
  const name = readdirSync(folder).find((each) => !each.includes(".schema.") && isWanted(each));
  return name ? tree.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))) : {};
}

function lookUp(words: Record<string, unknown>, key: string): unknown {
  let found: unknown = words;
  for (const part of key.split(".")) found = tree.safeParse(found).data?.[part];
  return found;
}

function pluralForm(found: unknown, count: unknown, plural: Intl.PluralRules): string | null {
  const forms = tree.safeParse(found).data;
  if (!forms || count === undefined) return null;
  const form = forms[plural.select(Number(count))] ?? forms.other;
  return typeof form === "string" ? form : null;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
