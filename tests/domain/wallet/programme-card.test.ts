import { expect, it } from "vitest";
import { programmeCardOf } from "#app/domain/wallet/programme-card.ts";
import { aProgramme } from "#tests/support/a-programme.ts";

it("S13: the programme's sentence tells of points for the order itself, and the ratio leaves them out", () => {
  const programme = aProgramme({
    earning: [
      { code: "per_amount", points: 1, per: "1.00" },
      { code: "per_order", points: 20 },
      { code: "per_order", points: 1, minimum: "50.00" },
    ],
    rewards: [],
  });
  const { earn, sentence } = programmeCardOf(programme);
  expect(earn).toEqual({ points: 1, perMinor: 100, rounding: "down" });
  expect(sentence.en).toBe(
    "For every €1.00 you get 1 point. Each order gets 20 points. An order from €50.00 gets 1 point.",
  );
  expect(sentence.nl.replaceAll("\u00a0", " ")).toBe(
    "Voor elke € 1,00 krijg je 1 punt. Elke bestelling krijgt 20 punten. Een bestelling vanaf € 50,00 krijgt 1 punt.",
  );
});

it("S2: the programme's sentence tells of points for signing up", () => {
  const { sentence } = programmeCardOf(aProgramme({ earning: [{ code: "sign_up", points: 50 }], rewards: [] }));
  expect(sentence).toEqual({ en: "Signing up gets 50 points.", nl: "Aanmelden levert 50 punten op." });
});
