import { z } from "zod";
import { audience } from "./audience.ts";
import { selection } from "./selection.ts";
import { refuse } from "./setting-values.ts";

/** Personal offers of a week, as a merchant writes them; `domain/programme/compile-offers` compiles it. */

const count = z.int().min(1).max(30);
const share = z.int().min(1).max(100);

/** What the shop earns on its goods, so that no offer goes below what the merchant wants to keep. */
export const marginSettings = z.strictObject({
  /** Of the price, for goods of which nothing else is said. */
  percent: share,
  /** What is to be left of the price's margin. */
  floor: z.int().min(0).max(99).default(0),
  /** Other margins; the first that has the goods counts. */
  of: z
    .array(z.strictObject({ goods: selection, percent: share }))
    .max(50)
    .default([]),
});

export const offerSettings = z
  .strictObject({
    /** At midnight of this day, on the shop's clocks, new offers come and the old ones end. */
    startsOn: z.enum(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]).default("monday"),
    /** How many a member gets to choose from, and how many of them may be activated. */
    choose: count.default(10),
    activate: count.default(5),
    /** More for some: of all that fit the largest numbers count. */
    more: z
      .array(z.strictObject({ audience, choose: count.optional(), activate: count.optional() }))
      .max(10)
      .default([]),
    /** Off the price; less where the margin asks for it, and no offer at all below 5. */
    percent: z.int().min(5).max(90).default(25),
    /** Pieces in one order at most; all when left out. */
    pieces: z.int().min(1).max(99).optional(),
    /** Only these goods; all when left out. */
    goods: selection.optional(),
    /** Orders with a product from which on it counts as often bought. */
    boughtAtLeast: z.int().min(1).max(100).default(2),
    /** How far back purchases count. */
    lookbackDays: z.int().min(30).max(1_095).default(365),
    margin: marginSettings.optional(),
  })
  .superRefine(({ choose, activate, more, margin, percent }, context) => {
    const fewer = {
      en: "More can be activated than there are to choose from: raise “choose” or lower “activate”.",
      nl: "Er kunnen er meer worden geactiveerd dan er te kiezen zijn: verhoog ‘choose’ of verlaag ‘activate’.",
    };
    if (activate > choose) refuse(context, ["activate"], { code: "contradiction", words: fewer }, fewer.en);
    for (const [index, each] of more.entries()) {
      if ((each.activate ?? activate) > (each.choose ?? choose))
        refuse(context, ["more", index, "activate"], { code: "contradiction", words: fewer }, fewer.en);
    }
    const largest = Math.max(0, ...[margin?.percent ?? 100, ...(margin?.of ?? []).map((each) => each.percent)]);
    const left = largest - (margin?.floor ?? 0);
    const nothing = {
      en: `With a margin of ${largest}% and a floor of ${margin?.floor}%, no offer of 5% or more is left: lower the floor.`,
      nl: `Met een marge van ${largest}% en een ondergrens van ${margin?.floor}% blijft er geen aanbieding van 5% of meer over: verlaag de ondergrens.`,
    };
    if (Math.min(left, percent) < 5)
      refuse(context, ["margin", "floor"], { code: "contradiction", words: nothing }, nothing.en);
  });

export type OfferSettings = z.output<typeof offerSettings>;
