import { randomBytes } from "node:crypto";
import { legacyId, parseGid } from "../gid.ts";
import { parseMoney } from "../money.ts";
import type { Customer, GiftCard, Shop, StoreCreditTransaction } from "../state.ts";
import { accountGid, creditStore, debitStore, expireStoreCredit, hasAccount, transactionsOf } from "../store-credit.ts";
import { byNumber, paginate } from "./connection.ts";
import {
  type AdminContext,
  type Args,
  demandScope,
  fieldsOf,
  inputArg,
  optionalText,
  type TypeResolvers,
  textArg,
} from "./context.ts";
import { invalidId, notSimulated } from "./refusals.ts";
import { dateTime, dateTimeOrNull, money } from "./scalars.ts";
import { type SearchFields, searchPredicate } from "./search-query.ts";

/** Gift cards and store credit of the Admin API. */

/** Shopify's most for one card is by country and currency; this is that of a shop in dollars. */
const mostOfOneCardMinor = 200_000;

export function giftCardsOf(shop: Shop): Map<string, GiftCard> {
  shop.giftCards ??= new Map();
  return shop.giftCards;
}

function giftCardCreate(_source: unknown, args: Args, context: AdminContext) {
  const { shop, world } = context;
  const input = inputArg(args, "input");
  const refuse = (field: string, message: string, code: string) => ({
    giftCard: null,
    giftCardCode: null,
    userErrors: [{ __typename: "GiftCardUserError", field: ["input", field], message, code }],
  });
  const allowed = ["code", "customerId", "expiresOn", "initialAmount", "note"];
  const unknown = Object.keys(input).find((name) => !allowed.includes(name));
  if (unknown) throw notSimulated(`giftCardCreate's ${unknown}`);
  if (!input.initialAmount) return refuse("initialAmount", "can't be blank", "MISSING_ARGUMENT");
  const { amount, currencyCode } = inputArg(input, "initialAmount");
  if (currencyCode !== shop.currency) throw notSimulated("gift cards in another currency than the shop's");
  const minor = parseMoney(String(amount), shop.currency);
  if (minor <= 0) return refuse("initialAmount", "must be greater than 0", "GREATER_THAN");
  if (minor > mostOfOneCardMinor)
    return refuse("initialAmount", "can't exceed the gift card limit", "GIFT_CARD_LIMIT_EXCEEDED");
  const customerGid = optionalText(input, "customerId");
  if (customerGid !== null) {
    demandScope(context, "giftCardCreate", "write_customers");
    if (!shop.customers.has(customerGid)) return refuse("customerId", "could not be found", "CUSTOMER_NOT_FOUND");
  }
  const code = (optionalText(input, "code") ?? randomBytes(8).toString("hex")).toLowerCase();
  if (code.length < 8) return refuse("code", "is too short (minimum is 8 characters)", "TOO_SHORT");
  if (code.length > 20) return refuse("code", "is too long (maximum is 20 characters)", "TOO_LONG");
  if (!/^[a-z0-9]+$/.test(code)) return refuse("code", "can only contain letters(a-z) and numbers(0-9)", "INVALID");
  if ([...giftCardsOf(shop).values()].some((card) => card.code === code))
    return refuse("code", "has already been taken", "TAKEN");
  const now = world.clock.now();
  const card: GiftCard = {
    gid: world.newGid("GiftCard"),
    code,
    initialMinor: minor,
    balanceMinor: minor,
    customerGid,
    note: optionalText(input, "note"),
    expiresOn: optionalText(input, "expiresOn"),
    deactivatedAt: null,
    createdAt: now,
    updatedAt: now,
  };
  giftCardsOf(shop).set(card.gid, card);
  return { giftCard: card, giftCardCode: code, userErrors: [] };
}

/** The customer whose account an id means: their own id, or that of an account that there is. */
function ownerOf({ shop }: AdminContext, id: string): Customer | null {
  const parsed = parseGid(id);
  const customer = shop.customers.get(`gid://shopify/Customer/${parsed?.id ?? ""}`);
  if (!customer || (parsed?.type === "StoreCreditAccount" && !hasAccount(customer))) return null;
  return customer;
}

