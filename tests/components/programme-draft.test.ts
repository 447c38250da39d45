import { describe, expect, it } from "vitest";
import { draftOf, settingsOf } from "#app/components/programme-draft.ts";
import { programmeSettings } from "#app/contracts/programme.ts";

describe("a programme that is saved from the form", () => {
  it("keeps the settings that the form has no fields for", () => {
    const settings = programmeSettings.parse({
      earning: [
        { code: "per_amount", points: 1, per: "1.00" },
        { code: "per_order", points: 20, minimum: "50.00" },
        { code: "sign_up", points: 50 },
        { code: "campaign", id: "double", factor: 2, from: "2026-11-27", to: "2026-11-30", channels: ["web"] },
      ],
      availableAfterDays: 14,
    });
    expect(settingsOf(draftOf(settings))).toEqual(settings);
  });
});
