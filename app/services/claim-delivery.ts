import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { formatMoney, parseMoney } from "../domain/money/money.ts";
import { localDayAt } from "../domain/programme/local-time.ts";
import { isTagKept, knownIssues, noteAsked, noteAskedOnce, noteNotDone } from "../persistence/claim-issuing.ts";
import { findClaim, type StoredClaim } from "../persistence/claims.ts";
import { membersById } from "../persistence/members.ts";
import { dueRows, postponeRows, settleRows } from "../persistence/outbox.ts";
import { GatewayError, type UserError, userErrorsOf } from "../shopify/errors.ts";
import {
  AddCustomerTagDocument,
  CustomerTagsDocument,
  GiftCardByCodeDocument,
  IssueGiftCardDocument,
  IssueStoreCreditDocument,
  type MoneyInput,
  RemoveCustomerTagDocument,
  StoreCreditsDocument,
} from "../shopify/generated/operations.ts";
import { changeClaims, type WantedChange } from "./claim-change.ts";
import { findShopFacts } from "./find-shop.ts";

const AT_ONCE = 20;
const DAY_MS = 86_400_000;
/** So long a request that nobody heard the end of may still be under way at Shopify. */
const STILL_UNDER_WAY_MS = 60_000;

/** Shopify's clock and ours may differ by less than this. */
const CLOCKS_APART_MS = 300_000;

/** What came of asking Shopify. */
type Delivery =
  | { outcome: "issued"; gid?: string }
  /** Shopify will not, and has not: the points go back. */
  | { outcome: "refused"; code: string }
  /** Not now; asked again later. */
  | { outcome: "later"; reason: string }
  /** Nothing is owed for this claim any more. */
  | { outcome: "nothing" };

/**
 * Issues what members have claimed: gift cards, store credit, tags; and takes tags off whose time is over. Each exactly once, whatever
 * answer is lost and whichever worker dies: README of domain/rewards says how.
 *
 * @returns whether more is due already
 */
export async function deliverClaims(app: AppContext, { id }: { id: number }): Promise<{ hasMore: boolean }> {
  const rows = await dueRows(app.database.pool, id, "claim", app.clock.now(), AT_ONCE);
  if (rows.length === 0) return { hasMore: false };
  const { facts: shop } = await findShopFacts(app, id);
  if (!shop) return { hasMore: false };
  for (const row of rows) {
    const claim = await findClaim(app.database.pool, shop.id, row.subject);
    const delivery = claim ? await deliver(app, shop, claim) : { outcome: "nothing" as const };
    if (delivery.outcome === "later") {
      app.log.warn({ shop: shop.domain, claim: row.subject, reason: delivery.reason }, "a claim waits for Shopify");
      const failed = [{ ...row, error: delivery.reason }];
      await postponeRows(app.database.pool, shop.id, "claim", failed, app.clock.now());
      continue;
    }
    if (claim) await conclude(app, shop, claim, delivery);
    await settleRows(app.database.pool, shop.id, "claim", [row]);
  }
  return { hasMore: rows.length === AT_ONCE };
}

async function conclude(app: AppContext, shop: ShopFacts, claim: StoredClaim, delivery: Delivery): Promise<void> {
  const isAccess = "tag" in claim.reward;
  const change: Omit<WantedChange, "claim"> | null =
    delivery.outcome === "refused"
      ? { to: "refused", by: "delivery", refusal: delivery.code }
      : delivery.outcome === "issued"
        ? { to: isAccess ? "ready" : "fulfilled", by: "delivery", ...(delivery.gid ? { issuedGid: delivery.gid } : {}) }
        : null;
  if (change === null) return;
  await app.database.transaction((transaction) =>
    changeClaims(transaction, shop, app.clock.now(), [{ claim, ...change }]),
  );
}

async function deliver(app: AppContext, shop: ShopFacts, claim: StoredClaim): Promise<Delivery> {
  const member = (await membersById(app.database.pool, shop.id, [claim.member])).get(claim.member);
  const customer = member?.customerGid;
  if (!customer)
    return claim.status === "claimed" ? { outcome: "refused", code: "customer_gone" } : { outcome: "nothing" };
  try {
    if (claim.status !== "claimed") return await takeAccess(app, shop, claim, customer);
    if (claim.reward.code === "gift_card") return await issueGiftCard(app, shop, claim, customer);
    if (claim.reward.code === "store_credit") return await issueStoreCredit(app, shop, claim, customer);
    return await giveAccess(app, shop, claim, customer);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { reason } = error.failure;
    // All but silence is an answer that nothing was done; unless an earlier request is still in doubt, nothing is.
    const isCertain = reason !== "unreachable" && claim.askedAt === null && claim.status === "claimed";
    if (isCertain && reason === "access_denied") return { outcome: "refused", code: "access_denied" };
    if (isCertain) await noteNotDone(app.database.pool, shop.id, claim.ref);
    return { outcome: "later", reason: error.message };
  }
}