function storeCreditAccountCredit(_source: unknown, args: Args, context: AdminContext) {
  const { shop, world } = context;
  const refuse = (field: string[], message: string, code: string) => ({
    storeCreditAccountTransaction: null,
    userErrors: [{ field, message, code }],
  });
  const id = textArg(args, "id");
  const customer = ownerOf(context, id);
  if (!customer && parseGid(id)?.type === "Customer") return refuse(["id"], "Owner does not exist", "OWNER_NOT_FOUND");
  if (!customer) return refuse(["id"], "Store credit account could not be found", "ACCOUNT_NOT_FOUND");
  const input = inputArg(args, "creditInput");
  const { amount, currencyCode } = inputArg(input, "creditAmount");
  const where = ["creditInput", "creditAmount"];
  if (currencyCode !== shop.currency) return refuse(where, "Currency is not the account's", "MISMATCHING_CURRENCY");
  const minor = parseMoney(String(amount), shop.currency);
  if (minor <= 0) return refuse(where, "A positive amount must be used", "NEGATIVE_OR_ZERO_AMOUNT");
  const expiry = optionalText(input, "expiresAt");
  const expiresAt = expiry === null ? null : new Date(expiry);
  if (expiresAt && expiresAt <= world.clock.now())
    return refuse(["creditInput", "expiresAt"], "The expiry date must be in the future", "EXPIRES_AT_IN_PAST");
  expireStoreCredit(customer, world.clock.now());
  const making = { now: world.clock.now(), newGid: world.newGid };
  const transaction = creditStore(making, customer, minor, "ADJUSTMENT", expiresAt);
  return { storeCreditAccountTransaction: shown(shop, customer, transaction), userErrors: [] };
}

function storeCreditAccountDebit(_source: unknown, args: Args, context: AdminContext) {
  const { shop, world } = context;
  const refuse = (field: string[], message: string, code: string) => ({
    storeCreditAccountTransaction: null,
    userErrors: [{ field, message, code }],
  });
  const customer = ownerOf(context, textArg(args, "id"));
  if (!customer || !hasAccount(customer))
    return refuse(["id"], "Store credit account could not be found", "ACCOUNT_NOT_FOUND");
  const { amount, currencyCode } = inputArg(inputArg(args, "debitInput"), "debitAmount");
  const where = ["debitInput", "debitAmount"];
  if (currencyCode !== shop.currency) return refuse(where, "Currency is not the account's", "MISMATCHING_CURRENCY");
  const minor = parseMoney(String(amount), shop.currency);
  if (minor <= 0) return refuse(where, "A positive amount must be used", "NEGATIVE_OR_ZERO_AMOUNT");
  expireStoreCredit(customer, world.clock.now());
  if (customer.storeCreditMinor < minor)
    return refuse(where, "The account does not have sufficient funds", "INSUFFICIENT_FUNDS");
  const making = { now: world.clock.now(), newGid: world.newGid };
  const transaction = debitStore(making, customer, minor, "ADJUSTMENT");
  return { storeCreditAccountTransaction: shown(shop, customer, transaction), userErrors: [] };
}

/** A transaction as the API answers it. */
function shown(shop: Shop, customer: Customer, transaction: StoreCreditTransaction) {
  const { kind, remainingMinor, expiresAt } = transaction;
  const ofCredit = {
    remainingAmount: money(remainingMinor, shop.currency),
    expiresAt: dateTimeOrNull(expiresAt),
  };
  return {
    __typename: kind === "credit" ? "StoreCreditAccountCreditTransaction" : "StoreCreditAccountDebitTransaction",
    gid: transaction.gid,
    id: transaction.gid,
    amount: money(transaction.amountMinor, shop.currency),
    balanceAfterTransaction: money(transaction.balanceAfterMinor, shop.currency),
    account: customer,
    createdAt: dateTime(transaction.createdAt),
    event: transaction.event,
    origin: null,
    ...(kind === "credit" ? ofCredit : {}),
  };
}

