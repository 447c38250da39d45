import type { Stage } from "../stage.ts";
import type { Values } from "../verbs.ts";

/** Changes a product of the file in the shop's catalogue, or takes it out; the app hears of it as of any change. */
export function playProduct(stage: Stage, { sku, gone, ...change }: Values["product"]): void {
  const { simulated } = stage.system;
  const product = [...stage.shop.products.values()].find(({ variants }) => variants.some((each) => each.sku === sku));
  if (!product) throw new Error(`the shop has no product ${sku} any more`);
  if (gone) simulated.deleteProduct(stage.shop.domain, product.gid);
  else {
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    simulated.updateProduct(stage.shop.domain, product.gid, Object.fromEntries(given));
  }
}
