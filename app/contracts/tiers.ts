import { z } from "zod";
import { perks } from "./perks.ts";
import { displayName, moneyText, refuse, shortCode, wholePoints } from "./setting-values.ts";

/** Levels that members rise to, as a merchant writes them; `domain/programme/compile-tiers` compiles them. */

const MOST = 1_000_000_000;
/** What counts towards a level: money as text for tiers by spend, otherwise a whole number of points or orders. */
const border = z.union([z.string(), z.number()]);

const level = z.strictObject({
  id: shortCode,
  /** As shoppers see it: one text, or one a language. */
  name: z.union([displayName, z.strictObject({ en: displayName, nl: displayName })]),
  /** Reached from here on. */
  from: border,
  /** Enough to keep it; as much as `from` when left out. */
  keepFrom: border.optional(),
  /** Enough to get it again for who had it and lost it; as much as `from` when left out. */
  returnFrom: border.optional(),
  /** Points by amount, so many times: 1, 1.25, 1.5, 2. */
  multiplier: z.number().max(10).default(1),
  /** What it brings for as long as it lasts. */
  perks: perks.default([]),
  /** Points for who reaches it by what they did; once a period. */
  entryReward: wholePoints.optional(),
});

export const tierSettings = z
  .strictObject({
    /** What counts: paid goods after discounts that are kept, points that were awarded, or paid orders. */
    by: z.enum(["spend", "points", "orders"]).default("spend"),
    /** Over which time it counts, on the shop's calendar. */
    period: z.enum(["calendar_year", "rolling_12_months", "lifetime"]).default("rolling_12_months"),
    /**
     * How long a level stays once it is no longer earned: so many days, or until the end of the calendar year after the one in which it
     * was last earned. Left out: the latter for tiers by calendar year, otherwise not at all.
     */
    grace: z.union([z.literal("end_of_next_year"), z.strictObject({ days: z.int().min(0).max(366) })]).optional(),
    /** Where a level that has ended leads: to what is earned, one level down a period, or nowhere. */
    downgrade: z.enum(["to_earned", "one_step", "never"]).default("to_earned"),
    /** Whether customers carry their level as a tag at Shopify, such as "tier:gold". */
    tag: z.boolean().default(false),
    /** From the lowest to the highest. */
    levels: z.array(level).min(1).max(20),
  })
  .superRefine(({ by, period, levels }, context) => {
    const isMoney = by === "spend";
    for (const [index, each] of levels.entries()) {
      for (const field of BORDERS) {
        if (each[field] === undefined || isBorder(each[field], isMoney)) continue;
        refuse(
          context,
          ["levels", index, field],
          isMoney ? { code: "amount" } : { code: "wholeNumber", minimum: 0, maximum: MOST },
          isMoney ? "write an amount such as 500.00" : "write a whole number",
        );
      }
      refuseLevel(context, index, each, levels[index - 1]);
    }
    refuseTwins(context, levels);
    if (period !== "lifetime") return;
    for (const [index, { id, keepFrom }] of levels.entries()) {
      if (keepFrom !== undefined)
        contradict(context, ["levels", index, "keepFrom"], {
          en: `Over a lifetime nothing runs out, so "${id}" needs no amount to be kept. Leave keepFrom out, or choose another period.`,
          nl: `Over de hele looptijd verloopt er niets, dus "${id}" hoeft niet behouden te worden. Laat keepFrom weg, of kies een andere periode.`,
        });
    }
  });

export type TierSettings = z.output<typeof tierSettings>;
export type TierLevelSettings = TierSettings["levels"][number];

function isBorder(value: string | number, isMoney: boolean): boolean {
  return isMoney ? moneyText.safeParse(value).success : z.int().min(0).max(MOST).safeParse(value).success;
}

const BORDERS = ["from", "keepFrom", "returnFrom"] as const;

