import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Liquid } from "liquidjs";
import type { Cart } from "../cart/cart.ts";
import type { PricedCart } from "../cart/price-cart.ts";
import type { Product, Shop } from "../state.ts";
import { type AppBlock, blocksAt, PLACES, type Place, readAppBlocks } from "./app-blocks.ts";
import { createLiquid, scriptSafeJson } from "./liquid.ts";
import { cartObject, currencyObject, customerObject, productObject, shopObject, type ThemeContext } from "./objects.ts";
import { escapeHtml, readWords } from "./translations.ts";

const themeFolder = import.meta.dirname;

/** One page of the storefront. */
export interface Page {
  shop: Shop;
  cart: Cart;
  priced: PricedCart;
  apiKey: string;
  extensionsFolder: string;
  /** "index", "product", "cart", "customers/account", "customers/login". */
  template: string;
  path: string;
  product?: Product;
  /** More for the template alone. */
  more?: Record<string, unknown>;
}

const SECTIONS = ["header", "cart-drawer", "main-cart"];

/** The whole page as HTML, with the app's blocks and embeds in it. */
export async function renderPage(page: Page): Promise<string> {
  const renderer = createRenderer(page);
  const content = await renderer.render(`templates/${page.template.replace("/", "-")}`);
  const header_section = await renderer.section("header");
  const drawer_section = await renderer.section("cart-drawer");
  const body = await renderer.embeds("body");
  const head = await renderer.embeds("head");
  // What the blocks' schemas ask for is known only now that all blocks have been rendered.
  return renderer.render("layout", {
    header_section,
    drawer_section,
    content_for_layout: content,
    content_for_body: body,
    content_for_header: `${pageHead(page)}${head}${renderer.assetTags()}`,
  });
}

/** `?sections=a,b`: each section alone, as Shopify's section rendering API answers; an unknown one is null. */
export async function renderSections(page: Page, names: readonly string[]): Promise<Record<string, string | null>> {
  const renderer = createRenderer(page);
  const answer: Record<string, string | null> = {};
  for (const name of names) answer[name] = SECTIONS.includes(name) ? await renderer.section(name) : null;
  return answer;
}

function createRenderer(page: Page) {
  const context: ThemeContext = { shop: page.shop, cart: page.cart, apiKey: page.apiKey };
  const scope = scopeOf(page, context);
  const extensionFolder = join(page.extensionsFolder, "loyalty-theme");
  const blocks = readAppBlocks(extensionFolder);
  const used = new Set<AppBlock>();
  const liquid = createLiquid({
    snippets: [themeFolder, join(themeFolder, "snippets")],
    words: readWords(join(themeFolder, "locales"), page.cart.locale),
    currency: page.cart.currency,
    assetUrl: (file) => `/theme/assets/${file}`,
    section: (name) => section(name),
  });
  const extension = createLiquid({
    snippets: [join(extensionFolder, "snippets")],
    words: readWords(join(extensionFolder, "locales"), page.cart.locale),
    currency: page.cart.currency,
    assetUrl: (file) => extensionAsset(file),
  });
  const placed = (place: Place) => renderBlocks(extension, blocksAt(blocks, place), scope, used, place);
  const render = async (name: string, more: Record<string, unknown> = {}) => {
    const appBlocks: Record<string, string> = {};
    for (const place of placesOn(name)) appBlocks[place] = await placed(place);
    return String(await liquid.renderFile(name, { ...scope, ...page.more, ...more, app_blocks: appBlocks }));
  };
  const section = async (name: string) =>
    `<div id="shopify-section-${name}" class="shopify-section">${await render(`sections/${name}`)}</div>`;
  return {
    render,
    section,
    embeds: (target: "head" | "body") =>
      renderBlocks(
        extension,
        blocks.filter((block) => block.target === target),
        scope,
        used,
        target,
      ),
    /** What the schemas of the blocks on the page ask for, once each. */
    assetTags: () =>
      [...new Set([...used].flatMap((block) => (block.stylesheet ? [block.stylesheet] : [])))]
        .map((file) => `<link rel="stylesheet" href="${extensionAsset(file)}">`)
        .join("") +
      [...new Set([...used].flatMap((block) => (block.javascript ? [block.javascript] : [])))]
        .map((file) => `<script src="${extensionAsset(file)}" defer></script>`)
        .join(""),
  };
}

