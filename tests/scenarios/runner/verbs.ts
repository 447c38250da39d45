import { z } from "zod";
import { day, duration } from "./instant.ts";
import { decimal, id, listOf, money, oneOf, pieces, points, taxRate, text, yesOrNo } from "./values.ts";

/** Every verb with its fields. A field that is not here is refused with its line. */

/** A line by its fields; its sku alone will do. */
function lineOf<Fields extends z.ZodType>(fields: Fields) {
  return z.preprocess(
    (value) => (typeof value === "string" || typeof value === "number" ? { sku: value } : value),
    fields,
  );
}

const orderLine = lineOf(
  z.strictObject({
    sku: text.optional(),
    quantity: pieces.default(1),
    price: money.optional(),
    giftCard: yesOrNo.optional(),
    sellingPlan: text.optional(),
  }),
);

/** A line of an order that exists; all that is left of it unless a quantity is given. */
const takenLine = lineOf(z.strictObject({ sku: text, quantity: pieces.optional() }));

const code = z
  .strictObject({ code: text, amount: money.optional(), percent: decimal.optional() })
  .refine(
    (given) => (given.amount === undefined) !== (given.percent === undefined),
    "a code has either amount or percent",
  );

const customer = z.strictObject({
  id,
  email: z.string({ error: "write an e-mail address" }).optional(),
  birthday: day.optional(),
  tags: listOf(text).optional(),
  acceptsMarketing: yesOrNo.optional(),
  country: z.string({ error: "write a country's code, such as NL" }).optional(),
  gender: text.optional(),
  interests: listOf(text).optional(),
  address: text.refine((given) => given.split(",").length === 3, "write street, postal code, town").optional(),
  phone: text.optional(),
  referredBy: id.optional(),
});

const order = z
  .strictObject({
    id,
    by: id.optional(),
    guest: z.string({ error: "write an e-mail address" }).optional(),
    lines: listOf(orderLine).refine((lines) => lines.length > 0, "an order needs a line"),
    shipping: money.optional(),
    taxRate: taxRate.optional(),
    channel: oneOf(["web", "pos", "b2b"]).default("web"),
    location: text.refine((given) => /^\d{1,20}$/.test(given), "write a location's number").optional(),
    company: text.refine((given) => /^\d{1,20}$/.test(given), "write a company's number").optional(),
    codes: listOf(code).default([]),
    giftCardPaid: money.optional(),
    storeCreditPaid: money.optional(),
    redeem: listOf(id).default([]),
    renewal: yesOrNo.default(false),
    referredBy: id.optional(),
    card: text.refine((given) => /^\d{4}$/.test(given), "write the last four digits in quotes").optional(),
    ip: text.optional(),
    paid: yesOrNo.default(true),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "write a currency such as USD")
      .optional(),
    rate: decimal.optional(),
  })
  .refine(
    (given) => given.by === undefined || given.guest === undefined,
    "an order is by a customer or by a guest, not both",
  )
  .refine((given) => given.location === undefined || given.channel === "pos", "a location is of channel: pos")
  .refine((given) => given.company === undefined || given.channel === "b2b", "a company is of channel: b2b")
  .refine((given) => given.rate === undefined || given.currency !== undefined, "a rate needs its currency")
  .refine(
    (given) => given.storeCreditPaid === undefined || given.by !== undefined,
    "store credit belongs to a customer",
  );

/** A product of the file as it is from here on; what is left out stays. */
const product = z
  .strictObject({
    sku: text,
    price: money.optional(),
    tags: listOf(text).optional(),
    collections: listOf(text).optional(),
    type: text.optional(),
    vendor: text.optional(),
    gone: z.literal(true, { error: "write true" }).optional(),
  })
  .refine((given) => Object.keys(given).length > 1, "say what changes, or gone: true");

const orderOnly = z.preprocess(
  (value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? value : { order: value }),
  z.strictObject({ order: id }),
);

const edit = z
  .strictObject({ order: id, add: listOf(orderLine).default([]), remove: listOf(takenLine).default([]) })
  .refine((given) => given.add.length + given.remove.length > 0, "an edit adds or removes lines");

const refund = z.preprocess(
  (value) => (typeof value === "string" || typeof value === "number" ? { order: value } : value),
  z.strictObject({
    order: id,
    lines: listOf(takenLine).optional(),
    amount: money.optional(),
    shipping: z
      .union([money, z.literal(true)], { error: "write an amount in quotes, or true for all of it" })
      .optional(),
    to: oneOf(["original", "store_credit"]).default("original"),
    id: id.optional(),
  }),
);

const redeem = z.strictObject({ by: id, reward: text, points: points.min(1).optional(), ref: id });

const unredeem = z.preprocess(
  (value) => (typeof value === "object" && value !== null ? value : { ref: value }),
  z.strictObject({ ref: id }),
);

const claim = z.strictObject({ ref: id, as: oneOf(["ready", "fulfilled", "refused"]), note: text.optional() });

const save = z.strictObject({ by: id, reward: text.optional() });

/** A click on one of this week's offers. */
const activate = z.strictObject({ by: id, product: text });

const adjust = z.strictObject({
  of: id,
  points: points.refine((given) => given !== 0, "0 points adjust nothing"),
  reason: text.default("Adjusted"),
});

const decide = z.strictObject({ order: id, referral: oneOf(["approved", "refused"]) });

/** What somebody did beside buying, as another system tells it; a review is of a product of its own unless one is named. */
const event = z.strictObject({
  of: id,
  name: text,
  id: id.optional(),
  product: text.optional(),
  photo: yesOrNo.optional(),
  network: text.optional(),
  action: oneOf(["follow", "share"]).optional(),
  code: text.optional(),
  numbers: z.record(z.string(), z.number(), { error: "write numbers by name, such as { pages: 4 }" }).optional(),
  undo: yesOrNo.optional(),
});

const merge = z
  .strictObject({ from: id, into: id })
  .refine((given) => given.from !== given.into, "from and into are the same");

const forget = z.preprocess(
  (value) => (typeof value === "object" && value !== null ? value : { customer: value }),
  z.strictObject({ customer: id }),
);

/** What may be run by name, and the job that it is. */
export const JOBS = {
  sweep: "shop.sweep",
  offers: "offers.make",
  segments: "customers.score",
  tiers: "members.tiers",
  expiry: "shop.sweep",
  lapses: "shop.sweep",
  reservations: "shop.sweep",
  reconcile: "orders.reconcile",
  inbox: "inbox.work",
  outbox: "outbox.deliver",
} as const;
export type JobName = keyof typeof JOBS;

const run = z.string({ error: "write the name of a job" }).transform((name, context): JobName => {
  if (Object.hasOwn(JOBS, name)) return name as JobName;
  context.addIssue({ code: "custom", message: `write one of ${Object.keys(JOBS).join(", ")}` });
  return z.NEVER;
});

const deliver = z.union([oneOf(["once", "twice", "lost", "reversed"]), z.strictObject({ late: duration })], {
  error: "write once, twice, lost, reversed or { late: 2h }",
});

export const VERBS = {
  customer,
  product,
  order,
  pay: orderOnly,
  fulfil: orderOnly,
  cancel: orderOnly,
  edit,
  refund,
  redeem,
  unredeem,
  claim,
  save,
  activate,
  adjust,
  event,
  publish: z.record(z.string(), z.unknown(), { error: "write a programme" }),
  decide,
  merge,
  forget,
  run,
  deliver,
} as const;

export type Verb = keyof typeof VERBS;
export type Values = { [Name in Verb]: z.output<(typeof VERBS)[Name]> };
