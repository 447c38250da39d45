import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { askAdmin, exchangeToken } from "../admin-client.ts";
import { startShopForTest } from "../listening-app.ts";
import { isReadableByStorefront, metafieldsOf } from "../metafields.ts";

let running: Awaited<ReturnType<typeof startShopForTest>>;
let token: string;
let owner: string;
beforeAll(async () => {
  running = await startShopForTest();
  token = (await exchangeToken(running.simulated, running.shop)).access_token;
});
afterAll(() => running.close());
beforeEach(() => {
  owner = running.simulated.addCustomer("acme", {}).gid;
});

const ask = async (query: string, variables: Record<string, unknown>) => {
  const answer = await askAdmin(running.simulated, running.shop, token, query, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data ?? {};
};

interface SetResult {
  metafields: { namespace: string; value: string; compareDigest: string; type: string }[];
  userErrors: { field: string[]; code: string; message: string; elementIndex: number | null }[];
}

const setMetafields = async (...metafields: Record<string, unknown>[]): Promise<SetResult> => {
  const data = await ask(
    `mutation($m: [MetafieldsSetInput!]!) {
      metafieldsSet(metafields: $m) {
        metafields { namespace value compareDigest type }
        userErrors { field code message elementIndex }
      }
    }`,
    { m: metafields.map((each) => ({ ownerId: owner, key: "wallet", type: "json", value: "{}", ...each })) },
  );
  return data.metafieldsSet as SetResult;
};

describe("metafieldsSet", () => {
  it("keeps the app's own namespace under the app's number, with or without $app", async () => {
    const { metafields } = await setMetafields(
      {},
      { namespace: "$app", key: "card" },
      { namespace: "$app:deep", key: "card" },
    );
    const own = `app--${running.simulated.app.appId}`;
    expect(metafields.map((each) => each.namespace)).toEqual([own, own, `${own}--deep`]);
  });

  it("refuses another app's namespace", async () => {
    expect((await setMetafields({ namespace: "app--1" })).userErrors).toMatchObject([{ code: "APP_NOT_AUTHORIZED" }]);
  });

  it("writes all or nothing", async () => {
    const { userErrors } = await setMetafields({ key: "one" }, { key: "two", value: "not json" });
    expect(userErrors).toMatchObject([{ code: "INVALID_VALUE", elementIndex: 1, field: ["metafields", "1", "value"] }]);
    expect(metafieldsOf(running.shop, owner)).toEqual([]);
  });

  it("takes at most 25 at a time", async () => {
    const many = Array.from({ length: 26 }, (_, index) => ({ key: `key-${index}` }));
    expect((await setMetafields(...many)).userErrors).toMatchObject([{ code: "LESS_THAN_OR_EQUAL_TO" }]);
    expect((await setMetafields(...many.slice(1))).userErrors).toEqual([]);
  });

  it.each([
    ["json", "{", "INVALID_VALUE"],
    ["number_integer", "1.5", "INVALID_VALUE"],
    ["boolean", "yes", "INVALID_VALUE"],
    ["date", "2026-02-31x", "INVALID_VALUE"],
    ["single_line_text_field", "two\nlines", "INVALID_VALUE"],
    ["list.number_integer", '["a"]', "INVALID_VALUE"],
    ["no_such_type", "x", "INCLUSION"],
    ["json", JSON.stringify("x".repeat(128 * 1024)), "TOO_LONG"],
  ])("refuses %s with a value that it cannot be", async (type, value, code) => {
    expect((await setMetafields({ type, value })).userErrors).toMatchObject([{ code }]);
  });

  it("refuses an owner that is not there", async () => {
    expect((await setMetafields({ ownerId: "gid://shopify/Customer/1" })).userErrors).toMatchObject([
      { code: "INVALID" },
    ]);
  });

  it("compares before it sets: null demands that nothing is there", async () => {
    expect((await setMetafields({ compareDigest: null })).userErrors).toEqual([]);
    expect((await setMetafields({ compareDigest: null })).userErrors).toMatchObject([
      { code: "STALE_OBJECT", elementIndex: 0 },
    ]);
  });

  it("compares before it sets: a digest demands that nothing has changed", async () => {
    const [first] = (await setMetafields({})).metafields;
    const second = await setMetafields({ value: '{"points":1}', compareDigest: first?.compareDigest });
    expect(second.userErrors).toEqual([]);
    expect(
      (await setMetafields({ value: '{"points":2}', compareDigest: first?.compareDigest })).userErrors,
    ).toMatchObject([{ code: "STALE_OBJECT" }]);
    expect(metafieldsOf(running.shop, owner)[0]?.value).toBe('{"points":1}');
    expect((await setMetafields({ compareDigest: "nonsense" })).userErrors).toMatchObject([
      { code: "INVALID_COMPARE_DIGEST" },
    ]);
  });

  it("lets one of many that compare at once through", async () => {
    const results = await Promise.all(Array.from({ length: 10 }, () => setMetafields({ compareDigest: null })));
    expect(results.filter((result) => result.userErrors.length === 0)).toHaveLength(1);
  });
});

describe("A metafield definition", () => {
  const define = async (definition: Record<string, unknown>) => {
    const data = await ask(
      `mutation($d: MetafieldDefinitionInput!) {
        metafieldDefinitionCreate(definition: $d) {
          createdDefinition { key type { name } access { admin storefront customerAccount } }
          userErrors { code field message }
        }
      }`,
      { d: { ownerType: "CUSTOMER", name: "A definition", type: "json", ...definition } },
    );
    return data.metafieldDefinitionCreate as { createdDefinition: unknown; userErrors: { code: string }[] };
  };

  it("says who may read, is there once, and rules the type from then on", async () => {
    const access = { admin: "MERCHANT_READ", storefront: "PUBLIC_READ", customerAccount: "READ" };
    const made = await define({ key: "ruled", access });
    expect(made).toEqual({ createdDefinition: { key: "ruled", type: { name: "json" }, access }, userErrors: [] });
    expect((await define({ key: "ruled" })).userErrors).toMatchObject([{ code: "TAKEN" }]);
    expect((await setMetafields({ key: "ruled", type: "boolean", value: "true" })).userErrors).toMatchObject([
      { code: "INVALID_TYPE" },
    ]);
    expect((await setMetafields({ key: "ruled", type: undefined })).userErrors).toEqual([]);
    const [metafield] = metafieldsOf(running.shop, owner);
    expect(metafield && isReadableByStorefront(running.shop, metafield)).toBe(true);
  });

  it("keeps the storefront out unless it lets it in", async () => {
    await define({ key: "kept-out" });
    await setMetafields({ key: "kept-out" });
    const [metafield] = metafieldsOf(running.shop, owner);
    expect(metafield && isReadableByStorefront(running.shop, metafield)).toBe(false);
  });

  it("of the merchant's own namespace cannot be closed to the merchant", async () => {
    const { userErrors } = await define({ namespace: "custom", key: "open", access: { admin: "MERCHANT_READ" } });
    expect(userErrors).toMatchObject([{ code: "ADMIN_ACCESS_INPUT_NOT_ALLOWED" }]);
  });

  it("that the configuration file declares comes with the install and cannot be changed by the app", async () => {
    const found = await ask(
      '{ metafieldDefinitions(ownerType: CUSTOMER, namespace: "$app", key: "declared", first: 1) { nodes { name access { storefront } } } }',
      {},
    );
    expect(found).toEqual({
      metafieldDefinitions: { nodes: [{ name: "Declared in the file", access: { storefront: "PUBLIC_READ" } }] },
    });
    const changed = await ask(
      `mutation($d: MetafieldDefinitionUpdateInput!) {
        metafieldDefinitionUpdate(definition: $d) { userErrors { code } }
      }`,
      { d: { ownerType: "CUSTOMER", namespace: "$app", key: "declared", name: "Other" } },
    );
    expect(changed).toEqual({ metafieldDefinitionUpdate: { userErrors: [{ code: "APP_CONFIG_MANAGED" }] } });
  });
});

describe("An automatic app discount", () => {
  const create = async (discount: Record<string, unknown>) => {
    const data = await ask(
      `mutation($d: DiscountAutomaticAppInput!) {
        discountAutomaticAppCreate(automaticAppDiscount: $d) {
          automaticAppDiscount { discountId status discountClasses }
          userErrors { field code message }
        }
      }`,
      {
        d: {
          title: "Points",
          functionHandle: "simulated-discount",
          startsAt: "2026-01-01T00:00:00Z",
          discountClasses: ["ORDER"],
          ...discount,
        },
      },
    );
    return data.discountAutomaticAppCreate as {
      automaticAppDiscount: { discountId: string } | null;
      userErrors: { code: string }[];
    };
  };

  it("needs a function that the app has", async () => {
    expect((await create({ functionHandle: "no-such-function" })).userErrors).toMatchObject([
      { field: ["automaticAppDiscount", "functionHandle"], code: "INVALID" },
    ]);
    expect((await create({ functionHandle: undefined })).userErrors).toMatchObject([
      { code: "MISSING_FUNCTION_IDENTIFIER" },
    ]);
  });

  it("is made once under a title, listed and deleted", async () => {
    const made = await create({ discountClasses: ["ORDER", "PRODUCT", "SHIPPING"] });
    expect(made).toMatchObject({
      automaticAppDiscount: { status: "ACTIVE", discountClasses: ["ORDER", "PRODUCT", "SHIPPING"] },
      userErrors: [],
    });
    expect((await create({})).userErrors).toMatchObject([{ code: "TAKEN" }]);
    const id = made.automaticAppDiscount?.discountId;
    const listed = await ask(
      '{ discountNodes(first: 5, query: "method:automatic AND type:app") { nodes { id } } }',
      {},
    );
    expect(listed).toEqual({ discountNodes: { nodes: [{ id }] } });
    const gone = await ask(
      "mutation($id: ID!) { discountAutomaticDelete(id: $id) { deletedAutomaticDiscountId userErrors { code } } }",
      { id },
    );
    expect(gone).toEqual({ discountAutomaticDelete: { deletedAutomaticDiscountId: id, userErrors: [] } });
  });
});
