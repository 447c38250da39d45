import { expect, it } from "vitest";
import { programmeSettings } from "#app/contracts/programme.ts";
import { readStored } from "#app/contracts/stored-settings.ts";

const campaign = { code: "campaign", id: "double", factor: 2, from: "2026-11-28", to: "2026-11-27" };
const perAmount = { code: "per_amount", points: 1, per: "1.00" };

it("what would be refused of a programme today is read as it was published, with today's defaults", () => {
  const stored = {
    name: "Club",
    earning: [perAmount, campaign],
    expiry: { from: "award", days: 5 },
    availableAfterDays: 9,
  };
  expect(programmeSettings.safeParse(stored).success).toBe(false);
  expect(readStored(programmeSettings, stored)).toMatchObject({
    name: "Club",
    earning: [{ ...perAmount, rounding: "down" }, campaign],
    expiry: { days: 5 },
    guestDays: 365,
  });
});

it("what is in order is read as it is always read", () => {
  const settings = { earning: [perAmount] };
  expect(readStored(programmeSettings, settings)).toEqual(programmeSettings.parse(settings));
});

it("what is no programme at all is told", () => {
  for (const wrong of [
    null,
    { earning: [{ code: "magic" }] },
    { name: 5 },
    { earning: [campaign, { ...perAmount, points: "1" }] },
  ])
    expect(() => readStored(programmeSettings, wrong), JSON.stringify(wrong)).toThrow();
});
