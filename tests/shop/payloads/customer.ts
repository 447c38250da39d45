import { legacyId } from "../gid.ts";
import type { Customer, Shop } from "../state.ts";
import { shopTime, shopTimeOrNull } from "./values.ts";

const countryNames = new Intl.DisplayNames("en", { type: "region" });

/** The customer as an order carries it. */
export function customerOfOrder(shop: Shop, customer: Customer) {
  return {
    id: legacyId(customer.gid),
    created_at: shopTime(shop, customer.createdAt),
    updated_at: shopTime(shop, customer.updatedAt),
    first_name: customer.firstName,
    last_name: customer.lastName,
    state: customer.state,
    note: customer.note,
    verified_email: customer.verifiedEmail,
    multipass_identifier: null,
    tax_exempt: false,
    email: customer.email,
    phone: customer.phone,
    currency: shop.currency,
    tax_exemptions: [],
    admin_graphql_api_id: customer.gid,
    default_address: addressOfCustomer(shop, customer),
  };
}

/** The payload of customers/create and customers/update. Since 2025 it carries neither tags nor order counts. */
export function customerPayload(shop: Shop, customer: Customer) {
  const { default_address, ...rest } = customerOfOrder(shop, customer);
  const address = { ...default_address, address2: "", company: "" };
  return { ...rest, note: customer.note ?? "", addresses: [address], default_address: address };
}

export function deletedCustomerPayload(customer: Customer) {
  return { id: legacyId(customer.gid), phone: customer.phone, tax_exemptions: [], admin_graphql_api_id: customer.gid };
}

export function mergedCustomersPayload(kept: string, deleted: string, jobGid: string) {
  return {
    admin_graphql_api_customer_kept_id: kept,
    admin_graphql_api_customer_deleted_id: deleted,
    admin_graphql_api_job_id: jobGid,
    status: "completed",
    errors: [],
  };
}

/** customers/email_marketing_consent_update's payload has its own topic: `customers_email_marketing_consent/update`. */
export function marketingConsentPayload(shop: Shop, customer: Customer) {
  return {
    customer_id: legacyId(customer.gid),
    email_address: customer.email,
    email_marketing_consent: {
      state: customer.acceptsMarketing ? "subscribed" : "unsubscribed",
      opt_in_level: "single_opt_in",
      consent_updated_at: shopTimeOrNull(shop, customer.consentUpdatedAt),
    },
  };
}

function addressOfCustomer(shop: Shop, customer: Customer) {
  const country = customer.country ?? shop.country;
  return {
    id: legacyId(customer.gid) + 1n,
    customer_id: legacyId(customer.gid),
    ...nameParts(customer),
    company: null,
    ...streetAddress,
    ...customer.address,
    province: "",
    country: countryNames.of(country) ?? country,
    phone: customer.phone ?? "",
    province_code: "",
    country_code: country,
    country_name: countryNames.of(country) ?? country,
    default: true,
  };
}

const streetAddress = { address1: "Kerkstraat 1", address2: null, city: "Amsterdam", zip: "1017 GA" };

function nameParts(customer: Customer | undefined) {
  const first_name = customer?.firstName ?? "";
  const last_name = customer?.lastName ?? "";
  return { first_name, last_name, name: `${first_name} ${last_name}`.trim() };
}

/** Billing and shipping address of an order: without an id, with coordinates. */
export function orderAddress(shop: Shop, customer: Customer | undefined) {
  const country = customer?.country ?? shop.country;
  return {
    ...nameParts(customer),
    ...streetAddress,
    phone: customer?.phone ?? "",
    province: "",
    country: countryNames.of(country) ?? country,
    company: null,
    latitude: 52.3646,
    longitude: 4.8897,
    country_code: country,
    province_code: "",
  };
}
