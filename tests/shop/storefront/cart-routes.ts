import { z } from "zod";
import type { Cart } from "../cart/cart.ts";
import { cartJson, lineItem } from "../cart/cart-json.ts";
import { addLine, CartRefused, changeLine, mergeAttributes } from "../cart/change-cart.ts";
import type { PricedCart } from "../cart/price-cart.ts";
import { toJsonText } from "../raw-json.ts";
import type { Route, Visit } from "../routes.ts";
import { renderSections } from "../theme/render-page.ts";
import { readBody } from "./request-body.ts";
import { priceNow, type ShopFront } from "./shop-front.ts";
import { type Visitor, visitorOf, withCookies } from "./visitor.ts";

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const properties = z.record(z.string(), text).optional();
const quantity = z.coerce.number().optional();
const sections = z.union([z.string(), z.array(z.string())]).optional();

const addRequest = z.looseObject({
  id: text.optional(),
  quantity,
  properties,
  selling_plan: text.optional(),
  items: z.array(z.looseObject({ id: text, quantity, properties, selling_plan: text.optional() })).optional(),
  sections,
});
const changeRequest = z.looseObject({
  id: text.optional(),
  line: z.coerce.number().optional(),
  quantity,
  properties,
  sections,
});
const updateRequest = z.looseObject({
  attributes: z.record(z.string(), z.union([text, z.null()])).optional(),
  note: z.string().optional(),
  updates: z.union([z.record(z.string(), z.coerce.number()), z.array(z.coerce.number())]).optional(),
  /** Codes, separated by commas; an empty text takes all out. */
  discount: z.string().optional(),
  sections,
});

/** Shopify's Ajax API of the cart. Each write prices the cart anew, which runs the discount Functions. */
export function cartRoutes(front: ShopFront): Route[] {
  const answer = (work: (visit: Visit, visitor: Visitor) => Promise<unknown>) => async (visit: Visit) => {
    const visitor = visitorOf(front, visit);
    try {
      return withCookies(json(200, await work(visit, visitor)), visitor.cookies);
    } catch (error) {
      if (!(error instanceof CartRefused)) throw error;
      const refusal = { status: error.status, message: error.message, description: error.description };
      return withCookies(json(error.status, refusal), visitor.cookies);
    }
  };
  const cartAnswer = async (visit: Visit, cart: Cart, wanted: z.infer<typeof sections>) => {
    const priced = await priceNow(front, visit.shop, cart);
    return { ...cartJson(priced), ...(await sectionsOf(front, visit, priced, wanted)) };
  };
  const show: Route["handle"] = answer((visit, { cart }) => cartAnswer(visit, cart, undefined));
  const add = answer(async (visit, { cart }) => {
    const request = parse(addRequest, await readBody(visit.request));
    const items = request.items ?? (request.id ? [{ ...request, id: request.id }] : []);
    if (items.length === 0) throw new CartRefused(400, "Bad Request", "Required parameter missing or invalid: items");
    const lines = items.map((item) =>
      addLine(visit.shop, cart, {
        variant: item.id,
        quantity: item.quantity ?? 1,
        properties: item.properties ?? {},
        ...(item.selling_plan ? { sellingPlan: item.selling_plan } : {}),
      }),
    );
    const priced = await priceNow(front, visit.shop, cart);
    const added = lines
      .flatMap((line) => priced.goods.filter((each) => each.line === line))
      .map((each) => lineItem(priced, each));
    const more = await sectionsOf(front, visit, priced, request.sections);
    return request.items ? { items: added, ...more } : { ...added[0], ...more };
  });
  const change = answer(async (visit, { cart }) => {
    const request = parse(changeRequest, await readBody(visit.request));
    changeLine(
      cart,
      { ...(request.id ? { id: request.id } : {}), ...(request.line ? { line: request.line } : {}) },
      request.quantity,
      request.properties,
    );
    return cartAnswer(visit, cart, request.sections);
  });
  const update = answer(async (visit, { cart }) => {
    const request = parse(updateRequest, await readBody(visit.request));
    if (request.attributes) mergeAttributes(cart, request.attributes);
    if (request.note !== undefined) cart.note = request.note;
    if (request.discount !== undefined)
      cart.codes = request.discount
        .split(",")
        .map((code) => code.trim())
        .filter(Boolean);
    updateQuantities(cart, request.updates);
    return cartAnswer(visit, cart, request.sections);
  });
  const clear = answer(async (visit, { cart }) => {
    cart.lines = [];
    return cartAnswer(visit, cart, undefined);
  });
  const paths: [Route["method"], string, Route["handle"]][] = [
    ["GET", "/cart.js", show],
    ["GET", "/cart.json", show],
    ["POST", "/cart/add.js", add],
    ["POST", "/cart/change.js", change],
    ["POST", "/cart/update.js", update],
    ["POST", "/cart/clear.js", clear],
  ];
  return paths.map(([method, path, handle]) => ({ method, path, handle }));
}

function updateQuantities(cart: Cart, updates: z.infer<typeof updateRequest>["updates"]): void {
  if (!updates) return;
  if (Array.isArray(updates)) {
    const lines = [...cart.lines];
    for (const [index, count] of updates.entries()) {
      const line = lines[index];
      if (line) changeLine(cart, { id: line.key }, count);
    }
    return;
  }
  for (const [id, count] of Object.entries(updates)) changeLine(cart, { id }, count);
}

/** `sections` beside the answer, where the request asks for some: at most five, as at Shopify. */
async function sectionsOf(front: ShopFront, visit: Visit, priced: PricedCart, wanted: z.infer<typeof sections>) {
  if (!wanted) return {};
  const names = (Array.isArray(wanted) ? wanted : wanted.split(",")).slice(0, 5);
  const page = {
    shop: visit.shop,
    cart: priced.cart,
    priced,
    apiKey: visit.simulated.app.apiKey,
    extensionsFolder: front.extensionsFolder,
    template: "cart",
    path: "/cart",
  };
  return { sections: await renderSections(page, names) };
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new CartRefused(400, "Bad Request", z.prettifyError(parsed.error));
  return parsed.data;
}

function json(status: number, body: unknown): Response {
  return new Response(toJsonText(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
  });
}
