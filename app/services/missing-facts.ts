import type { AppContext } from "../context.ts";
import type { OrderState } from "../contracts/order-state.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { productsIn } from "../domain/orders/goods-of-line.ts";
import type { OrderNews } from "../domain/orders/heard-order.ts";
import { factsWanted } from "../domain/programme/facts-wanted.ts";
import type { Programme } from "../domain/programme/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import { ordersWithPlans } from "../persistence/order-versions.ts";
import { productFacts } from "../persistence/products.ts";
import { readOrder } from "../shopify/read-orders.ts";
import { learnProducts } from "./read-owed-products.ts";

/** What has to be read at Shopify before some orders can be worked: global ids. */
export interface MissingFacts {
  products: string[];
  orders: string[];
}

/**
 * An order was heard of before what its rules ask: a product whose webhook is late, the amount of a gift card or a selling plan, which no
 * webhook carries. An award is made once and keeps its goods, so the order is not worked by what is not known: it waits until that was read.
 */
export class FactsMissingError extends Error {
  override name = "FactsMissingError";
  readonly missing: MissingFacts;

  constructor(missing: MissingFacts) {
    super(`not yet known of Shopify: ${missing.products.length} products, ${missing.orders.length} orders in full`);
    this.missing = missing;
  }
}

/**
 * What is missing for these news, by the programmes' rules; null for nothing, which a programme of plain rules is told without a statement.
 * One statement a batch for others, and a second one where something was bought that selling plans sell.
 *
 * @param asked orders that were asked for already: what Shopify did not tell of them it will not tell
 */
export async function missingFacts(
  transaction: Pick<Transaction, "query">,
  shopId: number,
  programmes: readonly Programme[],
  news: readonly OrderNews[],
  asked: ReadonlySet<string> = new Set(),
): Promise<MissingFacts | null> {
  const wanted = factsWanted(programmes);
  if (!wanted.products && !wanted.tenders && !wanted.plans) return null;
  // Only what is paid earns; what was read in full lacks nothing.
  const paid = news.flatMap((each) => ("state" in each && each.state.isPaid ? [each.state] : []));
  const readAt = new Map<string, number>();
  for (const state of paid)
    if (state.arePlansKnown) readAt.set(state.gid, Math.max(state.version, readAt.get(state.gid) ?? 0));
  const told = paid.filter(({ gid, version }) => (readAt.get(gid) ?? Number.NEGATIVE_INFINITY) < version);

  const named = wanted.products || wanted.plans ? productsIn(paid) : [];
  const known = await productFacts(transaction, shopId, named);
  const products = named.filter((gid) => !known.has(gid));
  const orders = new Set<string>();
  if (wanted.tenders)
    for (const { gid, giftCardPaidMinor, storeCreditPaidMinor } of told)
      if (giftCardPaidMinor === null || storeCreditPaidMinor === null) orders.add(gid);
  if (wanted.plans) {
    const sold = told.filter(({ lines }) =>
      lines.some(({ productGid }) => productGid !== null && known.get(productGid)?.hasSellingPlans),
    );
    const gids = sold.map(({ gid }) => gid).filter((gid) => !orders.has(gid));
    const withPlans = await ordersWithPlans(transaction, shopId, gids);
    for (const gid of gids) if (!withPlans.has(gid)) orders.add(gid);
  }
  const unasked = [...orders].filter((gid) => !asked.has(gid));
  return products.length === 0 && unasked.length === 0 ? null : { products, orders: unasked };
}

/** Requests for orders that are under way at once. */
const READS_AT_ONCE = 5;

/**
 * Reads what is missing, outside of any transaction: products are known afterwards, and orders come back as news in full. A batch of the inbox
 * bounds how much that is.
 *
 * @throws GatewayError
 */
export async function readMissingFacts(
  app: AppContext,
  shop: ShopFacts,
  { products, orders }: MissingFacts,
): Promise<OrderNews[]> {
  await learnProducts(app, shop, products);
  const states: (OrderState | null)[] = [];
  for (let start = 0; start < orders.length; start += READS_AT_ONCE) {
    const portion = orders.slice(start, start + READS_AT_ONCE);
    states.push(...(await Promise.all(portion.map((gid) => readOrder(app.gateway, shop.domain, gid)))));
  }
  return states.flatMap((state) => (state ? [{ gid: state.gid, state }] : []));
}