const transactionSearch: SearchFields<StoreCreditTransaction> = {
  id: ({ gid }) => legacyId(gid).toString(),
  type: ({ kind }) => kind,
  expires_at: ({ expiresAt }) => expiresAt,
};

/** Accounts of a customer: none before the first credit, then one. */
export function storeCreditAccounts(customer: Customer, args: Args, { world }: AdminContext) {
  expireStoreCredit(customer, world.clock.now());
  return paginate(hasAccount(customer) ? [customer] : [], args, accountGid);
}

const accountType = fieldsOf<Customer>({
  id: accountGid,
  owner: (customer) => customer,
  balance: (customer, _args, { shop }) => money(customer.storeCreditMinor, shop.currency),
  transactions: (customer, args, { shop }) => {
    const { sortKey = "CREATED_AT" } = args;
    if (sortKey !== "CREATED_AT") throw notSimulated(`sorting transactions by ${sortKey}`);
    const matching = transactionsOf(customer).filter(searchPredicate(args.query, transactionSearch, () => ""));
    const shownOnes = matching.map((each) => ({ ...shown(shop, customer, each), at: each.createdAt.getTime() }));
    return paginate(shownOnes, args, ({ at, gid }) => `${byNumber(at)} ${byNumber(legacyId(gid))}`);
  },
});

const giftCardSearch: SearchFields<GiftCard> = {
  id: ({ gid }) => legacyId(gid).toString(),
  created_at: ({ createdAt }) => createdAt,
  customer_id: ({ customerGid }) => (customerGid ? legacyId(customerGid).toString() : null),
  source: () => "api_client",
  status: ({ deactivatedAt }) => (deactivatedAt ? "disabled" : "enabled"),
  balance_status: ({ balanceMinor, initialMinor }) =>
    balanceMinor === 0 ? "empty" : [balanceMinor === initialMinor ? "full" : "partial", "full_or_partial"],
};

const giftCardType = fieldsOf<GiftCard>({
  id: ({ gid }) => gid,
  balance: ({ balanceMinor }, _args, { shop }) => money(balanceMinor, shop.currency),
  initialValue: ({ initialMinor }, _args, { shop }) => money(initialMinor, shop.currency),
  customer: ({ customerGid }, _args, { shop }) => shop.customers.get(customerGid ?? "") ?? null,
  note: ({ note }) => note,
  enabled: ({ deactivatedAt }) => deactivatedAt === null,
  deactivatedAt: ({ deactivatedAt }) => dateTimeOrNull(deactivatedAt),
  expiresOn: ({ expiresOn }) => expiresOn,
  lastCharacters: ({ code }) => code.slice(-4),
  maskedCode: ({ code }) => `•••• •••• •••• ${code.slice(-4)}`,
  createdAt: ({ createdAt }) => dateTime(createdAt),
  updatedAt: ({ updatedAt }) => dateTime(updatedAt),
  order: () => null,
  lineItem: () => null,
});

const creditQueries = fieldsOf<unknown>({
  giftCard: (_source, args, { shop }) => {
    const id = textArg(args, "id");
    if (parseGid(id)?.type !== "GiftCard") throw invalidId(id);
    return giftCardsOf(shop).get(id) ?? null;
  },
  giftCards: (_source, args, { shop }) => {
    const { sortKey = "ID" } = args;
    if (sortKey !== "ID" && sortKey !== "CREATED_AT") throw notSimulated(`sorting gift cards by ${sortKey}`);
    const matching = [...giftCardsOf(shop).values()].filter(
      searchPredicate(args.query, giftCardSearch, ({ code, note }) => `${code} ${note ?? ""}`),
    );
    return paginate(matching, args, ({ gid }) => byNumber(legacyId(gid)));
  },
  storeCreditAccount: (_source, args, context) => {
    const customer = ownerOf(context, textArg(args, "id"));
    return customer && hasAccount(customer) ? customer : null;
  },
});

export const creditTypes: Record<string, TypeResolvers> = {
  StoreCreditAccount: accountType,
  GiftCard: giftCardType,
};

export { creditQueries };

export const creditMutations = fieldsOf<unknown>({ giftCardCreate, storeCreditAccountCredit, storeCreditAccountDebit });