/**
 * The code makes it once: it was made and stored with the claim, so that whoever asks again asks for the same card, and Shopify takes a code
 * once. TAKEN therefore means that an answer was lost; the card is looked up for its id. So this may be repeated at will.
 */
async function issueGiftCard(
  app: AppContext,
  shop: ShopFacts,
  { ref, reward, giftCode }: StoredClaim,
  customerId: string,
): Promise<Delivery> {
  if (reward.code !== "gift_card" || giftCode === null) return { outcome: "refused", code: "not_a_gift_card" };
  if (!(await noteAsked(app.database.pool, shop.id, ref, app.clock.now()))) return { outcome: "nothing" };
  const note = `Zegel ${ref}`;
  const { expiresAfterDays } = reward;
  const endsAt = app.clock.now().getTime() + (expiresAfterDays ?? 0) * DAY_MS;
  const answer = await app.gateway.request(shop.domain, IssueGiftCardDocument, {
    input: {
      code: giftCode,
      customerId,
      note,
      initialAmount: moneyOf(reward.amountMinor, shop),
      ...(expiresAfterDays === null ? {} : { expiresOn: localDayAt(endsAt, shop.timezone) }),
    },
  });
  const [error] = userErrorsOf(answer.giftCardCreate);
  if (!error) return { outcome: "issued", ...gidOf(answer.giftCardCreate?.giftCard?.id) };
  if (error.code !== "TAKEN") return refusedOrLater(app, shop, ref, error);
  const found = await app.gateway.request(shop.domain, GiftCardByCodeDocument, { code: giftCode });
  const card = found.giftCards.nodes.find((each) => each.note === note);
  // Shopify's search lags behind by some seconds; without the card's id the member still has the code.
  return { outcome: "issued", ...gidOf(card?.id) };
}

/**
 * Store credit has no code and no note, and Shopify offers no idempotency for it. So the customer's newest credit is noted before the one
 * request that is made; when its answer is lost, the credits that came after that one are looked through for the same amount by an adjustment
 * that no other claim has, once the request cannot be under way any more. Only if there is none it is asked for again.
 */
async function issueStoreCredit(
  app: AppContext,
  shop: ShopFacts,
  claim: StoredClaim,
  customerId: string,
): Promise<Delivery> {
  const { ref, reward, askedAt } = claim;
  if (reward.code !== "store_credit") return { outcome: "refused", code: "not_store_credit" };
  const now = app.clock.now().getTime();
  const credits = await readCredits(app, shop, customerId);
  if (credits === null) return refusedUnless(askedAt, "customer_gone");
  if (askedAt !== null) {
    const lost = await lostCredit(app, shop, { ...claim, askedAt }, reward.amountMinor, credits);
    if (lost !== null) return { outcome: "issued", gid: lost };
    if (now - askedAt < STILL_UNDER_WAY_MS) return { outcome: "later", reason: "IssueStoreCredit: no answer yet" };
  }
  const asking = { since: askedAt, now: app.clock.now(), creditBefore: credits[0]?.id ?? "" };
  if (!(await noteAskedOnce(app.database.pool, shop.id, ref, asking)))
    return { outcome: "later", reason: "IssueStoreCredit: asked by another worker" };
  const { expiresAfterDays } = reward;
  const expiresAt = new Date(now + (expiresAfterDays ?? 0) * DAY_MS).toISOString();
  try {
    const answer = await app.gateway.request(
      shop.domain,
      IssueStoreCreditDocument,
      {
        id: customerId,
        credit: {
          creditAmount: moneyOf(reward.amountMinor, shop),
          notify: true,
          ...(expiresAfterDays === null ? {} : { expiresAt }),
        },
      },
      { once: true },
    );
    const [error] = userErrorsOf(answer.storeCreditAccountCredit);
    if (error) return refusedOrLater(app, shop, ref, error);
    return { outcome: "issued", ...gidOf(answer.storeCreditAccountCredit?.storeCreditAccountTransaction?.id) };
  } catch (error) {
    // Everything but silence is an answer that nothing was done.
    if (error instanceof GatewayError && error.failure.reason !== "unreachable") {
      await noteNotDone(app.database.pool, shop.id, ref);
      if (error.failure.reason === "access_denied") return { outcome: "refused", code: "access_denied" };
    }
    throw error;
  }
}

