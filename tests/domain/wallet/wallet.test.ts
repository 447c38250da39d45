import { describe, expect, it } from "vitest";
import { programmeSettings } from "#app/contracts/programme.ts";
import { storedWallet } from "#app/contracts/wallet.ts";
import type { Reward } from "#app/domain/programme/compile-rewards.ts";
import { compileProgramme } from "#app/domain/programme/programme.ts";
import { cardOf } from "#app/domain/wallet/card.ts";
import { programmeCardOf } from "#app/domain/wallet/programme-card.ts";
import { type HeldReservation, MOST_RESERVATIONS, walletOf } from "#app/domain/wallet/wallet.ts";

const programme = compileProgramme(1, programmeSettings.parse({ name: "Club Acme" }), "EUR", "Europe/Amsterdam");

const fiveOff: Reward = { id: "five", code: "amount_off", cost: 100, amountMinor: 500, minimumMinor: null };

function held(changes: Partial<HeldReservation> = {}): HeldReservation {
  return {
    ref: "7K3M9QXA",
    rewardId: "five",
    points: 100,
    reward: fiveOff,
    expiresAt: Date.UTC(2026, 0, 6),
    ...changes,
  };
}

/** Dutch amounts are written with a no-break space. */
function plain(text: { en: string; nl: string }): { en: string; nl: string } {
  return { en: text.en.replaceAll("\u00a0", " "), nl: text.nl.replaceAll("\u00a0", " ") };
}

describe("the wallet", () => {
  it("says what each held reservation may take off, in minor units of the shop's currency", () => {
    const reservations = [
      held(),
      held({
        ref: "8K3M9QXB",
        reward: { id: "ten", code: "percent_off", cost: 200, percent: 10, minimumMinor: 5000, maximumMinor: 2000 },
      }),
      held({
        ref: "9K3M9QXC",
        reward: { id: "ship", code: "free_shipping", cost: 50, minimumMinor: null, maximumMinor: null },
      }),
    ];
    expect(walletOf(programme, reservations, [], "EUR")).toEqual({
      version: 2,
      programme: "Club Acme",
      currency: "EUR",
      exponent: 2,
      reservations: [
        { ref: "7K3M9QXA", kind: "amount_off", amountMinor: 500 },
        { ref: "8K3M9QXB", kind: "percent_off", percent: 10, minimumMinor: 5000, maximumMinor: 2000 },
        { ref: "9K3M9QXC", kind: "free_shipping" },
      ],
      standing: [],
      alone: [],
    });
    expect(storedWallet(walletOf(programme, reservations, [], "EUR"))).toEqual([
      2,
      "Club Acme",
      "EUR",
      2,
      [
        ["7K3M9QXA", "a", 500, 0],
        ["8K3M9QXB", "p", 2000, 5000, 10],
        ["9K3M9QXC", "s", null, 0],
      ],
    ]);
  });

  it("says how many decimals its currency has, so that the Function need not know", () => {
    const exponent = (currency: string) => walletOf(programme, [held()], [], currency).exponent;
    expect([exponent("EUR"), exponent("JPY"), exponent("KWD")]).toEqual([2, 0, 3]);
  });

  it("never says the balance", () => {
    expect(JSON.stringify(walletOf(programme, [held()], [], "EUR"))).not.toContain("points");
  });

  it("stays below the 10,000 bytes that the Function sees, whatever is held", () => {
    const large: Reward = {
      id: "x".repeat(32),
      code: "percent_off",
      cost: 1_000_000_000,
      percent: 100,
      minimumMinor: 99_999_999_999_999,
      maximumMinor: 99_999_999_999_999,
    };
    const reservations = Array.from({ length: 500 }, () => held({ reward: large }));
    const wallet = walletOf({ name: "W".repeat(40) }, reservations, [], "EUR");
    expect(wallet.reservations).toHaveLength(MOST_RESERVATIONS);
    expect(Buffer.byteLength(JSON.stringify(storedWallet(wallet)))).toBeLessThan(10_000);
  });
});

