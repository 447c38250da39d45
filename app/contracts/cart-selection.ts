import { selection } from "./selection.ts";
import { refuse } from "./setting-values.ts";

/** Which goods something makes cheaper in a cart. A cart tells no SKU. */
export const cartSelection = selection.superRefine(({ skus, except }, context) => {
  for (const path of [...(skus ? [["skus"]] : []), ...(except?.skus ? [["except", "skus"]] : [])]) {
    const words = {
      en: "A cart cannot be searched by SKU: name the variants or products instead.",
      nl: "In een winkelwagen kan niet op SKU worden gezocht: noem de varianten of producten.",
    };
    refuse(context, path, { code: "contradiction", words }, "a cart tells no SKU");
  }
});
