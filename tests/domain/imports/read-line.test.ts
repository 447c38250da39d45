import { describe, expect, it } from "vitest";
import type { ImportFormat } from "#app/contracts/member-import.ts";
import { readColumns } from "#app/domain/imports/columns.ts";
import { problemWords } from "#app/domain/imports/line-words.ts";
import { readLine } from "#app/domain/imports/read-line.ts";

function read(format: ImportFormat, headings: string, line: string) {
  const columns = readColumns(headings.split(","));
  if (columns.outcome !== "read") return columns;
  return readLine(format, columns.columns, line.split(","));
}

const nothing = {
  customerGid: null,
  firstName: null,
  lastName: null,
  birthday: null,
  tier: null,
  referralCode: null,
  joinedAt: null,
};

describe("S91: a list of another system", () => {
  it("is read from Smile, whose year 1004 stands for none", () => {
    expect(
      read(
        "smile",
        "First name,Last name,Email,State,Points balance,VIP tier,Date of birth,Referral URL",
        "Ann,de Vries,Ann@Example.com ,member,520,Gold,1004-05-27,http://i.refs.cc/9qr5Pw",
      ),
    ).toEqual({
      outcome: "read",
      notes: [],
      member: {
        ...nothing,
        email: "ann@example.com",
        points: 520,
        firstName: "Ann",
        lastName: "de Vries",
        birthday: "--05-27",
        tier: "Gold",
        referralCode: "9qr5Pw",
      },
    });
  });

  it("is read from Yotpo, with American dates", () => {
    const headings = "Email,Points Balance,Birthday (MM/DD) or (MM/DD/YYYY)";
    expect(read("yotpo", headings, "bob@example.com,0,2/28/1990")).toMatchObject({
      member: { birthday: "1990-02-28" },
    });
    expect(read("yotpo", headings, "bob@example.com,0,02/29")).toMatchObject({ member: { birthday: "--02-29" } });
    expect(read("yotpo", headings, "bob@example.com,0,31/12/1990")).toMatchObject({
      notes: ["birthday"],
      member: { birthday: null },
    });
  });

  it("is read from LoyaltyLion and from our own files, by customer too", () => {
    expect(read("loyaltylion", "email,Approved points,Loyalty tier", "a@b.nl,12.00,silver")).toMatchObject({
      member: { points: 12, tier: "silver" },
    });
    expect(read("plain", "customer,points,joined_at", "gid://shopify/Customer/12345678901234567,5,2024-05-31")).toEqual(
      {
        outcome: "read",
        notes: [],
        member: {
          ...nothing,
          email: null,
          customerGid: "gid://shopify/Customer/12345678901234567",
          points: 5,
          joinedAt: Date.UTC(2024, 4, 31),
        },
      },
    );
  });

  it("needs somebody and points in its first line", () => {
    expect(readColumns(["name", "town"])).toEqual({ outcome: "missing", columns: ["email", "points"] });
    expect(readColumns(["E-mail", "town"])).toEqual({ outcome: "missing", columns: ["points"] });
  });
});

describe("a line", () => {
  it.each([
    [",10", "nobody"],
    ["ann at example,10", "email"],
    ["a@b.nl,", "points_missing"],
    ["a@b.nl,1.250", "points_number"],
    ["a@b.nl,ten", "points_number"],
    ["a@b.nl,10.5", "points_number"],
    ["a@b.nl,-5", "points_negative"],
    ["a@b.nl,1000000001", "points_too_many"],
  ])("%s is refused with a sentence in both languages", (line, problem) => {
    expect(read("plain", "email,points", line)).toEqual({ outcome: "refused", problem });
    const words = problemWords(problem as Parameters<typeof problemWords>[0]);
    expect(words.en).toMatch(/\.$/);
    expect(words.nl).toMatch(/\.$/);
  });

  it("of somebody who was excluded there brings nothing", () => {
    expect(read("smile", "email,points,state", "a@b.nl,10,disabled")).toEqual({
      outcome: "refused",
      problem: "excluded",
    });
  });

  it("loses the sign that keeps spreadsheets from running it", () => {
    expect(read("plain", "email,points,first_name", "a@b.nl,10,'=Ann")).toMatchObject({
      member: { firstName: "=Ann" },
    });
  });

  it("29 February of a common year is no birthday", () => {
    expect(read("plain", "email,points,birthday", "a@b.nl,10,1990-02-29")).toMatchObject({ notes: ["birthday"] });
  });
});
