import { createHmac } from "node:crypto";
import { isDisposableEmail } from "disposable-email-domains-js";
import type { AppContext } from "../context.ts";
import type { AudienceSettings } from "../contracts/audience.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { isAmong, noStanding } from "../domain/programme/audience.ts";
import { SIGNALS, scoreOf, signalsOf } from "../domain/referrals/signals.ts";
import {
  addressTrace,
  cardTrace,
  emailTrace,
  ipTrace,
  phoneTrace,
  TRACE_KINDS,
  type Traces,
} from "../domain/referrals/traces.ts";
import { type ReferralToExamine, readToExamine, writeExamination } from "../persistence/referral-examinations.ts";
import { standingsOf } from "../persistence/standings.ts";
import { GatewayError } from "../shopify/errors.ts";
import { ReferralTracesDocument, type ReferralTracesQuery } from "../shopify/generated/operations.ts";

/**
 * Finds out once what speaks against a referral: Shopify is asked what the friend's order and the member have left (mailbox, phone, address,
 * card, connection), which is compared and kept as keyed hashes alone. Asked when the waiting time is over, so that the way of orders reads
 * nothing of it, and shops without referrals never do.
 *
 * @returns false where Shopify could not be asked now: the referral waits for the next sweep
 */
export async function examineReferral(app: AppContext, shop: ShopFacts, id: string): Promise<boolean> {
  const referral = await readToExamine(app.database.pool, shop.id, id);
  // A visit that led to no order has nothing to examine.
  if (!referral || referral.isExamined || referral.advocateGid === null) return true;
  const found = await askShopify(app, shop, referral.orderGid, referral.advocateGid);
  if (found === "not_now") return false;
  const standing = (await standingsOf(app.database.pool, shop.id, [referral.advocateId])).get(referral.advocateId);
  const isAmongAdvocates = isAmong(referral.audience as AudienceSettings | null, standing ?? noStanding);
  const examinedAt = app.clock.now().getTime();
  if (found === "denied" || !found.order) {
    const signals = [{ code: "unchecked", weight: SIGNALS.unchecked.weight }];
    const examination = { examinedAt, signals, score: scoreOf(signals), hasOrderedBefore: false, isAmongAdvocates };
    await writeExamination(app.database.pool, shop.id, id, examination, null);
    return true;
  }
  const hashed = hasher(app.env.SHOPIFY_API_SECRET, shop.id);
  const friend = tracesOf([found.order], found.order.customer);
  const advocate = tracesOf(found.customer?.orders.nodes ?? [], found.customer);
  const emails = [found.order.email, found.order.customer?.defaultEmailAddress?.emailAddress];
  const signals = signalsOf(
    {
      friend: hashed(friend),
      advocate: hashed(advocate),
      otherFriends: referral.otherTraces,
      isDisposable: emails.some((email) => email && isDisposableEmail(email)),
      withinHour: referral.withinHour,
      withinDay: referral.withinDay,
    },
    referral.review,
  );
  const hasOrderedBefore = isKnownBuyer(found.order, referral);
  const examination = { examinedAt, signals, score: scoreOf(signals), hasOrderedBefore, isAmongAdvocates };
  await writeExamination(app.database.pool, shop.id, id, examination, hashed(friend));
  return true;
}

async function askShopify(
  app: AppContext,
  shop: ShopFacts,
  order: string,
  advocate: string,
): Promise<ReferralTracesQuery | "denied" | "not_now"> {
  try {
    return await app.gateway.request(shop.domain, ReferralTracesDocument, { order, advocate });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    app.log.warn({ shop: shop.domain, reason: error.failure.reason }, "a referral could not be examined");
    return error.failure.reason === "access_denied" || error.failure.reason === "refused" ? "denied" : "not_now";
  }
}

type OrderTraces = Omit<NonNullable<ReferralTracesQuery["order"]>, "id" | "customer">;
type CustomerTraces = Pick<
  NonNullable<ReferralTracesQuery["customer"]>,
  "defaultEmailAddress" | "defaultPhoneNumber" | "defaultAddress"
>;

function tracesOf(orders: readonly OrderTraces[], customer: CustomerTraces | null | undefined): Traces {
  const addresses = [...orders.map(({ shippingAddress }) => shippingAddress), customer?.defaultAddress];
  return {
    email: some([...orders.map(({ email }) => email), customer?.defaultEmailAddress?.emailAddress].map(emailTrace)),
    phone: some([...orders.map(({ phone }) => phone), customer?.defaultPhoneNumber?.phoneNumber].map(phoneTrace)),
    address: some(
      addresses.map((each) => addressTrace(each ? { ...each, countryCode: each.countryCodeV2 ?? null } : null)),
    ),
    card: some(
      orders.flatMap(({ transactions }) => transactions.map(({ paymentDetails }) => cardTrace(cardOf(paymentDetails)))),
    ),
    ip: some(orders.map(({ clientIp }) => ipTrace(clientIp))),
  };
}

function cardOf(details: OrderTraces["transactions"][number]["paymentDetails"]) {
  if (!details || !("number" in details)) return null;
  const { company, number, bin, expirationMonth, expirationYear } = details;
  const expiry = expirationMonth && expirationYear ? `${expirationMonth}/${expirationYear}` : null;
  return { company, number, bin, expiry };
}

function some(traces: readonly (string | null)[]): string[] {
  return [...new Set(traces.filter((trace) => trace !== null))];
}

/** A key of the shop's own, of a secret that no database holds: hashes of two shops never match, and nobody can try addresses out. */
function hasher(secret: string, shopId: number): (traces: Traces) => Traces {
  const key = createHmac("sha256", secret).update(`referral traces of shop ${shopId}`).digest();
  const hash = (kind: string, trace: string): string =>
    createHmac("sha256", key).update(`${kind} ${trace}`).digest("base64url").slice(0, 22);
  return (traces) => {
    const hashed: Traces = { email: [], phone: [], address: [], card: [], ip: [] };
    for (const kind of TRACE_KINDS) hashed[kind] = traces[kind].map((trace) => hash(kind, trace));
    return hashed;
  };
}

/**
 * Whether Shopify counts orders of the friend from before this one that are not known here. Its count is of a lifetime; its list, for most
 * apps, of 60 days, the newest first.
 */
function isKnownBuyer(
  { id, customer }: NonNullable<ReferralTracesQuery["order"]>,
  { friendOrders, friendOrdersBefore }: ReferralToExamine,
): boolean {
  if (!customer) return false;
  const place = customer.orders.nodes.findIndex((each) => each.id === id);
  const counted = Number(customer.numberOfOrders);
  return place < 0 ? counted > friendOrders : counted - (place + 1) > friendOrdersBefore;
}