/** What is wrong with a level by itself, and beside the one below it. */
function refuseLevel(
  context: z.RefinementCtx,
  index: number,
  each: TierLevelSettings,
  below: TierLevelSettings | undefined,
): void {
  const { id, from, multiplier } = each;
  const keepFrom = each.keepFrom ?? from;
  const at = (field: string): PropertyKey[] => ["levels", index, field];
  if (multiplier < 1)
    contradict(context, at("multiplier"), {
      en: `"${id}" would earn fewer points than members without a level. Choose 1 or more.`,
      nl: `"${id}" zou minder punten opleveren dan geen niveau. Kies 1 of meer.`,
    });
  if (Math.abs(multiplier * 100 - Math.round(multiplier * 100)) > 1e-6)
    contradict(context, at("multiplier"), {
      en: `Write the multiplier of "${id}" with at most two decimals, such as 1.25.`,
      nl: `Schrijf de vermenigvuldiger van "${id}" met hoogstens twee decimalen, zoals 1,25.`,
    });
  if (Number(keepFrom) > Number(from))
    contradict(context, at("keepFrom"), {
      en: `"${id}" would be lost as soon as it is reached: it begins at ${from} and is kept from ${keepFrom}. Let keepFrom be ${from} or less.`,
      nl: `"${id}" zou meteen weer verloren gaan: het begint bij ${from} en blijft vanaf ${keepFrom}. Kies voor keepFrom ${from} of minder.`,
    });
  if (each.returnFrom !== undefined && Number(each.returnFrom) > Number(from))
    contradict(context, at("returnFrom"), {
      en: `"${id}" would be harder to get back than to reach the first time. Let returnFrom be ${from} or less.`,
      nl: `"${id}" zou moeilijker terug te krijgen zijn dan de eerste keer. Kies voor returnFrom ${from} of minder.`,
    });
  if (each.returnFrom !== undefined && Number(each.returnFrom) < Number(keepFrom))
    contradict(context, at("returnFrom"), {
      en: `"${id}" would be lost again as soon as it is back: it is kept from ${keepFrom}. Let returnFrom be ${keepFrom} or more.`,
      nl: `"${id}" zou meteen weer verloren gaan: het blijft vanaf ${keepFrom}. Kies voor returnFrom ${keepFrom} of meer.`,
    });
  if (each.entryReward !== undefined && Number(from) === 0)
    contradict(context, at("entryReward"), {
      en: `Everybody has "${id}" from the start, so nobody reaches it. Give points for signing up instead, or let it begin above 0.`,
      nl: `Iedereen heeft "${id}" vanaf het begin, dus niemand bereikt het. Geef punten voor aanmelden, of laat het boven 0 beginnen.`,
    });
  if (below === undefined) return;
  if (Number(from) <= Number(below.from))
    contradict(context, at("from"), {
      en: `"${id}" begins at ${from}, but "${below.id}" below it begins at ${below.from}. Write the levels from the lowest to the highest, each with a higher border.`,
      nl: `"${id}" begint bij ${from}, maar "${below.id}" eronder begint bij ${below.from}. Schrijf de niveaus van laag naar hoog, elk met een hogere grens.`,
    });
  else if (Number(keepFrom) < Number(below.keepFrom ?? below.from))
    contradict(context, at("keepFrom"), {
      en: `"${id}" would be easier to keep than "${below.id}" below it. Let keepFrom be ${below.keepFrom ?? below.from} or more.`,
      nl: `"${id}" zou makkelijker te behouden zijn dan "${below.id}" eronder. Kies voor keepFrom ${below.keepFrom ?? below.from} of meer.`,
    });
}

function refuseTwins(context: z.RefinementCtx, levels: readonly TierLevelSettings[]): void {
  const seen = new Set<string>();
  for (const [index, { id }] of levels.entries()) {
    // An audience asks for levels without regard to capitals.
    const word = id.toLowerCase();
    if (seen.has(word))
      contradict(context, ["levels", index, "id"], {
        en: `Two levels are called "${id}". Give each an id of its own.`,
        nl: `Twee niveaus heten "${id}". Geef elk een eigen id.`,
      });
    seen.add(word);
  }
}

function contradict(context: z.RefinementCtx, path: PropertyKey[], words: { en: string; nl: string }): void {
  refuse(context, path, { code: "contradiction", words }, words.en);
}