/** The oldest credit that may be what a lost answer left: one of the same amount, since the claim was asked for, that no other claim has. */
async function lostCredit(
  app: AppContext,
  shop: ShopFacts,
  { creditBefore, askedAt }: { creditBefore: string | null; askedAt: number },
  amountMinor: number,
  credits: readonly Credit[],
): Promise<string | null> {
  const before = credits.findIndex(({ id }) => id === creditBefore);
  const alike = (before === -1 ? credits : credits.slice(0, before)).filter(
    (each) =>
      each.event === "ADJUSTMENT" &&
      each.createdAt >= askedAt - CLOCKS_APART_MS &&
      each.currency === shop.currency &&
      parseMoney(each.amount, shop.currency) === amountMinor,
  );
  const ids = alike.map(({ id }) => id);
  const known = await knownIssues(app.database.pool, shop.id, ids);
  return ids.findLast((id) => !known.has(id)) ?? null;
}

interface Credit {
  id: string;
  event: string;
  /** Decimal text. */
  amount: string;
  currency: string;
  /** Epoch milliseconds. */
  createdAt: number;
}

/** A customer's credits in all currencies, the newest first; null for a customer whom Shopify does not know. */
async function readCredits(app: AppContext, shop: ShopFacts, id: string): Promise<Credit[] | null> {
  const { customer } = await app.gateway.request(shop.domain, StoreCreditsDocument, { id });
  if (!customer) return null;
  return customer.storeCreditAccounts.nodes.flatMap(({ transactions }) =>
    transactions.nodes.flatMap((each) =>
      "id" in each
        ? [
            {
              id: each.id,
              event: each.event,
              amount: each.amount.amount,
              currency: each.amount.currencyCode,
              createdAt: Date.parse(each.createdAt),
            },
          ]
        : [],
    ),
  );
}

/** Adding a tag twice is adding it once. One that was there before, in capitals or not, does the same and is not ours to take off. */
async function giveAccess(app: AppContext, shop: ShopFacts, claim: StoredClaim, id: string): Promise<Delivery> {
  if (!("tag" in claim.reward)) return { outcome: "nothing" };
  const { tag } = claim.reward;
  const { customer } = await app.gateway.request(shop.domain, CustomerTagsDocument, { id });
  if (!customer) return { outcome: "refused", code: "customer_gone" };
  const isOurs = await isTagKept(app.database.pool, shop.id, claim, tag);
  const hadTag = !isOurs && customer.tags.some((each) => each.toLowerCase() === tag.toLowerCase());
  if (!(await noteAsked(app.database.pool, shop.id, claim.ref, app.clock.now(), { hadTag })))
    return { outcome: "nothing" };
  if (hadTag) return { outcome: "issued" };
  const answer = await app.gateway.request(shop.domain, AddCustomerTagDocument, { id, tags: [tag] });
  const [error] = userErrorsOf(answer.tagsAdd);
  return error ? { outcome: "refused", code: error.code } : { outcome: "issued" };
}

/** Takes the tag off, unless the customer had it before or another claim keeps it on them. */
async function takeAccess(app: AppContext, shop: ShopFacts, claim: StoredClaim, id: string): Promise<Delivery> {
  if (!("tag" in claim.reward) || claim.status === "ready" || claim.hadTag === true) return { outcome: "nothing" };
  const { tag } = claim.reward;
  if (await isTagKept(app.database.pool, shop.id, claim, tag)) return { outcome: "nothing" };
  // A customer whom Shopify does not know any more has no tag either.
  await app.gateway.request(shop.domain, RemoveCustomerTagDocument, { id, tags: [tag] });
  return { outcome: "nothing" };
}

/** Shopify looked and said no; but for an error of its own, of which nobody knows how far it came. */
async function refusedOrLater(app: AppContext, shop: ShopFacts, ref: string, error: UserError): Promise<Delivery> {
  if (error.code === "INTERNAL_ERROR" || error.code === "NO_ANSWER")
    return { outcome: "later", reason: `Shopify: ${error.code}` };
  await noteNotDone(app.database.pool, shop.id, ref);
  return { outcome: "refused", code: error.code };
}

function refusedUnless(askedAt: number | null, code: string): Delivery {
  return askedAt === null ? { outcome: "refused", code } : { outcome: "later", reason: code };
}

/** The shop's currency is one that Shopify named. */
function moneyOf(minor: number, { currency }: ShopFacts): MoneyInput {
  return { amount: formatMoney(minor, currency), currencyCode: currency as MoneyInput["currencyCode"] };
}

function gidOf(id: string | undefined): { gid?: string } {
  return id === undefined ? {} : { gid: id };
}
