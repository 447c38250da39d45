import { join } from "node:path";
import { addLine, CartRefused } from "../cart/change-cart.ts";
import { financialStatus, orderTotals } from "../order-money.ts";
import type { Route, Visit } from "../routes.ts";
import type { Product } from "../state.ts";
import { productObject } from "../theme/objects.ts";
import { type Page, readAsset, renderPage, renderSections } from "../theme/render-page.ts";
import { productPicture } from "./product-picture.ts";
import { readBody } from "./request-body.ts";
import { priceNow, type ShopFront } from "./shop-front.ts";
import { toSubunit } from "./subunit.ts";
import { closeSession, openSession, type Visitor, visitorOf, withCookies } from "./visitor.ts";

const themeAssets = join(import.meta.dirname, "../theme/assets");

/** The storefront's pages: catalogue, product, cart and account, in English and Dutch. */
export function pageRoutes(front: ShopFront): Route[] {
  const page = (path: string, describe: (visit: Visit, visitor: Visitor) => Described | Response): Route => ({
    method: "GET",
    path,
    async handle(visit) {
      const visitor = visitorOf(front, visit);
      const described = describe(visit, visitor);
      if (described instanceof Response) return withCookies(described, visitor.cookies);
      return withCookies(await showPage(front, visit, visitor, described), visitor.cookies);
    },
  });
  return [
    page("/", (visit, visitor) => ({ template: "index", more: { products: catalogue(front, visit, visitor) } })),
    page("/collections/all", (visit, visitor) => ({
      template: "collection",
      more: { products: catalogue(front, visit, visitor) },
    })),
    page("/products/:handle", (visit) => {
      const product = [...visit.shop.products.values()].find(
        (each) => each.handle === visit.params.handle && each.status === "active",
      );
      return product ? { template: "product", product } : new Response("Not Found", { status: 404 });
    }),
    page("/cart", () => ({ template: "cart" })),
    page("/account", (visit, visitor) =>
      visitor.customer
        ? { template: "customers/account", more: { orders: ordersOf(visit, visitor) } }
        : redirect("/account/login"),
    ),
    page("/account/login", (visit) => ({ template: "customers/login", more: loginPage(visit, false, "") })),
    page("/account/logout", () => redirect("/account")),
    { method: "POST", path: "/account/login", handle: (visit) => logIn(front, visit) },
    { method: "POST", path: "/account/register", handle: (visit) => register(front, visit) },
    { method: "POST", path: "/account/logout", handle: (visit) => logOut(front, visit) },
    { method: "POST", path: "/localization", handle: (visit) => setLanguage(front, visit) },
    { method: "POST", path: "/cart/add", handle: (visit) => addByForm(front, visit) },
    { method: "POST", path: "/cart", handle: (visit) => leaveCart(front, visit) },
    { method: "GET", path: "/theme/assets/:file", handle: (visit) => asset(themeAssets, visit.params.file) },
    {
      method: "GET",
      path: "/theme/extension/assets/:file",
      handle: (visit) => asset(join(front.extensionsFolder, "loyalty-theme/assets"), visit.params.file),
    },
    { method: "GET", path: "/theme/images/:file", handle: (visit) => productPicture(visit.params.file ?? "") },
  ];
}

interface Described {
  template: string;
  product?: Product;
  more?: Record<string, unknown>;
}

async function showPage(front: ShopFront, visit: Visit, visitor: Visitor, described: Described): Promise<Response> {
  const whole: Page = {
    shop: visit.shop,
    cart: visitor.cart,
    priced: await priceNow(front, visit.shop, visitor.cart),
    apiKey: visit.simulated.app.apiKey,
    extensionsFolder: front.extensionsFolder,
    path: visit.url.pathname,
    ...described,
  };
  const sections = visit.url.searchParams.get("sections");
  if (sections)
    return Response.json(await renderSections(whole, sections.split(",").slice(0, 5)), { headers: noStore });
  const section = visit.url.searchParams.get("section_id");
  if (section) return html((await renderSections(whole, [section]))[section] ?? "");
  // A browser on this machine reaches the shop, with its pictures and links, where it asked.
  return html((await renderPage(whole)).replaceAll(`https://${visit.shop.domain}/`, `${visit.url.origin}/`));
}

function catalogue(_front: ShopFront, visit: Visit, { cart }: Visitor) {
  const context = { shop: visit.shop, cart, apiKey: visit.simulated.app.apiKey };
  return [...visit.shop.products.values()]
    .filter((product) => product.status === "active")
    .map((product) => productObject(context, product));
}

