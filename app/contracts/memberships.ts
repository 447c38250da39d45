import { z } from "zod";
import { perks, shownText } from "./perks.ts";
import { selection } from "./selection.ts";
import { displayName, positiveMoneyText, refuse, refuseDuplicateIds, shortCode } from "./setting-values.ts";

/** Paid memberships, as a merchant writes them; `domain/programme/compile-memberships` compiles them. */

const membership = z.strictObject({
  id: shortCode,
  /** As shoppers see it: one text, or one a language. */
  name: z.union([displayName, shownText]),
  /** What buys it: its product, variant or SKU. Every piece is one term. */
  goods: selection.optional(),
  /** Only by these selling plans (names, or Shopify's global ids); any goods that are bought by one of them where `goods` is left out. */
  sellingPlans: z.array(z.string().trim().min(1).max(255)).min(1).max(50).optional(),
  /** How long one purchase lasts. Buying it again, or a plan's next order, adds another. */
  term: z.strictObject({
    months: z.int().min(1).max(120).optional(),
    days: z.int().min(1).max(3660).optional(),
  }),
  /** Days after the last paid one in which the benefits go on and a renewal still counts from there. */
  graceDays: z.int().min(0).max(90).default(0),
  perks: perks.default([]),
  /** What it costs, for the sum that shoppers are shown. */
  price: positiveMoneyText.optional(),
  /** What sending usually costs a shopper, for that sum while a cart does not know it. */
  usualShipping: positiveMoneyText.optional(),
  /** What becomes of a term whose purchase is paid back. */
  onRefund: z.enum(["ends_now", "keeps_term"]).default("ends_now"),
  /** Whom a change of the perks reaches: those who have paid with their next term, or everyone at once. */
  changesReach: z.enum(["next_term", "everyone"]).default("next_term"),
  /** Whether what it costs itself earns points. */
  earnsPoints: z.boolean().default(false),
  /** Points by amount, so many times: 1, 1.25, 1.5, 2. */
  multiplier: z.number().min(1).max(10).multipleOf(0.01).default(1),
  /** Personal offers that may be activated a week beyond those of everybody. */
  offersPerWeek: z.int().min(0).max(50).default(0),
});

export type MembershipSettings = z.output<typeof membership>;

export const memberships = z
  .array(membership)
  .max(20)
  .superRefine((list, context) => {
    refuseDuplicateIds(list, context);
    for (const [index, each] of list.entries()) {
      refuseNonsense(each, (field, words) => contradict(context, [index, ...field], words));
      const twin = list.slice(0, index).find((other) => sellsTheSame(each, other));
      if (twin) contradict(context, [index, "goods"], soldTwice(each, twin));
    }
  });

/** Refuses audiences, wherever they stand in a programme, that name a membership which the programme does not have. */
export function refuseUnknownMemberships(
  settings: { memberships: readonly { id: string }[] },
  context: z.RefinementCtx,
): void {
  const known = new Set(settings.memberships.map(({ id }) => id.toLowerCase()));
  const look = (value: unknown, path: PropertyKey[]): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [field, inner] of Object.entries(value)) {
      const here = [...path, Array.isArray(value) ? Number(field) : field];
      if (field === "memberships" && path.at(-1) === "audience")
        for (const code of inner as string[])
          if (!known.has(code.toLowerCase())) contradict(context, here, unknown(code));
      look(inner, here);
    }
  };
  look(settings, []);
}

function unknown(code: string): Words {
  return {
    en: `No membership is called "${code}". Add it under memberships, or take it out of the audience.`,
    nl: `Geen lidmaatschap heet "${code}". Voeg het toe onder memberships, of haal het uit de doelgroep.`,
  };
}

interface Words {
  en: string;
  nl: string;
}

function contradict(context: z.RefinementCtx, path: PropertyKey[], words: Words): void {
  refuse(context, path, { code: "contradiction", words }, words.en);
}

