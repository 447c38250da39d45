import { createHash } from "node:crypto";
import type { Shop } from "../state.ts";
import type { Cart, CartLine, OwnGoods } from "./cart.ts";
import { findVariant } from "./goods.ts";

/** What Shopify answers with status 422: the cart stays as it was. `message` and `description` are what themes show. */
export class CartRefused extends Error {
  override name = "CartRefused";
  readonly status: number;
  readonly description: string;

  constructor(status: number, message: string, description: string) {
    super(message);
    this.status = status;
    this.description = description;
  }
}

export interface NewLine {
  /** A variant's gid, bare number or SKU. */
  variant: string;
  quantity?: number;
  properties?: Record<string, string>;
  /** The plan of a subscription, by its name. */
  sellingPlan?: string;
}

/** Puts goods in the cart; the same variant with the same properties raises the line that is there. */
export function addLine(shop: Shop, cart: Cart, request: NewLine): CartLine {
  const found = findVariant(shop, request.variant);
  if (!found) throw new CartRefused(404, "Cart Error", "The product you tried to add to your cart can't be found.");
  return addGoods(cart, found.variant.gid, request, null);
}

/** Goods that the catalogue does not carry, or a known variant at another price. For tests and scenarios. */
export function addOwnGoods(shop: Shop, cart: Cart, request: Omit<NewLine, "variant">, own: OwnGoods): CartLine {
  const known = own.sku ? findVariant(shop, own.sku) : null;
  const number = BigInt(`0x${digest(`${own.title}${own.sku}${own.priceMinor}${own.isGiftCard}`).slice(0, 12)}`);
  return addGoods(cart, known?.variant.gid ?? `gid://shopify/ProductVariant/${number}`, request, own);
}

function addGoods(cart: Cart, variantGid: string, request: Omit<NewLine, "variant">, own: OwnGoods | null): CartLine {
  const quantity = request.quantity ?? 1;
  if (!Number.isSafeInteger(quantity) || quantity < 1)
    throw new CartRefused(400, "Bad Request", "The quantity must be a whole number above zero.");
  const properties = request.properties ?? {};
  const { sellingPlan } = request;
  const plan = sellingPlan === undefined ? [] : [sellingPlan];
  const key = `${variantGid.split("/").at(-1)}:${digest(JSON.stringify([properties, own, ...plan]))}`;
  const present = cart.lines.find((line) => line.key === key);
  if (present) {
    present.quantity += quantity;
    return present;
  }
  // Shopify lists what was added last first.
  const gid = `gid://shopify/CartLine/${digest(`${cart.token}${key}`)}?cart=${cart.token}`;
  const line: CartLine = { key, gid, variantGid, quantity, properties, own, ...(sellingPlan ? { sellingPlan } : {}) };
  cart.lines.unshift(line);
  return line;
}

/** Sets a line's quantity, found by its key, its variant or its place from 1 on; 0 takes it out. */
export function changeLine(
  cart: Cart,
  which: { id?: string; line?: number },
  quantity: number | undefined,
  properties?: Record<string, string>,
): void {
  const found = cart.lines.find(
    (line, index) =>
      index + 1 === which.line || line.key === which.id || (which.id && line.variantGid.endsWith(`/${which.id}`)),
  );
  if (!found) throw new CartRefused(400, "Bad Request", "no valid id or line parameter");
  if (quantity !== undefined && (!Number.isSafeInteger(quantity) || quantity < 0))
    throw new CartRefused(400, "Bad Request", "The quantity must be a whole number.");
  if (quantity === 0) cart.lines = cart.lines.filter((line) => line !== found);
  else if (quantity !== undefined) found.quantity = quantity;
  if (properties) found.properties = properties;
}

/** Merges attributes as `/cart/update.js` does: named ones are set, an empty text takes one out, all others stay. */
export function mergeAttributes(cart: Cart, attributes: Record<string, string | null>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === "") delete cart.attributes[name];
    else cart.attributes[name] = value;
  }
}

/** Sets or, with null, removes a cart metafield. `namespace` is resolved already. */
export function setCartMetafield(
  cart: Cart,
  where: { namespace: string; key: string },
  value: { type: string; value: string } | null,
): void {
  cart.metafields = cart.metafields.filter((each) => each.namespace !== where.namespace || each.key !== where.key);
  if (value) cart.metafields.push({ ...where, ...value });
}

function digest(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