function ordersOf(visit: Visit, { cart, customer }: Visitor) {
  const date = new Intl.DateTimeFormat(cart.locale, { dateStyle: "medium", timeZone: visit.shop.timezone });
  return [...visit.shop.orders.values()]
    .filter((order) => order.customerGid === customer?.gid)
    .reverse()
    .map((order) => ({
      name: order.name,
      date: date.format(order.createdAt),
      status: financialStatus(order),
      total: toSubunit(orderTotals(order).current.total.presentment, order.presentmentCurrency),
    }));
}

function loginPage(visit: Visit, isUnknown: boolean, email: string) {
  return {
    login_error: isUnknown,
    login_email: email,
    return_to: visit.url.searchParams.get("return_url") ?? "/account",
    customers: [...visit.shop.customers.values()]
      .filter((customer) => customer.email && customer.state === "enabled")
      .slice(0, 12)
      .map((customer) => ({
        email: customer.email,
        name: [customer.firstName, customer.lastName].filter(Boolean).join(" "),
      })),
  };
}

async function logIn(front: ShopFront, visit: Visit): Promise<Response> {
  const visitor = visitorOf(front, visit);
  const body = await readBody(visit.request);
  const email = String(body.email ?? "")
    .trim()
    .toLowerCase();
  const customer = [...visit.shop.customers.values()].find((each) => each.email === email && each.state === "enabled");
  if (!customer) {
    const described = { template: "customers/login", more: loginPage(visit, true, email) };
    return withCookies(await showPage(front, visit, visitor, described), visitor.cookies);
  }
  return withCookies(redirect(localPath(body.return_to) ?? "/account"), [
    ...visitor.cookies,
    openSession(front, visitor, customer),
  ]);
}

/** Makes a customer, who hears of it by the app's points if he bought as a guest before. */
async function register(front: ShopFront, visit: Visit): Promise<Response> {
  const visitor = visitorOf(front, visit);
  const body = await readBody(visit.request);
  const words = (name: string) => String(body[name] ?? "").trim();
  const email = words("email").toLowerCase();
  const isTaken = [...visit.shop.customers.values()].some((each) => each.email === email);
  if (isTaken || !email.includes("@")) {
    const more = { ...loginPage(visit, false, ""), register_error: true };
    return withCookies(await showPage(front, visit, visitor, { template: "customers/login", more }), visitor.cookies);
  }
  const customer = visit.simulated.addCustomer(visit.shop.domain, {
    email,
    firstName: words("first_name") || null,
    lastName: words("last_name") || null,
    locale: visitor.cart.locale,
  });
  const cookie = openSession(front, visitor, customer);
  return withCookies(redirect(localPath(body.return_to) ?? "/account"), [...visitor.cookies, cookie]);
}

function logOut(front: ShopFront, visit: Visit): Response {
  const visitor = visitorOf(front, visit);
  return withCookies(redirect("/"), [...visitor.cookies, closeSession(front, visit, visitor)]);
}

async function setLanguage(front: ShopFront, visit: Visit): Promise<Response> {
  const visitor = visitorOf(front, visit);
  const body = await readBody(visit.request);
  const language = body.locale_code ?? body.language_code;
  if (language === "en" || language === "nl") visitor.cart.locale = language;
  return withCookies(redirect(localPath(body.return_to) ?? "/"), visitor.cookies);
}

async function addByForm(front: ShopFront, visit: Visit): Promise<Response> {
  const visitor = visitorOf(front, visit);
  const body = await readBody(visit.request);
  try {
    addLine(visit.shop, visitor.cart, { variant: String(body.id ?? ""), quantity: Number(body.quantity ?? 1) });
  } catch (error) {
    if (!(error instanceof CartRefused)) throw error;
    return withCookies(new Response(error.description, { status: error.status }), visitor.cookies);
  }
  return withCookies(redirect("/cart"), visitor.cookies);
}

async function leaveCart(front: ShopFront, visit: Visit): Promise<Response> {
  const visitor = visitorOf(front, visit);
  const body = await readBody(visit.request);
  const to = "checkout" in body && visitor.cart.lines.length > 0 ? `/checkouts/cn/${visitor.cart.token}` : "/cart";
  return withCookies(redirect(to), visitor.cookies);
}

/** A path of this shop, and nothing that leads elsewhere. */
function localPath(value: unknown): string | null {
  return typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : null;
}

function asset(folder: string, file: string | undefined): Response {
  const found = readAsset(folder, file ?? "");
  if (!found) return new Response("Not Found", { status: 404 });
  return new Response(new Uint8Array(found.body), {
    headers: { "content-type": found.type, "cache-control": "no-cache" },
  });
}

const noStore = { "cache-control": "no-store" };

function html(body: string): Response {
  return new Response(body, { headers: { "content-type": "text/html; charset=utf-8", ...noStore } });
}

function redirect(to: string): Response {
  return new Response(null, { status: 303, headers: { location: to } });
}
