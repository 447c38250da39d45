import { expect, it } from "vitest";
import { cardChangeBetween, programmeCardOf } from "#app/domain/wallet/programme-card.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { NOON } from "#tests/support/an-order.ts";

it("S13: the programme's sentence tells of points for the order itself, and the ratio leaves them out", () => {
  const programme = aProgramme({
    earning: [
      { code: "per_amount", points: 1, per: "1.00" },
      { code: "per_order", points: 20 },
      { code: "per_order", points: 1, minimum: "50.00" },
    ],
    rewards: [],
  });
  const { earn, sentence } = programmeCardOf(programme, NOON);
  expect(earn).toEqual({ points: 1, perMinor: 100, rounding: "down" });
  expect(sentence.en).toBe(
    "For every €1.00 you get 1 point. Each order gets 20 points. An order from €50.00 gets 1 point.",
  );
  expect(sentence.nl.replaceAll("\u00a0", " ")).toBe(
    "Voor elke € 1,00 krijg je 1 punt. Elke bestelling krijgt 20 punten. Een bestelling vanaf € 50,00 krijgt 1 punt.",
  );
});

it("S2: the programme's sentence tells of points for signing up", () => {
  const { sentence } = programmeCardOf(aProgramme({ earning: [{ code: "sign_up", points: 50 }], rewards: [] }), NOON);
  expect(sentence).toEqual({ en: "Signing up gets 50 points.", nl: "Aanmelden levert 50 punten op." });
});

it("S43: of a slider the sentence tells what one step is worth, wherever it begins", () => {
  const slider = { id: "slider", code: "any_amount" as const, cost: 20, amount: "1.00", minimumPoints: 40 };
  const tenth = { id: "tenth", code: "percent_off" as const, cost: 500, percent: 10, maximum: "20.00" };
  const { sentence, rewards } = programmeCardOf(
    aProgramme({ earning: [perEuro], rewards: [slider, { ...tenth, minimumBasket: "50.00" }] }),
    NOON,
  );
  expect(sentence.en).toBe("For every €1.00 you get 1 point. 20 points are €1.00 off.");
  expect(rewards[1]?.title.en).toBe("10% off, at most €20.00, from €50.00");
});

const perEuro = { code: "per_amount" as const, points: 1, per: "1.00" };
const double = { code: "campaign" as const, id: "double", factor: 2, from: "2026-01-05", to: "2026-01-06T00:00" };
const HOUR = 3_600_000;

it("S69: the card tells of a campaign while it runs: the ratio has it, the sentences say both", () => {
  const programme = aProgramme({
    earning: [perEuro, { ...double, name: { en: "Double points", nl: "Dubbele punten" } }],
    rewards: [],
  });
  const during = programmeCardOf(programme, NOON);
  expect(during.earn).toEqual({ points: 1, perMinor: 50, rounding: "down" });
  expect(during.sentence.en).toBe(
    "For every €1.00 you get 1 point. Double points: 2 times the points until 5 Jan 2026, 23:59.",
  );
  expect(during.sentence.nl).toContain("Dubbele punten: 2 keer de punten tot en met 5 jan 2026, 23:59.");
  expect(programmeCardOf(programme, NOON + 24 * HOUR).earn).toEqual({ points: 1, perMinor: 100, rounding: "down" });
});

it("S69: the card is made anew where a campaign began or ended since it was made", () => {
  const programme = aProgramme({ earning: [perEuro, double] });
  const [begins, ends] = [NOON - 13 * HOUR, NOON + 11 * HOUR];
  expect(cardChangeBetween(programme, begins - 1, NOON)).toBe(begins);
  expect(cardChangeBetween(programme, begins, ends - 1)).toBeNull();
  expect(cardChangeBetween(programme, NOON, ends)).toBe(ends);
});

it("S44: what is for everybody and for some goods stands on the card by rule; what is for some members or shops does not", () => {
  const programme = aProgramme({
    earning: [
      { ...perEuro, goods: { tags: ["Sale"], except: { skus: ["A-1"] } }, points: 3, combine: "stop" },
      perEuro,
      { code: "per_product", goods: { vendors: ["Acme"] }, points: 5 },
      { ...perEuro, audience: { tiers: ["gold"] } },
      { ...perEuro, channels: ["pos"] },
      { ...perEuro, locations: ["7"] },
      { ...double, goods: { types: ["Shirt"] } },
      { ...double, id: "b", audience: { tags: ["vip"] } },
    ],
    rewards: [],
  });
  const card = programmeCardOf(programme, NOON);
  expect(card.earn).toEqual({ points: 1, perMinor: 100, rounding: "down" });
  expect(card.goods).toEqual({
    rules: [
      { points: 3, perMinor: 100, rounding: "down", goods: { tags: ["sale"], except: { skus: ["a-1"] } }, stop: true },
      { points: 1, perMinor: 100, rounding: "down" },
      { points: 5, rounding: "down", goods: { vendors: ["acme"] } },
    ],
    campaigns: [{ factorHundredths: 200, goods: { types: ["shirt"] } }],
  });
  expect(card.sentence.nl.replaceAll("\u00a0", " ")).toBe(
    "Voor elke € 1,00 krijg je 1 punt. Voor elke € 1,00 krijg je 3 punten op Sale behalve A-1. Je krijgt 5 punten per stuk op Acme. 2 keer de punten op Shirt tot en met 5 jan 2026, 23:59.",
  );
});

it("S40: what else earns points is told to everybody, one sentence each, but for what is for some members", () => {
  const card = programmeCardOf(
    aProgramme({
      earning: [
        { code: "review", points: 25 },
        { code: "visit", points: 5, audience: { tags: ["vip"] } },
        { code: "event", name: "workshop", points: 100, title: { en: "A workshop", nl: "Een workshop" } },
      ],
    }),
    NOON,
  );
  expect(card.ways).toEqual([
    { en: "Writing a review gets 25 points.", nl: "Een review schrijven levert 25 punten op." },
    { en: "A workshop gets 100 points.", nl: "Een workshop levert 100 punten op." },
  ]);
  expect(programmeCardOf(aProgramme(), NOON)).not.toHaveProperty("ways");
});

it("S20: bringing in friends is told to everybody where everybody may", () => {
  const referrals = { advocate: { points: 200 }, waitDays: 0 };
  expect(programmeCardOf(aProgramme({ referrals }), NOON).referral).toEqual({
    en: "You get 200 points after your friend's first order.",
    nl: "Je krijgt 200 punten na de eerste bestelling van je vriend.",
  });
  const forSome = { ...referrals, audience: { segments: ["champions"] } };
  expect(programmeCardOf(aProgramme({ referrals: forSome }), NOON)).not.toHaveProperty("referral");
  expect(programmeCardOf(aProgramme(), NOON)).not.toHaveProperty("referral");
});