function refuseNonsense(
  { id, goods, sellingPlans, term, perks, multiplier, offersPerWeek, usualShipping }: MembershipSettings,
  say: (field: PropertyKey[], words: Words) => void,
): void {
  const { products, variants, skus, ...others } = goods ?? {};
  const namesGoods = [products, variants, skus].some((list) => list !== undefined);
  if (!namesGoods && (goods !== undefined || sellingPlans === undefined))
    say(["goods"], {
      en: `Nothing sells "${id}": name its product, variant or SKU under goods, or a selling plan.`,
      nl: `Niets verkoopt "${id}": noem het product, de variant of de SKU onder goods, of een abonnement (sellingPlans).`,
    });
  else if (Object.values(others).some((list) => list !== undefined))
    say(["goods"], {
      en: `What sells "${id}" is named by product, variant or SKU alone: what is in a collection or carries a tag may change after somebody has paid.`,
      nl: `Wat "${id}" verkoopt wordt alleen met product, variant of SKU genoemd: wat in een collectie zit of een label draagt kan veranderen nadat iemand heeft betaald.`,
    });
  const handle = products?.find((product) => !product.startsWith("gid://"));
  if (handle !== undefined)
    say(["goods", "products"], {
      en: `Write the product of "${id}" by its global id (gid://shopify/Product/…), or name its SKU instead of "${handle}": an order does not tell a product's handle.`,
      nl: `Noem het product van "${id}" met zijn globale id (gid://shopify/Product/…), of de SKU in plaats van "${handle}": een bestelling vertelt de handle van een product niet.`,
    });
  if ((term.months === undefined) === (term.days === undefined))
    say(["term"], {
      en: `Say how long a purchase of "${id}" lasts, in months or in days, not both.`,
      nl: `Geef aan hoe lang een aankoop van "${id}" duurt, in maanden of in dagen, niet allebei.`,
    });
  if (perks.length === 0 && multiplier === 1 && offersPerWeek === 0)
    say(["perks"], {
      en: `"${id}" brings its buyers nothing: add a perk, a multiplier above 1 or personal offers.`,
      nl: `"${id}" levert kopers niets op: voeg een voordeel toe, een vermenigvuldiger boven 1 of persoonlijke aanbiedingen.`,
    });
  if (usualShipping !== undefined && !perks.some(({ code }) => code === "free_shipping"))
    say(["usualShipping"], {
      en: `"${id}" does not pay for shipping, so what shipping usually costs says nothing: add the perk free_shipping, or leave usualShipping out.`,
      nl: `"${id}" betaalt geen verzending, dus wat verzending gewoonlijk kost zegt niets: voeg het voordeel free_shipping toe, of laat usualShipping weg.`,
    });
}

/** One product may sell two memberships only by different plans, such as by the month and by the year. */
function sellsTheSame(one: MembershipSettings, other: MembershipSettings): boolean {
  const names = ({ goods }: MembershipSettings) => [
    ...(goods?.products ?? []),
    ...(goods?.variants ?? []),
    ...(goods?.skus ?? []),
  ];
  const share = (a: readonly string[], b: readonly string[]): boolean =>
    a.some((word) => b.some((each) => each.toLowerCase() === word.toLowerCase()));
  const isSameGoods =
    one.goods === undefined || other.goods === undefined ? one.goods === other.goods : share(names(one), names(other));
  if (one.sellingPlans === undefined || other.sellingPlans === undefined) return isSameGoods;
  return isSameGoods && share(one.sellingPlans, other.sellingPlans);
}

function soldTwice(one: MembershipSettings, other: MembershipSettings): Words {
  return {
    en: `One product sells both "${other.id}" and "${one.id}". Let each be sold by a product, variant or selling plan of its own.`,
    nl: `Eén product verkoopt zowel "${other.id}" als "${one.id}". Laat elk door een eigen product, variant of abonnement verkopen.`,
  };
}
