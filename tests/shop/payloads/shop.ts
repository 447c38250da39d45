import { legacyId } from "../gid.ts";
import type { Customer, Shop } from "../state.ts";
import { shopTime } from "./values.ts";

/** The payload of app/uninstalled and shop/update. */
export function shopPayload(shop: Shop, now: Date) {
  return {
    id: legacyId(shop.gid),
    name: shop.name,
    email: shop.email,
    domain: shop.domain,
    province: "",
    country: shop.country,
    address1: "Kerkstraat 1",
    zip: "1017 GA",
    city: "Amsterdam",
    source: null,
    phone: "",
    latitude: null,
    longitude: null,
    primary_locale: shop.locale,
    address2: null,
    created_at: shopTime(shop, shop.createdAt),
    updated_at: shopTime(shop, now),
    country_code: shop.country,
    country_name: shop.country,
    currency: shop.currency,
    customer_email: shop.email,
    timezone: shop.timezone,
    iana_timezone: shop.timezone,
    shop_owner: "Shop Owner",
    money_format: "{{amount}}",
    money_with_currency_format: `{{amount}} ${shop.currency}`,
    weight_unit: "kg",
    province_code: "",
    taxes_included: shop.taxesIncluded,
    auto_configure_tax_inclusivity: null,
    tax_shipping: null,
    county_taxes: null,
    plan_display_name: shop.plan,
    plan_name: shop.plan === "plus" ? "enterprise" : shop.plan,
    has_discounts: shop.discounts.size > 0,
    has_gift_cards: true,
    myshopify_domain: shop.domain,
    google_apps_domain: null,
    google_apps_login_enabled: null,
    money_in_emails_format: "{{amount}}",
    money_with_currency_in_emails_format: `{{amount}} ${shop.currency}`,
    eligible_for_payments: true,
    requires_extra_payments_agreement: false,
    password_enabled: false,
    has_storefront: true,
    finances: true,
    primary_location_id: 655441491n,
    checkout_api_supported: true,
    multi_location_enabled: true,
    setup_required: false,
    pre_launch_enabled: false,
    enabled_presentment_currencies: [shop.currency, ...Object.keys(shop.rates)],
    transactional_sms_disabled: false,
    marketing_sms_consent_enabled_at_checkout: false,
  };
}

/** customers/data_request and customers/redact name the customer and the orders by number. */
export function complianceCustomer(shop: Shop, customer: Customer) {
  const orders = [...shop.orders.values()]
    .filter((order) => order.customerGid === customer.gid)
    .map((order) => legacyId(order.gid));
  return {
    shop: { shop_id: legacyId(shop.gid), shop_domain: shop.domain },
    customer: { id: legacyId(customer.gid), email: customer.email ?? "", phone: customer.phone ?? "" },
    orders,
  };
}
