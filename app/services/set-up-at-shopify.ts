import type { AppContext } from "../context.ts";
import { CARD_KEY, PROGRAMME_KEY, WALLET_KEY } from "../contracts/wallet.ts";
import { type UserError, userErrorsOf } from "../shopify/errors.ts";
import {
  CreateDiscountDocument,
  DefineMetafieldDocument,
  DeleteDiscountDocument,
  type InstallationQuery,
  type MetafieldCustomerAccountAccessInput,
  type MetafieldOwnerType,
  type MetafieldStorefrontAccessInput,
  RedefineMetafieldDocument,
} from "../shopify/generated/operations.ts";

export interface SetUpRefusal {
  part: "metafields" | "discount";
  /** Shopify's error codes. */
  codes: string[];
}

/** Handle of the Function in extensions/loyalty-discount. */
const FUNCTION_HANDLE = "loyalty-discount";
/** Merchants see it among their discounts; shoppers see the programme's name. */
const DISCOUNT_TITLE = "Zegel";

interface Definition {
  ownerType: MetafieldOwnerType;
  key: string;
  name: string;
  storefront: MetafieldStorefrontAccessInput;
  customerAccount: MetafieldCustomerAccountAccessInput;
}

/**
 * The metafields that the app writes, in its own namespace where nobody else can. Themes read what is PUBLIC_READ, which
 * for a customer's metafield means the customer who is signed in. The wish on a cart has no definition: Shopify knows
 * none for carts (MetafieldOwnerType), and nobody believes it anyway.
 */
const DEFINITIONS: Definition[] = [
  {
    ownerType: "CUSTOMER",
    key: WALLET_KEY,
    name: "Zegel: what this customer may redeem",
    storefront: "NONE",
    customerAccount: "NONE",
  },
  {
    ownerType: "CUSTOMER",
    key: CARD_KEY,
    name: "Zegel: this customer's points and rewards",
    storefront: "PUBLIC_READ",
    customerAccount: "READ",
  },
  {
    ownerType: "SHOP",
    key: PROGRAMME_KEY,
    name: "Zegel: the programme",
    storefront: "PUBLIC_READ",
    customerAccount: "NONE",
  },
];

/** Whether nothing is missing or to be changed. */
export function isSetUp(found: InstallationQuery, apiKey: string): boolean {
  return (
    DEFINITIONS.every((wanted) => stateOf(wanted, found) === "as_wanted") && ourDiscounts(found, apiKey).length === 1
  );
}

/** Adds what `found` lacks. Two at once must be kept apart by the caller: each would make a discount of its own. */
export async function setUpAtShopify(
  app: Pick<AppContext, "gateway" | "clock" | "env">,
  domain: string,
  found: InstallationQuery,
): Promise<{ outcome: "set_up"; discountId: string } | { outcome: "refused"; refusal: SetUpRefusal }> {
  const refusals: UserError[] = [];
  for (const wanted of DEFINITIONS) refusals.push(...(await define(app, domain, wanted, stateOf(wanted, found))));
  if (refusals.length > 0) return refused("metafields", refusals);

  const [discount, ...others] = ourDiscounts(found, app.env.SHOPIFY_API_KEY);
  // Two of them would each grant the reward.
  for (const { discountId } of others) await app.gateway.request(domain, DeleteDiscountDocument, { id: discountId });
  if (discount) return { outcome: "set_up", discountId: discount.discountId };
  return createDiscount(app, domain);
}

function refused(part: SetUpRefusal["part"], errors: UserError[]) {
  return {
    outcome: "refused" as const,
    refusal: { part, codes: errors.map((error) => `${error.code} ${error.field}`.trim()) },
  };
}

type DefinitionState = "as_wanted" | "missing" | "other_access";

function stateOf(wanted: Definition, found: InstallationQuery): DefinitionState {
  const { nodes } = wanted.ownerType === "SHOP" ? found.shopDefinitions : found.customerDefinitions;
  const there = nodes.find((node) => node.key === wanted.key);
  if (!there) return "missing";
  const isAsWanted =
    (there.access.storefront ?? "NONE") === wanted.storefront &&
    there.access.customerAccount === wanted.customerAccount;
  return isAsWanted ? "as_wanted" : "other_access";
}

async function define(
  app: Pick<AppContext, "gateway">,
  domain: string,
  wanted: Definition,
  state: DefinitionState,
): Promise<UserError[]> {
  if (state === "as_wanted") return [];
  const { storefront, customerAccount } = wanted;
  const definition = {
    ownerType: wanted.ownerType,
    namespace: "$app",
    key: wanted.key,
    name: wanted.name,
    access: { admin: "MERCHANT_READ" as const, storefront, customerAccount },
  };
  if (state === "other_access") {
    const answer = await app.gateway.request(domain, RedefineMetafieldDocument, { definition });
    return userErrorsOf(answer.metafieldDefinitionUpdate);
  }
  const answer = await app.gateway.request(domain, DefineMetafieldDocument, {
    definition: { ...definition, type: "json" },
  });
  // A request that was repeated after a lost answer finds what it made itself.
  return userErrorsOf(answer.metafieldDefinitionCreate).filter((error) => error.code !== "TAKEN");
}

/** Our automatic discounts; one, unless two set-ups crossed. Which the merchant has switched off stays so: that is a choice. */
function ourDiscounts(found: InstallationQuery, apiKey: string): { discountId: string }[] {
  return found.discountNodes.nodes.flatMap(({ discount }) =>
    discount.__typename === "DiscountAutomaticApp" && discount.appDiscountType.appKey === apiKey ? [discount] : [],
  );
}

async function createDiscount(app: Pick<AppContext, "gateway" | "clock">, domain: string) {
  const input = {
    functionHandle: FUNCTION_HANDLE,
    startsAt: app.clock.now().toISOString(),
    discountClasses: ["ORDER" as const, "PRODUCT" as const, "SHIPPING" as const],
    combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true },
  };
  // Titles of automatic discounts are unique: a merchant may have one of this name already.
  for (const title of [DISCOUNT_TITLE, `${DISCOUNT_TITLE} (app)`]) {
    const answer = await app.gateway.request(domain, CreateDiscountDocument, { discount: { ...input, title } });
    const created = answer.discountAutomaticAppCreate?.automaticAppDiscount;
    if (created) return { outcome: "set_up" as const, discountId: created.discountId };
    const errors = userErrorsOf(answer.discountAutomaticAppCreate);
    if (!errors.every((error) => error.code === "TAKEN")) return refused("discount", errors);
  }
  return refused("discount", [{ code: "TAKEN", field: "title", message: "", element: null }]);
}
