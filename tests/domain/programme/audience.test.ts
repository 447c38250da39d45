import { expect, test } from "vitest";
import { isAmong, noStanding } from "#app/domain/programme/audience.ts";

const ann = { tier: "gold", memberships: ["premium"], segments: ["champions"], tags: ["VIP", "press"] };

test("S67: without an audience everybody is meant, a guest too", () => {
  expect(isAmong(null, noStanding)).toBe(true);
  expect(isAmong({}, noStanding)).toBe(true);
});

test("S23: a member is meant who is in one of each list that is given", () => {
  expect(isAmong({ tiers: ["silver", "gold"] }, ann)).toBe(true);
  expect(isAmong({ tiers: ["gold"], tags: ["vip"], memberships: ["premium"], segments: ["champions"] }, ann)).toBe(
    true,
  );
  expect(isAmong({ tiers: ["gold"], segments: ["sleepers"] }, ann)).toBe(false);
  expect(isAmong({ tiers: ["gold"] }, noStanding)).toBe(false);
  expect(isAmong({ tags: ["wholesale"] }, ann)).toBe(false);
});
