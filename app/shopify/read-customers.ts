import type { CollectedFacts } from "../domain/programme/compile-facts.ts";
import type { Gateway } from "./gateway.ts";
import {
  ChangedCustomersDocument,
  type ChangedCustomersQuery,
  CustomersForFactsDocument,
} from "./generated/operations.ts";

/** Customers that are asked for at once. */
export const CUSTOMERS_A_PAGE = 50;

/** A customer as read, beside who they are. What the shop does not collect is not asked for. */
export interface CustomerAsRead {
  gid: string;
  tags: string[];
  emailConsent: Consent | null;
  smsConsent: Consent | null;
  /** Undefined where it was not asked for. */
  address: { country: string | null; city: string | null } | undefined;
  /** By "namespace.key"; null where there is none. */
  metafields: ReadonlyMap<string, string | null>;
}

export interface Consent {
  /** Such as "subscribed". */
  state: string;
  /** Epoch milliseconds; null where it never changed. */
  updatedAt: number | null;
}

/** Who a customer is, and when they last changed, in epoch milliseconds. */
export interface ChangedCustomer {
  gid: string;
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  createdAt: number;
  updatedAt: number;
}

/** Customers that changed at or after an instant, the longest ago first, a page of up to 100 at a time. */
export async function* changedCustomers(
  gateway: Gateway,
  shop: string,
  since: Date,
): AsyncGenerator<ChangedCustomer[]> {
  // Seconds are all that Shopify's search knows.
  const query = `updated_at:>='${since.toISOString().slice(0, 19)}Z'`;
  let after: string | null = null;
  for (;;) {
    const { customers }: ChangedCustomersQuery = await gateway.request(shop, ChangedCustomersDocument, {
      query,
      after,
    });
    yield customers.nodes.map(({ id, createdAt, updatedAt, firstName, lastName, defaultEmailAddress }) => ({
      gid: id,
      email: defaultEmailAddress?.emailAddress ?? null,
      firstName,
      lastName,
      createdAt: Date.parse(createdAt),
      updatedAt: Date.parse(updatedAt),
    }));
    if (!customers.pageInfo.hasNextPage) return;
    after = customers.pageInfo.endCursor;
  }
}

/** At most `CUSTOMERS_A_PAGE` customers by their global ids; those who are gone are left out. */
export async function readCustomers(
  gateway: Gateway,
  shop: string,
  gids: readonly string[],
  collected: CollectedFacts,
): Promise<CustomerAsRead[]> {
  const gender = partsOf(collected.gender);
  const interests = partsOf(collected.interests);
  const { nodes } = await gateway.request(shop, CustomersForFactsDocument, {
    ids: [...gids],
    withBirthday: collected.birthday,
    withPlace: collected.place,
    withGender: collected.gender !== null,
    genderNamespace: gender.namespace,
    genderKey: gender.key,
    withInterests: collected.interests !== null,
    interestsNamespace: interests.namespace,
    interestsKey: interests.key,
  });
  return nodes.flatMap((node): CustomerAsRead[] => {
    if (node === null || !("tags" in node)) return [];
    const metafields = new Map<string, string | null>();
    if (collected.birthday) metafields.set("facts.birth_date", node.birthDate?.value ?? null);
    if (collected.gender !== null) metafields.set(collected.gender, node.gender?.value ?? null);
    if (collected.interests !== null) metafields.set(collected.interests, node.interests?.value ?? null);
    const place = { country: node.defaultAddress?.countryCodeV2 ?? null, city: node.defaultAddress?.city ?? null };
    return [
      {
        gid: node.id,
        tags: node.tags,
        emailConsent: consentOf(node.defaultEmailAddress),
        smsConsent: consentOf(node.defaultPhoneNumber),
        address: collected.place ? place : undefined,
        metafields,
      },
    ];
  });
}

function partsOf(metafield: string | null): { namespace: string; key: string } {
  const [namespace = "custom", key = "none"] = (metafield ?? "").split(".", 2).filter(Boolean);
  return { namespace, key };
}

function consentOf(given: { marketingState: string; marketingUpdatedAt: string | null } | null): Consent | null {
  if (given === null) return null;
  const updatedAt = given.marketingUpdatedAt === null ? null : Date.parse(given.marketingUpdatedAt);
  return { state: given.marketingState.toLowerCase(), updatedAt };
}
