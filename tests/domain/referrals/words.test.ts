import { describe, expect, it } from "vitest";
import { cardReferralOf, REASON_WORDS, STATE_WORDS, termsWords } from "#app/domain/referrals/words.ts";
import { someTerms } from "./a-referral.ts";

/** Spaces of Dutch amounts do not break lines; here they read like any. */
const plain = (text: string) => text.replaceAll(/\s/g, " ");
const words = (terms: Parameters<typeof someTerms>[0]) => {
  const { en, nl } = termsWords(someTerms(terms), "EUR");
  return [plain(en), plain(nl)];
};

describe("S20: what a member reads of bringing in friends", () => {
  it("says what both get, when, and from what order on", () => {
    expect(words({})).toEqual([
      "You get 200 points 14 days after your friend's first order. Your friend gets 50 points with it.",
      "Je krijgt 200 punten 14 dagen na de eerste bestelling van je vriend. Je vriend krijgt daarbij 50 punten.",
    ]);
    expect(words({ minimumMinor: 2000, waitDays: 1, friend: null })).toEqual([
      "You get 200 points 1 day after your friend's first order from €20.00.",
      "Je krijgt 200 punten 1 dag na de eerste bestelling vanaf € 20,00 van je vriend.",
    ]);
    expect(words({ waitDays: 0, friend: { points: 1, at: "sign_up" } })).toEqual([
      "You get 200 points after your friend's first order. Your friend gets 1 point for signing up.",
      "Je krijgt 200 punten na de eerste bestelling van je vriend. Je vriend krijgt 1 punt voor het aanmelden.",
    ]);
  });

  it("names what the friend gets off", () => {
    const off = { code: "percent_off" as const, percent: 10, maximumMinor: 500, minimumMinor: 2000 };
    expect(words({ waitDays: 0, friend: { reward: off } })).toEqual([
      "You get 200 points after your friend's first order. Your friend gets 10% off on it (up to €5.00, from €20.00).",
      "Je krijgt 200 punten na de eerste bestelling van je vriend. Je vriend krijgt daarop 10% korting (hoogstens € 5,00, vanaf € 20,00).",
    ]);
  });

  it("has a link under the shop's own address, and words to send along", () => {
    const counts = { invited: 3, ordered: 2, awarded: 1 };
    const programme = { name: "Club", currency: "EUR" };
    const card = cardReferralOf(someTerms(), programme, "shop.myshopify.com", "7K3M9QX2PD", counts);
    expect(card.link).toBe("https://shop.myshopify.com/apps/zegel/r/7K3M9QX2PD");
    expect(card.share.en).toBe("With my link you get 50 points with your first order (Club):");
    expect(card.progress.nl).toBe("Vrienden die via je link kwamen: 3. Besteld: 2. Beloond: 1.");
    const nobody = { invited: 0, ordered: 0, awarded: 0 };
    expect(cardReferralOf(someTerms(), programme, "x", "y", nobody).progress.en).toBe(
      "Nobody has come by your link yet.",
    );
  });
});

describe("what a merchant reads of a referral", () => {
  it("is a sentence of its own in both languages, for each state and reason", () => {
    const all = [...Object.values(STATE_WORDS), ...Object.values(REASON_WORDS)];
    for (const { en, nl } of all) expect(nl).not.toBe(en);
    expect(new Set(all.map(({ en }) => en)).size).toBe(all.length);
  });
});
