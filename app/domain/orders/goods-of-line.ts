import type { OrderLine } from "../../contracts/order-state.ts";
import type { ProductFacts } from "../../contracts/product.ts";
import type { GoodsFacts } from "../programme/selection.ts";

/**
 * What rules select an order's line by: what the line itself remembers of the moment of buying (product, variant, SKU, vendor), and of the
 * product what is known of it when the award is made (`productFacts`). An award keeps the result with its lines: a refund or a cancellation
 * works from there, whatever has become of the product since.
 *
 * @param product undefined where nothing is known of it, or the line has none: only the line's own facts then count
 */
export function goodsOfLine(line: OrderLine, product: ProductFacts | undefined): GoodsFacts {
  return {
    product: line.productGid === null ? [] : [line.productGid, ...(product?.handle ? [product.handle] : [])],
    variant: line.variantGid,
    sku: line.sku,
    collections: product?.collections ?? [],
    tags: product?.tags ?? [],
    vendor: line.vendor ?? product?.vendor ?? null,
    type: product?.type ?? null,
  };
}

/** Products that lines name, each once, sorted: what to ask `productFacts` for, once for all orders of a batch. */
export function productsIn(orders: Iterable<{ lines: readonly OrderLine[] }>): string[] {
  const gids = new Set<string>();
  for (const { lines } of orders) for (const { productGid } of lines) if (productGid !== null) gids.add(productGid);
  return [...gids].sort();
}
