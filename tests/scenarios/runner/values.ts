import { z } from "zod";

/** The small values that scenarios are made of. Points are numbers, money is text. */

/** What the file calls a customer, an order or a reservation. A bare number is taken for text. */
export const id = z.union([z.string(), z.number()], { error: "write a name, such as ann or o1" }).transform(String);

export const text = z.union([z.string(), z.number()], { error: "write a text" }).transform(String);

export const money = z
  .string({ error: (issue) => `money is text: write it in quotes, such as "${asMoney(issue.input)}"` })
  .regex(/^\d{1,12}(\.\d{1,4})?$/, 'write an amount in quotes, such as "5.00"');

function asMoney(given: unknown): string {
  return typeof given === "number" && given >= 0 ? given.toFixed(2) : "5.00";
}

export const points = z.int({ error: "points are a whole number, without quotes" });

export const pieces = z.int({ error: "write a whole number of pieces" }).min(1, "at least one piece");

export const yesOrNo = z.boolean({ error: "write true or false" });

/** A rate or a percentage is neither points nor money: written as a number or as text. */
export const decimal = z
  .union([z.number(), z.string()], { error: "write a number such as 1.1" })
  .transform(String)
  .pipe(z.string().regex(/^\d{1,9}(\.\d{1,10})?$/, "write a number such as 1.1"));

/** "0.21", 0.21, 21 and "21%" are all 21 %; the answer is decimal text between 0 and 1. */
export const taxRate = z
  .union([z.number(), z.string()], { error: "write a rate such as 0.21" })
  .transform((given, context) => {
    const match = /^(\d{1,2}(?:\.\d{1,4})?)(%?)$/.exec(String(given).trim());
    const isPercent = match?.[2] === "%" || Number(match?.[1]) >= 1;
    const rate = Number(match?.[1]) / (isPercent ? 100 : 1);
    if (match && rate < 1) return String(Number(rate.toFixed(6)));
    context.addIssue({ code: "custom", message: "write a rate such as 0.21" });
    return z.NEVER;
  });

/** A list; one thing alone is a list of one. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => (Array.isArray(value) || value === undefined ? value : [value]), z.array(item));
}

export function oneOf<const Choices extends readonly [string, ...string[]]>(choices: Choices) {
  return z.enum(choices, { error: `write one of ${choices.join(", ")}` });
}
