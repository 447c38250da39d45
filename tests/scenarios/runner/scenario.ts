import { z } from "zod";
import type { Expected } from "./expected.ts";
import { listOf, money, text, yesOrNo } from "./values.ts";
import type { Values, Verb } from "./verbs.ts";

/** A scenario as it is played: everything checked, every default filled in. */
export interface Scenario {
  file: string;
  name: string;
  shop: z.output<typeof shopSettings>;
  products: z.output<typeof product>[];
  /** Null: the default programme, as the app publishes it at the installation. */
  programme: Record<string, unknown> | null;
  /** When the file begins, in epoch milliseconds. */
  startsAt: number;
  steps: Step[];
}

export interface Step {
  /** From 1 on, as failures name it. */
  number: number;
  line: number;
  /** Epoch milliseconds. */
  at: number | null;
  afterMs: number | null;
  actions: Action[];
}

export type Action =
  | { [Name in Exclude<Verb, "publish">]: { verb: Name; value: Values[Name] } }[Exclude<Verb, "publish">]
  /** Settings that the step leaves out stay as they are. */
  | { verb: "publish"; settings: Record<string, unknown> }
  | { verb: "expect"; expected: Expected[] };

/** Why a file is not played, with the line. */
export interface Refusal {
  line: number;
  message: string;
}

export type Reading = { outcome: "read"; scenario: Scenario } | { outcome: "refused"; refusals: Refusal[] };

export const shopSettings = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "write a currency such as EUR")
    .default("EUR"),
  taxesIncluded: yesOrNo.default(true),
  timezone: z.string().refine(isTimezone, "write a time zone such as Europe/Amsterdam").default("Europe/Amsterdam"),
});

export const product = z.strictObject({
  sku: text,
  price: money,
  tags: listOf(text).default([]),
  collections: listOf(text).default([]),
  type: text.optional(),
  vendor: text.optional(),
});

function isTimezone(given: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: given });
    return true;
  } catch {
    return false;
  }
}
