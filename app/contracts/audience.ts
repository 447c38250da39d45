import { z } from "zod";
import { segmentCode } from "./segments.ts";
import { shortCode } from "./setting-values.ts";

/**
 * Whom a rule, campaign, reward or offer is for: members who are in one of each list that is given; everybody where none is.
 */
export const audience = z.strictObject({
  tiers: z.array(shortCode).min(1).max(20).optional(),
  /** Codes of paid memberships. */
  memberships: z.array(shortCode).min(1).max(20).optional(),
  segments: z.array(segmentCode).min(1).max(50).optional(),
  /** The customer's tags at Shopify; capitals do not matter. */
  tags: z.array(z.string().trim().min(1).max(255)).min(1).max(50).optional(),
});

export type AudienceSettings = z.output<typeof audience>;
