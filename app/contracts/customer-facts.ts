import { z } from "zod";

/** What may be known of a customer beside names and e-mail address. */
export const CUSTOMER_FACTS = [
  "tag",
  "interest",
  "birthday",
  "gender",
  "country",
  "city",
  "email_consent",
  "sms_consent",
] as const;

export type CustomerFactName = (typeof CUSTOMER_FACTS)[number];

/** A metafield of the customer, as namespace and key: only those of `custom` and `facts` come along with what Shopify tells. */
const metafield = z
  .string()
  .regex(/^(custom|facts)\.[A-Za-z0-9_-]{2,64}$/, "write a customer metafield such as custom.gender");

/**
 * What the shop wants to know of its customers. Nothing is kept that is not asked for here, or by a rule that needs it; what is asked for no longer goes.
 * Tags and consent to marketing are kept in any case.
 */
export const customerFactSettings = z.strictObject({
  /** From Shopify's own metafield `facts.birth_date`, or as members tell it. */
  birthday: z.boolean().optional(),
  /** Country and town of the default address. */
  place: z.boolean().optional(),
  /** The metafield that holds it. */
  gender: metafield.optional(),
  /** The same; a list, or words with commas between them. */
  interests: metafield.optional(),
});

export type CustomerFactSettings = z.output<typeof customerFactSettings>;
