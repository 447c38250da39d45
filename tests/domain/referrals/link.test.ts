import { describe, expect, it } from "vitest";
import { readVisit, spellingsOf, visitOf, writeVisit } from "#app/domain/referrals/link.ts";
import { NOON } from "#tests/support/an-order.ts";

describe("what a cart says of a visit", () => {
  it("is the code and the second in which the link was followed", () => {
    const text = writeVisit("7K3M9QX2PD", NOON + 999);
    expect(readVisit(text)).toEqual({ code: "7K3M9QX2PD", visitedAt: NOON });
    expect(visitOf([{ name: "_zegel_ref", value: text }])).toEqual({ code: "7K3M9QX2PD", visitedAt: NOON });
  });

  it("may be the code alone, as links of other systems have it", () => {
    expect(readVisit(" abc123 ")).toEqual({ code: "abc123", visitedAt: null });
    expect(spellingsOf("7k3m9qx2pd")).toEqual(["7k3m9qx2pd", "7K3M9QX2PD"]);
  });

  it("is nothing where it is malformed: anybody can write it", () => {
    for (const text of ["", "abc", "a b c d", "<script>", "x".repeat(65), null, undefined]) {
      expect(readVisit(text)).toBeNull();
    }
    expect(readVisit("abcd.<b>")).toEqual({ code: "abcd", visitedAt: null });
    expect(visitOf(undefined)).toBeNull();
    expect(visitOf([{ name: "_zegel", value: "7K3M9QX2PD" }])).toBeNull();
  });
});
