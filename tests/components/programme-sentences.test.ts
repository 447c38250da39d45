import { expect, it } from "vitest";
import { earningSentence } from "#app/components/programme-sentences.ts";
import { programmeSettings } from "#app/contracts/programme.ts";
import { createFormat } from "#app/i18n/format.ts";
import type { Language } from "#app/i18n/language.ts";
import { createTranslator } from "#app/i18n/translator.ts";

function sentenceOf(earning: unknown[], language: Language): string {
  const format = createFormat(language, "EUR", "UTC");
  const t = createTranslator(language).t;
  const points = (count: number) => t("unit.points", { count, value: format.number(count) });
  return earningSentence(programmeSettings.parse({ earning, rewards: [] }), { t, format, language, points });
}

const signUp = { code: "sign_up", points: 50 };

it("what customers read leaves out what is to be no promise: points for coming into a segment", () => {
  const winBack = { code: "segment", segment: "sleepers", points: 250 };
  expect(sentenceOf([signUp, winBack], "en")).toBe("A new customer gets 50 points for signing up.");
});

it("S69: a campaign is told by its name and its goods where it has them", () => {
  const campaign = { code: "campaign", id: "c", factor: 2, from: "2026-01-05", to: "2026-01-12" };
  const goods = { collections: ["kitchen"] };
  const name = { en: "Canal weeks", nl: "Grachtenweken" };
  expect(sentenceOf([{ ...campaign, goods, name }], "en")).toMatch(/^Canal weeks: 2 times the points on kitchen until/);
  expect(sentenceOf([{ ...campaign, goods, name }], "nl")).toMatch(/^Grachtenweken: 2 keer de punten op kitchen/);
  expect(sentenceOf([campaign], "en")).toBe("From 2026-01-05 to 2026-01-12: 2 times the points.");
});
