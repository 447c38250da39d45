import { describe, expect, test } from "vitest";
import { functionSchema, readInputQuery } from "./input-query.ts";
import { outputErrors } from "./output.ts";

const schema = functionSchema("2026-07");
const target = "cart.lines.discounts.generate.run";

function orderOutput(candidate: Record<string, unknown>) {
  const whole = { targets: [{ orderSubtotal: { excludedCartLineIds: [] } }], message: "Points", ...candidate };
  return { operations: [{ orderDiscountsAdd: { selectionStrategy: "FIRST", candidates: [whole] } }] };
}

describe("a Function's output is held against the real result types", () => {
  test("what fits passes", () => {
    expect(outputErrors(schema, target, orderOutput({ value: { fixedAmount: { amount: "5.00" } } }))).toEqual([]);
    expect(outputErrors(schema, target, { operations: [] })).toEqual([]);
  });

  test.each([
    ["an unknown field", orderOutput({ value: { fixedAmount: { amount: "5" } }, colour: "red" })],
    ["an amount that is a number", orderOutput({ value: { fixedAmount: { amount: 5 } } })],
    ["an amount below zero", orderOutput({ value: { fixedAmount: { amount: "-5.00" } } })],
    ["an amount in words", orderOutput({ value: { fixedAmount: { amount: "five" } } })],
    ["no value", orderOutput({})],
    ["an unknown strategy", { operations: [{ orderDiscountsAdd: { selectionStrategy: "ALL", candidates: [] } }] }],
    ["a message that is no text", orderOutput({ value: { percentage: { value: "10" } }, message: 7 })],
    ["no operations", {}],
    ["nothing", null],
  ])("%s is refused", (_, output) => {
    expect(outputErrors(schema, target, output)).not.toEqual([]);
  });
});

describe("an input query is refused", () => {
  test("with a field that the schema does not know", () => {
    expect(() => readInputQuery("query { cart { token } }", schema)).toThrow("not valid");
  });

  test("when it costs more than 30", () => {
    const metafields = Array.from(
      { length: 11 },
      (_, index) => `m${index}: metafield(namespace: "$app", key: "k${index}") { value }`,
    );
    expect(() => readInputQuery(`query { shop { ${metafields.join(" ")} } }`, schema)).toThrow("costs 33");
  });

  test("when it has more than 3,000 bytes", () => {
    const aliases = Array.from({ length: 120 }, (_, index) => `averyveryverylongalias${index}: __typename`);
    expect(() => readInputQuery(`query { cart { ${aliases.join(" ")} } }`, schema)).toThrow("bytes");
  });
});
