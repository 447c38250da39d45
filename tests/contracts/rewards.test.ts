import { describe, expect, it } from "vitest";
import { type ProgrammeInput, programmeSettings } from "#app/contracts/programme.ts";

/** What is wrong with settings, as "path: sentence". */
function refusals(settings: ProgrammeInput): string[] {
  const parsed = programmeSettings.safeParse(settings);
  return (parsed.error?.issues ?? []).map((issue) => {
    const problem = issue.code === "custom" ? issue.params?.problem : null;
    return `${issue.path.join(".")}: ${problem?.words?.en ?? problem?.code ?? issue.message}`;
  });
}
const five = { id: "five", code: "amount_off" as const, cost: 100, amount: "5.00" };

describe("S14: a reward that makes no sense is refused with a sentence", () => {
  it("one that costs less than its own worth earns", () => {
    const earning = [{ code: "per_amount" as const, points: 10, per: "0.50" }];
    expect(refusals({ earning, rewards: [{ ...five, cost: 100 }] })).toEqual([]);
    expect(refusals({ earning, rewards: [{ ...five, cost: 99 }] })[0]).toMatch(
      /^rewards.0.cost: Spending 5.00 earns 100 points/,
    );
    const slider = { id: "any", code: "any_amount" as const, cost: 1, amount: "0.10" };
    expect(refusals({ earning, rewards: [slider] })[0]).toMatch(/^rewards.0.cost: Spending 0.10 earns 2 points/);
    expect(
      refusals({ earning: [{ ...earning[0]!, audience: { tags: ["vip"] } }], rewards: [{ ...five, cost: 9 }] }),
    ).toEqual([]);
  });

  it("a slider without room between its ends, and one that ends before it begins", () => {
    const slider = { id: "any", code: "any_amount" as const, cost: 100, amount: "1.00", minimumPoints: 150 };
    expect(refusals({ rewards: [{ ...slider, maximumPoints: 200 }] })).toEqual([]);
    expect(refusals({ rewards: [{ ...slider, maximumPoints: 199 }] })[0]).toMatch(
      /^rewards.0.maximumPoints: .*at least 200/,
    );
    expect(refusals({ rewards: [{ ...five, from: "2026-05-01", to: "2026-05-01" }] })[0]).toMatch(
      /^rewards.0.to: .*after 2026-05-01/,
    );
  });

  it("a free product that is none or two, goods by SKU, and a share of points where the whole stays", () => {
    const free = { id: "mug", code: "free_product" as const, cost: 50 };
    const variant = "gid://shopify/ProductVariant/9";
    expect(refusals({ rewards: [{ ...free, product: "mug" }] })).toEqual([]);
    expect(refusals({ rewards: [free] })[0]).toMatch(/^rewards.0.product: .*either a product or one variant/);
    expect(refusals({ rewards: [{ ...free, product: "mug", variant }] })).toHaveLength(1);
    expect(refusals({ rewards: [{ ...five, goods: { skus: ["A"] } }] })[0]).toMatch(
      /^rewards.0.goods.skus: .*variants or products/,
    );
    expect(refusals({ rewards: [{ ...five, onPartialRefund: "pro_rata", onFullRefund: "keep" }] })[0]).toMatch(
      /^rewards.0.onFullRefund: /,
    );
  });
});
