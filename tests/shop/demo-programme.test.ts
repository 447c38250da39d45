import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { earningRule } from "#app/contracts/earning-rules.ts";
import { reward } from "#app/contracts/rewards.ts";
import { readProgrammeText } from "#app/services/programme-text.ts";
import { demoProgrammeText } from "./demo-programme.ts";

const checked = readProgrammeText(demoProgrammeText(new Date("2026-11-22T10:00:00Z")), "EUR");

test("the demo's programme can be published as it stands", () => {
  expect(checked).toMatchObject({ outcome: "valid" });
});

test("S21: the demo's programme has levels, a membership, offers, referrals, and every kind of reward", () => {
  if (checked.outcome !== "valid") throw new Error("It cannot be published.");
  const { settings } = checked;
  const codes = reward.options.map((each) => each.shape.code.value);
  expect(new Set(settings.rewards.map(({ code }) => code))).toEqual(new Set(codes));
  expect(settings).toMatchObject({ tiers: {}, memberships: [{ id: "premium" }], offers: {}, referrals: {} });
});

test("it earns by every kind of rule but text messages, whole profiles and contracts of volume, which a shop like this does not have", () => {
  if (checked.outcome !== "valid") throw new Error("It cannot be published.");
  const used = new Set<string>(checked.settings.earning.map(({ code }) => code));
  const left = earningRule.options.map((each) => each.shape.code.value).filter((code) => !used.has(code));
  expect(left).toEqual(["volume", "sms", "profile"]);
});

test("the programme that the README shows can be published too", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const shown = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  expect(readProgrammeText(shown, "EUR")).toMatchObject({ outcome: "valid", settings: { name: "Stars" } });
});
