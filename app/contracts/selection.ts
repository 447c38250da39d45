import { z } from "zod";

/**
 * Which goods a rule, campaign, reward, perk or offer is about: those that one of the lists names and that no list under `except` does; all
 * goods where nothing is named.
 */
const names = z.array(z.string().trim().min(1).max(255)).min(1).max(250).optional();

const criteria = {
  /** Handles, or Shopify's global ids. */
  products: names,
  /** Shopify's global ids of variants. */
  variants: names,
  skus: names,
  /** Handles, or Shopify's global ids. */
  collections: names,
  tags: names,
  vendors: names,
  types: names,
};

export const selection = z.strictObject({ ...criteria, except: z.strictObject(criteria).optional() });

export type SelectionSettings = z.output<typeof selection>;
export type SelectionCriteria = Omit<SelectionSettings, "except">;
