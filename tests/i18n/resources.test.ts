import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "#app/i18n/en.ts";
import { createFormat } from "#app/i18n/format.ts";
import { chooseLanguage } from "#app/i18n/language.ts";
import { nl } from "#app/i18n/nl.ts";
import { reasonText } from "#app/i18n/reason-text.ts";
import { createTranslator } from "#app/i18n/translator.ts";

const appFolder = path.resolve(import.meta.dirname, "..", "..", "app");

/** Every text with its key, joined by dots. */
function flat(node: object, prefix = ""): [key: string, text: string][] {
  return Object.entries(node).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[`${prefix}${name}`, value]] : flat(value, `${prefix}${name}.`),
  );
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "").sort();
}

describe("the two languages", () => {
  const english = new Map(flat(en));
  const dutch = new Map(flat(nl));

  it("have the same keys", () => {
    expect([...dutch.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("take the same values in each text", () => {
    for (const [key, text] of english) expect(placeholders(dutch.get(key) ?? ""), key).toEqual(placeholders(text));
  });

  it("leave no text empty, and none of more than a word the same in both", () => {
    for (const [key, text] of english) {
      expect(text.trim(), key).not.toBe("");
      if (/[a-z]+ [a-z]/i.test(text.replace(/\{\{\w+\}\}/g, ""))) expect(dutch.get(key), key).not.toBe(text);
    }
  });

  it("have a text for every key that the code names, and no text that nothing names", () => {
    const files = ["routes", "components", "i18n"].flatMap((folder) =>
      readdirSync(path.join(appFolder, folder))
        .filter((file) => /\.tsx?$/.test(file))
        .map((file) => readFileSync(path.join(appFolder, folder, file), "utf8")),
    );
    const code = files.join("\n");
    const named = new Set([...code.matchAll(/\bt\(\s*"([\w.]+)"/g)].map((match) => match[1] ?? ""));
    const families = [...code.matchAll(/\bt\(\s*`([\w.]+)\.\$\{/g)].map((match) => `${match[1]}.`);
    const bare = new Set([...english.keys()].map((key) => key.replace(/_(one|other)$/, "")));
    for (const key of named) expect(bare, `${key} has no text`).toContain(key);
    const unused = [...bare].filter((key) => !named.has(key) && !families.some((family) => key.startsWith(family)));
    expect(unused).toEqual([]);
  });
});

describe("the reader's language", () => {
  const request = (query: string, accept = "") =>
    new Request(`https://zegel.example.com/app${query}`, { headers: { "accept-language": accept } });

  it.each([
    ["?locale=nl", null, "en", "nl"],
    ["?locale=nl-BE", "en", "en", "nl"],
    ["?locale=fr", "nl", "en", "nl"],
    ["", "nl-NL", "en", "nl"],
    ["", null, "fr-FR, nl;q=0.8, en;q=0.5", "nl"],
    ["", null, "de", "en"],
    ["?locale=../../etc", null, "", "en"],
  ])("address %s, session %s and browser %s give %s", (query, session, accept, expected) => {
    expect(chooseLanguage(request(query, accept), session)).toBe(expected);
  });
});

describe("numbers, money and dates", () => {
  const plain = (text: string) => text.replace(/\u00A0|\u202F/g, " ");

  it("are written as the reader writes them, in the shop's currency and time zone", () => {
    const english = createFormat("en", "EUR", "Europe/Amsterdam");
    const dutch = createFormat("nl", "EUR", "Europe/Amsterdam");
    expect(english.number(1234567)).toBe("1,234,567");
    expect(dutch.number(1234567)).toBe("1.234.567");
    expect(plain(english.money(-123456))).toBe("-€1,234.56");
    expect(plain(dutch.money(123456))).toBe("€ 1.234,56");
    expect(english.signed(5)).toBe("+5");
    expect(english.date("2026-06-30T22:30:00.000Z")).toBe("1 Jul 2026");
    expect(dutch.dateTime("2026-06-30T22:30:00.000Z")).toBe("1 jul 2026, 00:30");
  });

  it("keep every digit of an amount, and the decimals of the currency", () => {
    expect(createFormat("en", "JPY", "UTC").money(1500)).toBe("JP¥1,500");
    expect(plain(createFormat("en", "KWD", "UTC").money(1005))).toBe("KWD 1.005");
    expect(createFormat("en", "EUR", "UTC").moneyText("99999999999.99")).toBe("€99,999,999,999.99");
  });

  it("fall back where the shop's settings are not known or not understood", () => {
    expect(createFormat("en", null, "Mars/Olympus").money(500)).toBe("5");
  });
});

describe("why points moved", () => {
  it.each(["en", "nl"] as const)("is a whole sentence in %s for every code", (language) => {
    const { t } = createTranslator(language);
    const reward = { reward: "five", ref: "7K3QXW2M" };
    const sentences = [
      ...["order_award", "order_edited", "order_refunded", "order_cancelled"].map((code) => ({ code, order: "#1001" })),
      ...["reward_reserved", "reward_released", "reward_lapsed"].map((code) => ({ code, ...reward })),
      ...["reward_settled", "reward_returned", "overspend"].map((code) => ({ code, ...reward, order: "#1001" })),
      { code: "order_award_campaign", order: "#1001", factorHundredths: 150 },
      { code: "adjusted", text: "a gift" },
      ...["signed_up", "points_available", "points_expired", "merged", "guest_claimed", "member_erased"].map(
        (code) => ({ code }),
      ),
    ].map((reason) => reasonText(reason, t, "€5.00 off"));
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) {
      expect(sentence).not.toMatch(/\{\{|undefined|reason\./);
      expect(sentence).not.toBe(t("reason.unknown"));
    }
  });

  it("S69: names a campaign's factor as the language writes it", () => {
    const reason = { code: "order_award_campaign", order: "#1001", factorHundredths: 150 };
    expect(reasonText(reason, createTranslator("en").t)).toBe(
      "Earned with order #1001, with 1.5 times the usual points",
    );
    expect(reasonText(reason, createTranslator("nl").t)).toBe(
      "Gespaard met bestelling #1001, met 1,5 keer de gewone punten",
    );
  });

  it("that is not known is a movement of points", () => {
    const { t } = createTranslator("en");
    for (const reason of [null, "x", {}, { code: "new" }, { code: "order_award" }]) {
      expect(reasonText(reason, t)).toBe("Movement of points");
    }
  });
});
