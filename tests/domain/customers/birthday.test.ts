import { describe, expect, it } from "vitest";
import { ageOn, daysAfter, isBirthday, keptOn, yearAfter } from "#app/domain/customers/birthday.ts";

describe("birthdays", () => {
  it("S12: of 29 February are kept on the 28th in common years, and on the day itself in leap years", () => {
    expect(keptOn("2027-02-28")).toEqual(["02-28", "02-29"]);
    expect(keptOn("2028-02-28")).toEqual(["02-28"]);
    expect(keptOn("2028-02-29")).toEqual(["02-29"]);
    expect(keptOn("2027-03-01")).toEqual(["03-01"]);
    expect(keptOn("2100-02-28")).toEqual(["02-28", "02-29"]);
    expect(keptOn("2000-02-28")).toEqual(["02-28"]);
  });

  it("S25: make a year older on the day on which they are kept", () => {
    expect([ageOn("1990-03-01", "2026-02-28"), ageOn("1990-03-01", "2026-03-01")]).toEqual([35, 36]);
    expect([ageOn("2000-02-29", "2026-02-27"), ageOn("2000-02-29", "2026-02-28")]).toEqual([25, 26]);
    expect([ageOn("2000-02-29", "2028-02-28"), ageOn("2000-02-29", "2028-02-29")]).toEqual([27, 28]);
  });

  it("are days of the calendar on which somebody can have been born", () => {
    for (const day of ["1990-02-28", "2000-02-29", "2026-01-05", "1896-01-01"])
      expect(isBirthday(day, "2026-01-05"), day).toBe(true);
    for (const day of ["1990-02-30", "2001-02-29", "2026-01-06", "1890-01-01", "28-02-1990", "1990-2-28", ""])
      expect(isBirthday(day, "2026-01-05"), day).toBe(false);
  });

  it("are a year apart, whatever February has", () => {
    expect(yearAfter("2028-02-29")).toBe("2029-02-28");
    expect(yearAfter("2027-02-28")).toBe("2028-02-28");
    expect(yearAfter("2026-07-01")).toBe("2027-07-01");
  });

  it("of days that nobody looked at are kept afterwards, but not for ever", () => {
    expect(daysAfter("2026-02-27", "2026-03-01", 14)).toEqual(["2026-02-28", "2026-03-01"]);
    expect(daysAfter("2026-01-01", "2026-03-01", 2)).toEqual(["2026-02-28", "2026-03-01"]);
    expect(daysAfter("2026-03-01", "2026-03-01", 14)).toEqual([]);
  });
});
