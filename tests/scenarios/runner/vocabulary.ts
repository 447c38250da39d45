import type { z } from "zod";
import { audience } from "#app/contracts/audience.ts";
import { cartSelection } from "#app/contracts/cart-selection.ts";
import { describedTerms } from "#app/contracts/claim-rewards.ts";
import { eventLimits } from "#app/contracts/event-rules.ts";
import { perk } from "#app/contracts/perks.ts";
import { programmeSettings } from "#app/contracts/programme.ts";
import { rewardTerms } from "#app/contracts/reward-terms.ts";
import { selection } from "#app/contracts/selection.ts";
import { memberFigures, orderFigures, shopFigures } from "./expected.ts";
import { product, shopSettings } from "./scenario.ts";
import { JOBS, VERBS } from "./verbs.ts";

/**
 * Every word of the format as a dotted path, such as "order.lines.sku" or "programme.expiry.award.days": read off the schemas that files are
 * checked with, so that the README can be held against it.
 */
export function vocabulary(): string[] {
  const { publish, run, deliver, ...verbs } = VERBS;
  return [
    "name",
    ...pathsOf(shopSettings, "shop"),
    ...pathsOf(product, "products"),
    ...pathsOf(programmeSettings, "programme"),
    ...Object.entries(TERMS).flatMap(([field, schema]) => pathsOf(schema, `programme.rewards.${field}`)),
    ...SHARED.flatMap(([name, schema]) => pathsWithin(schema, name)),
    "at",
    "after",
    ...Object.entries(verbs).flatMap(([verb, schema]) => pathsOf(schema, verb)),
    "publish",
    ...Object.keys(JOBS).map((name) => `run.${name}`),
    ...["once", "twice", "late", "lost", "reversed"].map((mode) => `deliver.${mode}`),
    ...pathsOf(memberFigures, "expect.customer"),
    ...pathsOf(orderFigures, "expect.order"),
    ...pathsOf(shopFigures, "expect.shop"),
    "expect.last",
  ];
}

/** What of zod's own description of a schema is looked at here. */
interface Described {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  innerType?: z.core.$ZodType;
  element?: z.core.$ZodType;
  in?: z.core.$ZodType;
  out?: z.core.$ZodType;
  options?: readonly z.core.$ZodType[];
  discriminator?: string;
  values?: readonly unknown[];
}

/** What many settings are made of has words of its own, which are listed once. */
const SHARED: [name: string, schema: z.core.$ZodType][] = [
  ["goods", selection],
  ["audience", audience],
  ["perks", perk],
  ["limits", eventLimits],
];

/** What all rewards may say is listed once too, whatever they give. */
const TERMS: Record<string, z.core.$ZodType> = { ...rewardTerms, ...describedTerms };

/** Some kinds ask for the title that others may leave out. */
function isTerm(field: string, schema: z.core.$ZodType): boolean {
  return TERMS[field] === schema || schema === rewardTerms.title.unwrap();
}

function pathsOf(schema: z.core.$ZodType, path: string): string[] {
  return isShared(schema) ? [path] : pathsWithin(schema, path);
}

/** Goods may be refined: what is selected within a cart has the same words. */
function isShared(schema: z.core.$ZodType): boolean {
  return schema === cartSelection || SHARED.some(([, shared]) => shared === schema);
}

function pathsWithin(schema: z.core.$ZodType, path: string): string[] {
  const described = schema._zod.def as Described;
  if (described.shape) {
    // One text a language is one word.
    if (Object.keys(described.shape).join() === "en,nl") return [path];
    return Object.entries(described.shape).flatMap(([field, inner]) => pathsOf(inner, `${path}.${field}`));
  }
  const { discriminator, options } = described;
  if (options && discriminator) return options.flatMap((option) => pathsOfOption(option, discriminator, path));
  if (described.type === "pipe") {
    // A value is tidied before it is checked, or checked and then changed: the fields stand on the side that is no transformation.
    const inner = [described.in, described.out].find(
      (side) => side && (side._zod.def as Described).type !== "transform",
    );
    return inner ? pathsOf(inner, path) : [path];
  }
  const inner = described.innerType ?? described.element;
  return inner ? pathsOf(inner, path) : [path];
}

/** One of several kinds of a thing, by its code: "rewards.amount_off.cost". */
function pathsOfOption(option: z.core.$ZodType, discriminator: string, path: string): string[] {
  const { shape = {} } = option._zod.def as Described;
  const { [discriminator]: kind, ...fields } = shape;
  const code = String((kind?._zod.def as Described | undefined)?.values?.[0]);
  const own = Object.entries(fields).filter(([field, each]) => !(path === "programme.rewards" && isTerm(field, each)));
  const inner = own.flatMap(([field, each]) => pathsOf(each, `${path}.${code}.${field}`));
  return inner.length > 0 ? inner : [`${path}.${code}`];
}