describe("the card", () => {
  const card = (available: number, debt = 0) => cardOf(programme, { available, pending: 20, debt }, [held()]);

  it("shows the points with what they are worth", () => {
    expect(plain(card(500).balance)).toEqual({ en: "500 points (worth €25.00)", nl: "500 punten (€ 25,00 waard)" });
    expect(plain(card(1).balance)).toEqual({ en: "1 point (worth €0.05)", nl: "1 punt (€ 0,05 waard)" });
    expect(plain(card(12_345).balance).nl).toBe("12.345 punten (€ 617,25 waard)");
    expect(card(0).balance).toEqual({ en: "0 points", nl: "0 punten" });
  });

  it("rounds the worth down and takes the best fixed amount", () => {
    const rewards: Reward[] = [
      fiveOff,
      { id: "big", code: "amount_off", cost: 300, amountMinor: 2000, minimumMinor: null },
    ];
    const better = cardOf({ ...programme, rewards }, { available: 100, pending: 0, debt: 0 }, []);
    expect(better.balance.en).toBe("100 points (worth €6.66)");
  });

  it("shows points alone where no reward is a fixed amount", () => {
    const rewards: Reward[] = [{ id: "ship", code: "free_shipping", cost: 50, minimumMinor: null, maximumMinor: null }];
    expect(cardOf({ ...programme, rewards }, { available: 70, pending: 0, debt: 0 }, []).balance.en).toBe("70 points");
  });

  it("says what is still to make up after points were spent that a refund took back", () => {
    expect(card(0, 30).balance).toEqual({
      en: "0 points (30 points still to make up)",
      nl: "0 punten (nog 30 punten in te lopen)",
    });
  });

  it("says of each reward whether the balance reaches, and by how much it does not", () => {
    expect(card(500).rewards[0]).toMatchObject({ id: "five", cost: 100, affordable: true, missing: 0 });
    const short = card(80).rewards[0];
    expect(short).toMatchObject({ affordable: false, missing: 20 });
    expect(plain(short!.title)).toEqual({ en: "€5.00 off", nl: "€ 5,00 korting" });
    expect(short!.price).toEqual({ en: "100 points", nl: "100 punten" });
    expect(short!.hint).toEqual({ en: "You need 20 more points.", nl: "Je hebt nog 20 punten nodig." });
    expect(card(99).rewards[0]!.hint).toEqual({ en: "You need 1 more point.", nl: "Je hebt nog 1 punt nodig." });
  });

  it("lists the reservations with their end", () => {
    expect(card(0).reservations[0]).toMatchObject({
      ref: "7K3M9QXA",
      reward: "five",
      points: 100,
      expiresAt: "2026-01-06T00:00:00.000Z",
    });
  });
});

describe("the programme card", () => {
  it("explains the programme in one sentence", () => {
    const { sentence, earn } = programmeCardOf(programme, 0);
    expect(earn).toEqual({ points: 1, perMinor: 100, rounding: "down" });
    expect(plain(sentence)).toEqual({
      en: "For every €1.00 you get 1 point. 100 points are €5.00 off.",
      nl: "Voor elke € 1,00 krijg je 1 punt. 100 punten zijn € 5,00 korting.",
    });
  });

  it("speaks of the cheapest reward, whatever it is", () => {
    const rewards: Reward[] = [
      fiveOff,
      { id: "ship", code: "free_shipping", cost: 40, minimumMinor: 2500, maximumMinor: null },
    ];
    expect(plain(programmeCardOf({ ...programme, rewards }, 0).sentence)).toEqual({
      en: "For every €1.00 you get 1 point. 40 points are free shipping from €25.00.",
      nl: "Voor elke € 1,00 krijg je 1 punt. 40 punten zijn gratis verzending vanaf € 25,00.",
    });
  });

  it("adds several rules up to one ratio and promises no more than they give", () => {
    const rule = { code: "per_amount", basis: "after_discounts", rounding: "up" } as const;
    const earning = [
      { ...rule, points: 1, perMinor: 100 },
      { ...rule, points: 1, perMinor: 250 },
    ];
    expect(programmeCardOf({ ...programme, earning }, 0).earn).toEqual({ points: 7, perMinor: 500, rounding: "down" });
  });

  it("leaves out what the programme does not have", () => {
    const empty = programmeCardOf({ ...programme, earning: [], rewards: [] }, 0);
    expect(empty).toEqual({ version: 1, name: "Club Acme", sentence: { en: "", nl: "" }, rewards: [] });
  });
});