/** Which places for app blocks a template or section of the theme has. */
function placesOn(name: string): Place[] {
  if (name === "sections/main-cart") return ["cart"];
  const template = name.replace("templates/", "").replace("customers-", "customers/");
  return Object.keys(PLACES)
    .filter((place): place is Place => place in PLACES && place !== "cart")
    .filter((place) => PLACES[place].template === template);
}

export function extensionAsset(file: string): string {
  return `/theme/extension/assets/${file}`;
}

async function renderBlocks(
  liquid: Liquid,
  blocks: readonly AppBlock[],
  scope: Record<string, unknown>,
  used: Set<AppBlock>,
  where: string,
): Promise<string> {
  const parts: string[] = [];
  for (const block of blocks) {
    used.add(block);
    const id = `${block.handle}-${where}`;
    const html = await liquid.parseAndRender(
      block.source,
      {
        ...scope,
        block: {
          id,
          type: `shopify://apps/zegel/blocks/${block.handle}`,
          settings: block.settings,
          shopify_attributes: "",
        },
        section: { id: where, settings: {} },
      },
      { globals: { all_products: scope.all_products } },
    );
    parts.push(
      `<div id="shopify-block-${id}" class="shopify-block shopify-app-block" data-block-handle="${block.handle}">${html}</div>`,
    );
  }
  return parts.join("\n");
}

function scopeOf(page: Page, context: ThemeContext): Record<string, unknown> {
  const { shop, cart } = page;
  // A customer whose e-mail was only typed is nobody to the theme.
  const customer = cart.isAuthenticated && cart.customerGid ? (shop.customers.get(cart.customerGid) ?? null) : null;
  return {
    shop: shopObject(context),
    cart: cartObject(context, page.priced),
    customer: customerObject(context, customer),
    product: page.product ? productObject(context, page.product) : null,
    all_products: Object.fromEntries(
      [...shop.products.values()].map((product) => [product.handle, productObject(context, product)]),
    ),
    request: {
      locale: { iso_code: cart.locale, root_url: "/", primary: cart.locale === shop.locale },
      page_type: page.template,
      path: page.path,
      host: shop.domain,
      design_mode: false,
    },
    localization: {
      language: { iso_code: cart.locale },
      country: { iso_code: cart.country, currency: currencyObject(cart.currency) },
      available_languages: [
        { iso_code: "en", endonym_name: "English" },
        { iso_code: "nl", endonym_name: "Nederlands" },
      ],
    },
    routes: {
      root_url: "/",
      cart_url: "/cart",
      cart_add_url: "/cart/add",
      cart_change_url: "/cart/change",
      cart_update_url: "/cart/update",
      cart_clear_url: "/cart/clear",
      account_url: "/account",
      account_login_url: "/account/login",
      account_logout_url: "/account/logout",
      account_register_url: "/account/login",
      all_products_collection_url: "/collections/all",
      collections_url: "/collections",
      search_url: "/search",
    },
    template: {
      name: page.template.split("/").at(-1),
      directory: page.template.includes("/") ? "customers" : null,
      suffix: null,
    },
    settings: {},
    page_title: page.product?.title ?? shop.name,
  };
}

/** `content_for_header`: what Shopify puts into every theme's head. */
function pageHead({ shop, cart, template }: Page): string {
  const values = {
    shop: shop.domain,
    locale: cart.locale,
    country: cart.country,
    currency: { active: cart.currency, rate: cart.rate },
    routes: { root: "/" },
    theme: { name: "Little shop", id: 1 },
  };
  return `<meta name="shopify-page-type" content="${escapeHtml(template)}"><script>window.Shopify=Object.assign(window.Shopify||{},${scriptSafeJson(values)});</script>`;
}

/** A file of the extension's or the theme's `assets/`; null when there is none by that name. */
export function readAsset(folder: string, file: string): { body: Buffer; type: string } | null {
  const type = ASSET_TYPES[file.split(".").at(-1) ?? ""];
  const path = join(folder, file);
  if (!type || file.includes("/") || file.includes("..") || !existsSync(path)) return null;
  return { body: readFileSync(path), type };
}

const ASSET_TYPES: Record<string, string> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
};
