import type { NewProduct } from "./products.ts";
import type { SimulatedShop } from "./simulated-shop.ts";
import type { Shop } from "./state.ts";
import { addCode, type ShopFront } from "./storefront/shop-front.ts";

export const DEMO_SHOP = "zegel-demo.myshopify.com";

/** A small shop in Amsterdam: a dozen things, and five people. Nothing has been bought yet. */
export function furnishDemoShop(simulated: SimulatedShop, front: ShopFront): Shop {
  const shop = simulated.addShop({
    domain: DEMO_SHOP,
    name: "Grachtengoed",
    email: "eigenaar@grachtengoed.example",
    currency: "EUR",
    timezone: "Europe/Amsterdam",
    country: "NL",
    locale: "nl",
    rates: { USD: "1.0842", GBP: "0.8437" },
  });
  for (const { text, ...product } of PRODUCTS)
    simulated.addProduct(DEMO_SHOP, { ...product, descriptionHtml: `<p>${text}</p>` });
  for (const product of SPECIAL_PRODUCTS) simulated.addProduct(DEMO_SHOP, product);
  for (const customer of CUSTOMERS) simulated.addCustomer(DEMO_SHOP, customer);
  addCode(front, shop, { code: "WELKOM10", value: { percent: "10" } });
  return shop;
}

const PRODUCTS = [
  {
    title: "Wollen plaid",
    sku: "wollen-plaid",
    price: "149.00",
    type: "Wonen",
    text: "Geweven van gerecyclede wol. Warm genoeg voor het balkon in maart.",
  },
  {
    title: "Steengoed mok",
    sku: "steengoed-mok",
    price: "18.50",
    type: "Keuken",
    tags: ["uit-amsterdam"],
    collections: ["keuken"],
    text: "Met de hand gedraaid. Geen twee zijn gelijk.",
  },
  {
    title: "Eiken plank",
    sku: "eiken-plank",
    price: "39.00",
    type: "Keuken",
    collections: ["keuken"],
    text: "Van een eik die al lag. Met gleuf voor het sap.",
  },
  {
    title: "Linnen theedoek",
    sku: "linnen-theedoek",
    price: "12.95",
    type: "Keuken",
    collections: ["keuken"],
    text: "Droogt en blijft drogen. Wast op zestig graden.",
  },
  {
    title: "Fietsbel",
    sku: "fietsbel",
    price: "24.50",
    type: "Onderweg",
    text: "Messing, en luid genoeg voor de Haarlemmerstraat.",
  },
  {
    title: "Bijenwaskaars",
    sku: "bijenwaskaars",
    price: "9.95",
    type: "Wonen",
    tags: ["uit-amsterdam"],
    text: "Brandt zeven uur en ruikt naar honing.",
  },
  {
    title: "Canvas tas",
    sku: "canvas-tas",
    price: "27.50",
    type: "Onderweg",
    text: "Past een krat en een bos tulpen in.",
  },
  {
    title: "Notitieboek",
    sku: "notitieboek",
    price: "14.00",
    type: "Papier",
    text: "Honderdvierenveertig bladzijden die plat blijven liggen.",
  },
  { title: "Olijfzeep", sku: "olijfzeep", price: "6.50", type: "Bad", text: "Olijfolie, water, loog en geduld." },
  { title: "Badhanddoek", sku: "badhanddoek", price: "32.00", type: "Bad", text: "Biologisch katoen, zwaar geweven." },
];

const SPECIAL_PRODUCTS: NewProduct[] = [
  {
    title: "T-shirt",
    type: "Kleding",
    descriptionHtml: "<p>Dik katoen, rechte snit.</p>",
    variants: ["S", "M", "L", "XL"].map((title) => ({ title, sku: `t-shirt-${title.toLowerCase()}`, price: "35.00" })),
  },
  {
    title: "Cadeaubon",
    sku: "cadeaubon",
    price: "25.00",
    isGiftCard: true,
    descriptionHtml: "<p>Voor wie zelf wil kiezen.</p>",
  },
  {
    title: "Grachtengoed Premium",
    sku: "premium",
    price: "10.00",
    type: "Lidmaatschap",
    requiresShipping: false,
    hasSellingPlans: true,
    descriptionHtml: "<p>Een jaar lang voordeel op alles van de gracht.</p>",
  },
];

const CUSTOMERS = [
  { email: "anna@example.com", firstName: "Anna", lastName: "de Vries", acceptsMarketing: true },
  { email: "bram@example.com", firstName: "Bram", lastName: "Jansen" },
  { email: "chloe@example.com", firstName: "Chloé", lastName: "Martin", locale: "en" },
  { email: "daan@example.com", firstName: "Daan", lastName: "Bakker" },
  { email: "eva@example.com", firstName: "Eva", lastName: "Smit", tags: ["vip"] },
];
