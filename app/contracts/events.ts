import { z } from "zod";

/** What somebody did beside buying, as systems of the merchant's and providers of reviews tell it. */

/** The inbox's topic for it: stored as a webhook is, worked in its turn. */
export const EVENT_TOPIC = "zegel/event";

const word = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/i, "letters, digits, - and _, at most 32");
const shopifyId = (type: string) =>
  z
    .union([
      z
        .string()
        .regex(new RegExp(`^(gid://shopify/${type}/)?\\d{1,20}$`), `write Shopify's id of a ${type.toLowerCase()}`),
    ])
    .transform((text) => (text.startsWith("gid:") ? text : `gid://shopify/${type}/${text}`));

/** The body of POST /api/v1/events. */
export const eventRequest = z
  .strictObject({
    /** The caller's own: the same again is the same event. */
    id: z.string().trim().min(1).max(200),
    /** Such as review, visit, code, social, newsletter, or the name of a rule of the merchant's own. */
    name: word.optional(),
    /** Shopify's id of the customer, as a number in text or as gid://shopify/Customer/… */
    customer: shopifyId("Customer").optional(),
    email: z.email().max(254).optional(),
    /** When it happened; now when left out. */
    occurredAt: z.iso.datetime({ offset: true }).optional(),
    /** Of a review: Shopify's id of the product. */
    product: shopifyId("Product").optional(),
    /** Of a review: whether it has a picture or film. */
    photo: z.boolean().optional(),
    /** Of social: such as instagram. */
    network: word.optional(),
    action: z.enum(["follow", "share"]).optional(),
    /** What was typed. */
    code: z.string().trim().min(1).max(40).optional(),
    numbers: z.record(word, z.number().min(0).max(1_000_000_000_000)).optional(),
    /** It is so no longer, such as a review that was deleted: its points are taken back. Only the id is needed beside it. */
    undo: z.literal(true).optional(),
  })
  .refine((event) => event.undo || event.name !== undefined, { path: ["name"], message: "say what happened" })
  .refine((event) => event.undo || (event.customer === undefined) !== (event.email === undefined), {
    path: ["customer"],
    message: "say who it was, by customer or by email",
  });

export type EventRequest = z.output<typeof eventRequest>;

/** What the inbox keeps of it: `source` is who told, and what was left out is filled in. */
export const storedEvent = z.object({
  source: z.string(),
  id: z.string(),
  name: z.string().nullable(),
  customerGid: z.string().nullable(),
  email: z.string().nullable(),
  /** Epoch milliseconds. */
  occurredAt: z.int(),
  product: z.string().nullable(),
  hasPhoto: z.boolean(),
  network: z.string().nullable(),
  action: z.enum(["follow", "share"]).nullable(),
  code: z.string().nullable(),
  numbers: z.record(z.string(), z.number()),
  isUndone: z.boolean(),
});

export type StoredEvent = z.output<typeof storedEvent>;

/** What a caller of the API is answered: what happened, what was kept, what to do. */
export type EventAnswer =
  | { ok: true; outcome: "accepted" | "known" }
  | { ok: false; code: EventRefusalCode; message: { en: string; nl: string }; path?: string };

export type EventRefusalCode =
  | "no_key"
  | "not_json"
  | "too_large"
  | "invalid"
  | "too_many_requests"
  | "from_the_future"
  | "not_installed"
  | "unknown_provider"
  | "not_ready";
