import { describe, expect, it } from "vitest";
import { addressTrace, cardTrace, emailTrace, ipTrace, phoneTrace } from "#app/domain/referrals/traces.ts";

describe("S20: two spellings of one thing are one", () => {
  it.each([
    ["ann.jansen@gmail.com", " AnnJansen+shop@googlemail.com"],
    ["ann+a@outlook.com", "ann@outlook.com"],
    ["ann+x@icloud.com", "ann@me.com"],
    ["a.n.n@proton.me", "ann@protonmail.com"],
    ["ann-x@yahoo.com", "ann@yahoo.com"],
  ])("mailbox: %s is %s", (one, other) => {
    expect(emailTrace(one)).not.toBeNull();
    expect(emailTrace(one)).toBe(emailTrace(other));
  });

  it.each([
    ["ann.jansen@example.com", "annjansen@example.com"],
    ["ann.jansen@outlook.com", "annjansen@outlook.com"],
    ["ann@gmail.com", "bob@gmail.com"],
  ])("mailbox: %s is not %s", (one, other) => {
    expect(emailTrace(one)).not.toBe(emailTrace(other));
  });

  it("phone: with the country's code, with a zero and with blanks", () => {
    expect(phoneTrace("+31 6 1234 5678")).toBe(phoneTrace("06-12345678"));
    expect(phoneTrace("0031612345678")).toBe(phoneTrace("+31612345678"));
    expect(phoneTrace("+31612345679")).not.toBe(phoneTrace("+31612345678"));
  });

  it("address: capitals, blanks, accents and the word for a street", () => {
    const home = { address1: "Sint-Jansstraße 12 b", address2: null, zip: "1017 GA", countryCode: "NL" };
    const same = { address1: "SINT JANSSTR. 12B", address2: "", zip: "1017ga", countryCode: "NL" };
    expect(addressTrace(home)).toBe(addressTrace(same));
    expect(addressTrace({ ...home, address1: "Sint-Jansstraat 12 c" })).not.toBe(addressTrace(home));
    expect(addressTrace({ ...home, address2: "3rd floor" })).not.toBe(addressTrace(home));
  });

  it("card: the same four digits of another card are another one", () => {
    const card = { company: "Visa", number: "•••• •••• •••• 4242", bin: "424242", expiry: "12/2030" };
    expect(cardTrace(card)).toBe(cardTrace({ ...card, number: "**** 4242" }));
    expect(cardTrace({ ...card, bin: "411111" })).not.toBe(cardTrace(card));
  });

  it("connection: one household has all addresses of version 6 with the same first half", () => {
    expect(ipTrace("2001:db8:1:2::1")).toBe(ipTrace("2001:0DB8:0001:0002:aaaa:bbbb:cccc:dddd"));
    expect(ipTrace("2001:db8:1:3::1")).not.toBe(ipTrace("2001:db8:1:2::1"));
    expect(ipTrace("203.0.113.7")).toBe("203.0.113.7");
    expect(ipTrace("203.0.113.8")).not.toBe(ipTrace("203.0.113.7"));
  });
});

describe("what says nothing leaves no trace", () => {
  it("be it empty, half or malformed", () => {
    for (const text of [null, undefined, "", "  "]) {
      expect(emailTrace(text)).toBeNull();
      expect(phoneTrace(text)).toBeNull();
      expect(ipTrace(text)).toBeNull();
    }
    expect(emailTrace("not an address")).toBeNull();
    expect(phoneTrace("12345")).toBeNull();
    expect(ipTrace("localhost")).toBeNull();
    expect(addressTrace(null)).toBeNull();
    // A country, or a country and a town, are many people's.
    expect(addressTrace({ address1: null, address2: null, zip: "1017 GA", countryCode: "NL" })).toBeNull();
    expect(addressTrace({ address1: "Kerkstraat 1", address2: null, zip: null, countryCode: "NL" })).toBeNull();
    // Four digits are those of one card in ten thousand.
    expect(cardTrace({ company: "Visa", number: "4242", bin: null, expiry: null })).toBeNull();
    expect(cardTrace({ company: null, number: null, bin: "424242", expiry: null })).toBeNull();
  });
});
