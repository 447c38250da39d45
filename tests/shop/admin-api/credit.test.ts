import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AdminAnswer, askAdmin, exchangeToken } from "../admin-client.ts";
import { createDrivenClock } from "../clock.ts";
import { startShopForTest } from "../listening-app.ts";
import type { Customer, Shop } from "../state.ts";

const clock = createDrivenClock("2026-03-01T12:00:00Z");
let running: Awaited<ReturnType<typeof startShopForTest>>;
let shop: Shop;
let ann: Customer;
let token: string;
const scopes = [
  "write_customers",
  "write_gift_cards",
  "write_store_credit_account_transactions",
  "read_store_credit_accounts",
];
beforeAll(async () => {
  running = await startShopForTest({ clock });
});
afterAll(() => running.close());
beforeEach(async () => {
  shop = running.simulated.addShop();
  running.simulated.installApp(shop.domain);
  running.simulated.changeScopes(shop.domain, scopes);
  ann = running.simulated.addCustomer(shop.domain, { email: "ann@example.com" });
  token = (await exchangeToken(running.simulated, shop)).access_token;
});

const ask = (query: string, variables: Record<string, unknown> = {}): Promise<AdminAnswer> =>
  askAdmin(running.simulated, shop, token, query, variables);

const money = (amount: string) => ({ amount, currencyCode: "EUR" });
const issue = (input: object) =>
  ask(
    `mutation IssueGiftCard($input: GiftCardCreateInput!) { giftCardCreate(input: $input) {
       giftCard { id balance { amount } customer { id } note } giftCardCode userErrors { field code message } } }`,
    { input },
  );
const credit = (creditInput: object, id = ann.gid) =>
  ask(
    `mutation Credit($id: ID!, $creditInput: StoreCreditAccountCreditInput!) {
       storeCreditAccountCredit(id: $id, creditInput: $creditInput) {
         storeCreditAccountTransaction { id amount { amount } balanceAfterTransaction { amount } expiresAt }
         userErrors { field code message } } }`,
    { id, creditInput },
  );

describe("A gift card", () => {
  it("is issued to a customer with a code of the app's, and found by that code", async () => {
    const input = { initialAmount: money("10"), customerId: ann.gid, code: "ZEGEL00000000001", note: "Zegel ABCD" };
    const { data } = await issue(input);
    expect(data).toMatchObject({
      giftCardCreate: { giftCard: { balance: { amount: "10.0" }, customer: { id: ann.gid } }, userErrors: [] },
    });
    const found = await ask('{ giftCards(first: 2, query: "zegel00000000001") { nodes { note lastCharacters } } }');
    expect(found.data).toEqual({ giftCards: { nodes: [{ note: "Zegel ABCD", lastCharacters: "0001" }] } });
  });

  it("is refused under a code that there is already, in capitals or not", async () => {
    await issue({ initialAmount: money("10"), code: "zegel00000000002" });
    const { data } = await issue({ initialAmount: money("10"), code: "ZEGEL00000000002" });
    expect(data).toMatchObject({ giftCardCreate: { giftCard: null, userErrors: [{ code: "TAKEN" }] } });
  });

  it.each([
    ["nothing", { initialAmount: money("0") }, "GREATER_THAN"],
    ["more than a card may hold", { initialAmount: money("5000") }, "GIFT_CARD_LIMIT_EXCEEDED"],
    [
      "a customer who is not there",
      { initialAmount: money("5"), customerId: "gid://shopify/Customer/1" },
      "CUSTOMER_NOT_FOUND",
    ],
    ["a code that is too short", { initialAmount: money("5"), code: "short" }, "TOO_SHORT"],
  ])("is refused for %s", async (_what, input, code) => {
    expect((await issue(input)).data).toMatchObject({ giftCardCreate: { userErrors: [{ code }] } });
  });

  it("needs the scope that the schema names", async () => {
    running.simulated.changeScopes(shop.domain, ["write_customers"]);
    expect((await issue({ initialAmount: money("5") })).errors).toMatchObject([
      { extensions: { code: "ACCESS_DENIED" } },
    ]);
  });

  it("is there although the answer was lost", async () => {
    running.simulated.loseAnswers("IssueGiftCard");
    await expect(issue({ initialAmount: money("5"), code: "zegel00000000003" })).rejects.toThrow("JSON");
    const again = await issue({ initialAmount: money("5"), code: "zegel00000000003" });
    expect(again.data).toMatchObject({ giftCardCreate: { userErrors: [{ code: "TAKEN" }] } });
  });
});

describe("Store credit", () => {
  const account = () =>
    ask(
      `query($id: ID!) { customer(id: $id) { storeCreditAccounts(first: 1) { nodes { balance { amount }
         transactions(first: 5, reverse: true, query: "type:credit") { nodes { event amount { amount } } } } } } }`,
      { id: ann.gid },
    );

  it("has no account before its first credit, and tells its transactions after it", async () => {
    expect((await account()).data).toEqual({ customer: { storeCreditAccounts: { nodes: [] } } });
    await credit({ creditAmount: money("5.00") });
    await credit({ creditAmount: money("2.50") });
    const transactions = {
      nodes: [
        { event: "ADJUSTMENT", amount: { amount: "2.5" } },
        { event: "ADJUSTMENT", amount: { amount: "5.0" } },
      ],
    };
    expect((await account()).data).toEqual({
      customer: { storeCreditAccounts: { nodes: [{ balance: { amount: "7.5" }, transactions }] } },
    });
  });

  it("that expires is gone when its time is up, and is spent first before that", async () => {
    await credit({ creditAmount: money("5.00") });
    await credit({ creditAmount: money("3.00"), expiresAt: "2026-03-08T12:00:00Z" });
    const debit = await ask(
      `mutation($id: ID!) { storeCreditAccountDebit(id: $id, debitInput: { debitAmount: { amount: "1", currencyCode: EUR } }) {
         storeCreditAccountTransaction { balanceAfterTransaction { amount } } userErrors { code } } }`,
      { id: ann.gid },
    );
    expect(debit.data).toMatchObject({
      storeCreditAccountDebit: { storeCreditAccountTransaction: { balanceAfterTransaction: { amount: "7.0" } } },
    });
    clock.set("2026-03-08T12:00:00Z");
    expect((await account()).data).toMatchObject({
      customer: { storeCreditAccounts: { nodes: [{ balance: { amount: "5.0" } }] } },
    });
  });

  it.each([
    ["nobody", { creditAmount: money("5") }, "gid://shopify/Customer/1", "OWNER_NOT_FOUND"],
    ["nothing", { creditAmount: money("0") }, undefined, "NEGATIVE_OR_ZERO_AMOUNT"],
    ["another currency", { creditAmount: { amount: "5", currencyCode: "USD" } }, undefined, "MISMATCHING_CURRENCY"],
    ["the past", { creditAmount: money("5"), expiresAt: "2020-01-01T00:00:00Z" }, undefined, "EXPIRES_AT_IN_PAST"],
  ])("is refused for %s", async (_what, input, id, code) => {
    expect((await credit(input, id)).data).toMatchObject({ storeCreditAccountCredit: { userErrors: [{ code }] } });
  });
});
