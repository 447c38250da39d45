import { describe, expect, it } from "vitest";
import { readScenario } from "./runner/read-scenario.ts";

/** The refusals of a file, as "line: message". */
function refusalsOf(source: string): string[] {
  const reading = readScenario("a.yaml", source);
  return reading.outcome === "read" ? [] : reading.refusals.map(({ line, message }) => `${line}: ${message}`);
}

/** A file with one step, which stands in line 3. */
function step(text: string): string {
  return `name: A\nsteps:\n  - ${text}\n`;
}

describe("a scenario is refused with the line of", () => {
  it.each([
    ["an unknown verb", step("oder: { id: o1 }"), '3: unknown verb "oder"'],
    ["an unknown field", step("customer: { id: ann, mail: a@b.c }"), '3: unknown field "mail" in customer'],
    ["an unknown part", "name: A\nprograme: {}\nsteps:\n  - run: sweep\n", '2: unknown field "programe" in a scenario'],
    ["a field that is missing", step("customer: { email: a@b.c }"), "3: customer needs id"],
    [
      "an unknown setting",
      "programme:\n  rewards: []\n  colour: red\nsteps:\n  - run: sweep\n",
      '3: unknown setting "colour"',
    ],
    [
      "an unknown setting of a rule",
      'programme:\n  earning:\n    - { code: per_amount, points: 1, per: "1.00", maximum: 3 }\nsteps:\n  - run: sweep\n',
      '3: unknown setting "earning.0.maximum"',
    ],
    ["an unknown setting that is published later", step("publish: { teirs: [] }"), '3: unknown setting "teirs"'],
    ["money that is a number", step("order: { id: o1, lines: [{ price: 5.5 }] }"), '"5.50"'],
    [
      "points that are a text",
      step('adjust: { of: a@b.c, points: "5" }'),
      "3: adjust.points: points are a whole number",
    ],
    [
      "a day that no calendar has",
      step("customer: { id: ann, birthday: 1990-02-30 }"),
      "3: customer.birthday: write a day",
    ],
    ["an instant that is none", step("at: tomorrow"), "3: at: write an instant"],
    ["a duration that is none", step("after: 2 weeks"), "3: after: write a duration"],
    ["a customer whom nobody has named", step('order: { id: o1, by: ann, lines: [{ price: "1.00" }] }'), '"ann"'],
    ["a product that nobody has named", step("order: { id: o1, lines: [{ sku: A }] }"), 'no product is called "A"'],
    ["a key that stands twice", step("customer: { id: ann, id: bob }"), "3: Map keys must be unique"],
    ["text that is no scenario", "hello", "1: a scenario: write fields here"],
  ])("%s", (_, source, refusal) => {
    expect(refusalsOf(source).join("\n")).toContain(refusal);
  });

  it("everything that is wrong, not only the first", () => {
    expect(refusalsOf("shop: { colour: red }\nsteps:\n  - oder: o1\n  - after: soon\n")).toHaveLength(3);
  });

  it("a clock that would go back", () => {
    const source = "steps:\n  - at: 2026-01-05\n  - after: 2d\n  - at: 2026-01-06\n";
    expect(refusalsOf(source).join()).toContain("4: at: the clock stands at 2026-01-07");
  });
});

describe("a scenario may be written", () => {
  it.each([
    ["with a date without quotes", step("at: 2026-01-05T10:00:00+01:00")],
    ["with a day alone", step("at: 2026-01-05")],
    [
      "with one thing where a list may stand",
      step('order: { id: o1, guest: a@b.c, lines: { price: "1.00" }, codes: { code: X, percent: 5 } }'),
    ],
    ["with bare numbers for names", step('order: { id: 1001, lines: [{ sku: 7, price: "1.00" }] }')],
    ["with anchors", "steps:\n  - customer: &ann { id: ann }\n  - customer: *ann\n"],
    ["with a verb beside the time", step("after: 1h\n    run: sweep")],
  ])("%s", (_, source) => {
    expect(refusalsOf(source)).toEqual([]);
  });
});
