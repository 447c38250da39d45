import { describe, expect, it } from "vitest";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import { earnedByRule, pointsEarned, snapshotOf } from "#app/domain/earning/award-snapshot.ts";
import { campaignAt } from "#app/domain/earning/campaign-at.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { aLine, anOrder, aRefund, NOON, refunded } from "#tests/support/an-order.ts";

type Rule = NonNullable<ProgrammeInput["earning"]>[number];
type CampaignInput = Extract<Rule, { code: "campaign" }>;

const perAmount: Rule = { code: "per_amount", points: 1, per: "1.00" };
const campaign = (changes: Partial<CampaignInput> = {}): CampaignInput => ({
  code: "campaign",
  id: "double",
  factor: 2,
  from: "2026-01-05T13:00",
  to: "2026-01-05T14:00",
  ...changes,
});
const earned = (earning: Rule[], order = anOrder()): number =>
  pointsEarned(snapshotOf(aProgramme({ earning }), order, NOON), order);

describe("S69, S12: a campaign", () => {
  it("runs from its first moment up to its last, on the shop's clocks", () => {
    // Amsterdam is an hour ahead in winter: it begins at noon UTC.
    const at = (placedAt: number) => earned([perAmount, campaign()], anOrder({ placedAt }));
    const hour = 3_600_000;
    expect([NOON - 1000, NOON, NOON + hour - 1000, NOON + hour].map(at)).toEqual([10, 20, 20, 10]);
  });

  it("counts by when the order was placed, not by when it was paid", () => {
    expect(earned([perAmount, campaign()], anOrder({ paidAt: NOON + 86_400_000 }))).toBe(20);
  });

  it("multiplies before points are rounded, once an order", () => {
    const order = anOrder({ lines: [aLine("A", { priceMinor: 1050 })] });
    expect(earned([perAmount, campaign()], order)).toBe(21);
    expect(earned([perAmount, campaign({ factor: 1.5 })], order)).toBe(15);
    expect(earned([{ ...perAmount, rounding: "up" }, campaign({ factor: 1.5 })], order)).toBe(16);
    expect(earned([{ ...perAmount, rounding: "nearest" }, campaign({ factor: 2.5 })], order)).toBe(26);
  });

  it("stays exact at the largest amounts", () => {
    const order = anOrder({ lines: [aLine("A", { priceMinor: 900_719_925_474_099 })] });
    const rule: Rule = { code: "per_amount", points: 999_999_999, per: "9999999999.99" };
    const exact = (900_719_925_474_099n * 999_999_999n * 3n) / (999_999_999_999n * 2n);
    expect(earned([rule, campaign({ factor: 1.5 })], order)).toBe(Number(exact));
  });

  it("leaves points for the order itself as they are", () => {
    const order = anOrder();
    const rules: Rule[] = [perAmount, { code: "per_order", points: 30 }, campaign()];
    expect(earnedByRule(snapshotOf(aProgramme({ earning: rules }), order, NOON), order)).toMatchObject([
      { points: 20, campaignPoints: 10 },
      { points: 30, campaignPoints: 0 },
    ]);
  });

  it("is for the channels that it names", () => {
    const rules = [perAmount, campaign({ channels: ["pos", "b2b"] })];
    const inChannel = (channel: "web" | "pos" | "b2b") => earned(rules, anOrder({ channel }));
    expect([inChannel("web"), inChannel("pos"), inChannel("b2b")]).toEqual([10, 20, 20]);
  });

  it("does not multiply another: of those that run the best counts", () => {
    const rules = [
      perAmount,
      campaign({ id: "a", factor: 1.5 }),
      campaign({ id: "b", factor: 3 }),
      campaign({ id: "c", factor: 5, channels: ["pos"] }),
      campaign({ id: "d", factor: 2 }),
    ];
    expect(campaignAt(aProgramme({ earning: rules }).campaigns, anOrder())?.id).toBe("b");
    expect(earned(rules)).toBe(30);
  });

  it("is remembered by the award: refunds take back what it gave, to nothing", () => {
    const order = anOrder({ lines: [aLine("A", { quantity: 3, priceMinor: 1000 })] });
    const snapshot = snapshotOf(aProgramme({ earning: [perAmount, campaign({ factor: 1.5 })] }), order, NOON);
    expect(snapshot.campaign).toEqual({ id: "double", factorHundredths: 150 });
    const after = (pieces: number) => pointsEarned(snapshot, refunded(order, aRefund(1, { A: pieces })));
    expect([0, 1, 2, 3].map(after)).toEqual([15, 10, 4, 0]);
  });
});
