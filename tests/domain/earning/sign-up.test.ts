import { describe, expect, it } from "vitest";
import { signUpProgramme, workSignUp } from "#app/domain/earning/sign-up.ts";
import { emptyPosition } from "#app/domain/ledger/position.ts";
import { aProgramme } from "#tests/support/a-programme.ts";
import { NOON } from "#tests/support/an-order.ts";
import "#tests/support/ledger-matchers.ts";

const DAY = 86_400_000;
const welcoming = aProgramme({ earning: [{ code: "sign_up", points: 50 }], expiry: { from: "award", days: 30 } });

describe("S2, S79: points for signing up", () => {
  it("are a lot of their own, dated when the customer was made, with the programme's expiry", () => {
    const { entry, position } = workSignUp(emptyPosition("7"), welcoming, NOON, "1");
    expect(position).toHaveBalance({ available: 50, lifetime: 50 });
    expect(position.lots).toMatchObject([{ orderGid: null, earnedAt: NOON, expiresAt: NOON + 30 * DAY }]);
    expect(entry).toMatchObject({ kind: "award", key: "member:7:sign_up", points: 50, reason: { code: "signed_up" } });
  });

  it("follow the programme in force when the customer was made, and add up", () => {
    const programmes = [
      { publishedAt: NOON, programme: aProgramme() },
      { publishedAt: NOON + DAY, programme: welcoming },
      { publishedAt: NOON + 2 * DAY, programme: aProgramme({ earning: [] }) },
    ];
    const by = (createdAt: number) => signUpProgramme(programmes, createdAt, createdAt)?.signUpPoints ?? 0;
    expect([NOON, NOON + DAY - 1000, NOON + DAY, NOON + 2 * DAY].map(by)).toEqual([0, 0, 50, 0]);
    const two = aProgramme({
      earning: [
        { code: "sign_up", points: 50 },
        { code: "sign_up", points: 7 },
      ],
    });
    expect(two.signUpPoints).toBe(57);
  });

  it("are for nobody who was a customer before the programme, to the second", () => {
    const programmes = [{ publishedAt: NOON + 700, programme: welcoming }];
    expect(signUpProgramme(programmes, NOON - 1000, NOON + 700)).toBeNull();
    expect(signUpProgramme(programmes, NOON, NOON + 700)).toBe(welcoming);
    expect(signUpProgramme([], NOON, NOON)).toBeNull();
  });

  it("are not given when the customer is first heard of so late that they may have been erased since", () => {
    const programmes = [{ publishedAt: NOON, programme: welcoming }];
    expect(signUpProgramme(programmes, NOON, NOON + 10 * DAY - 1)).toBe(welcoming);
    expect(signUpProgramme(programmes, NOON, NOON + 10 * DAY)).toBeNull();
  });
});
