import { z } from "zod";

/** What providers of reviews send when somebody wrote one, as far as we read it. */

const id = z.union([z.string(), z.number()]).transform(String);

/**
 * Judge.me: `review/created` and `review/updated` (judge.me/api/docs, webhooks; an example stands in Mechanic's documentation of the integration).
 * `reviewer.external_id` is Shopify's number of the customer, `product_external_id` that of the product; 0 or null where there is none.
 */
export const judgeMeMessage = z.object({
  event: z.string(),
  review: z.object({
    id,
    created_at: z.string(),
    /** "not-yet", "ok" or "spam". */
    curated: z.string().nullish(),
    pictures: z.array(z.unknown()).nullish(),
    product_external_id: id.nullish(),
    reviewer: z.object({ email: z.string().nullish(), external_id: id.nullish() }),
  }),
});

/** Stamped: "new review received" (help.stamped.io, article 273). Times are without a zone: UTC. */
export const stampedMessage = z.object({
  id,
  customerEmail: z.string().nullish(),
  productId: id.nullish(),
  dateCreated: z.string().nullish(),
  reviewUserPhotos: z.unknown().optional(),
  reviewUserVideos: z.unknown().optional(),
});

export const REVIEW_PROVIDERS = ["judgeme", "stamped"] as const;
export type ReviewProvider = (typeof REVIEW_PROVIDERS)[number];

export type JudgeMeMessage = z.output<typeof judgeMeMessage>;
export type StampedMessage = z.output<typeof stampedMessage>;
