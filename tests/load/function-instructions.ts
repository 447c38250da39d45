import { statSync } from "node:fs";
import { BUNDLE_PATH, TARGETS } from "#extensions/loyalty-discount/bundle.ts";
import { aCart, aWallet, REF } from "#extensions/loyalty-discount/tests/a-cart.ts";
import { countInstructions } from "#extensions/loyalty-discount/tests/count-instructions.ts";
import { DELIVERY, inputOf, LINES } from "#extensions/loyalty-discount/tests/run-function.ts";

/** What the dearer of the Function's two targets costs for carts of 1 and of 200 lines with a reward in use, and the bundle's size. */
export async function measureFunction(): Promise<{
  instructionsOfOneLine: number;
  instructionsOf200Lines: number;
  bundleBytes: number;
}> {
  return {
    instructionsOfOneLine: await dearest(1),
    instructionsOf200Lines: await dearest(200),
    bundleBytes: statSync(BUNDLE_PATH).size,
  };
}

async function dearest(lineCount: number): Promise<number> {
  const lines = Array.from({ length: lineCount }, (_, index) => ({ price: `${index + 3}.95` }));
  const amountOff = aWallet({ ref: REF, kind: "amount_off", amountMinor: 500, minimumMinor: 100 });
  const freeShipping = aWallet({ ref: REF, kind: "free_shipping", minimumMinor: 100 });
  const counts = await Promise.all([
    countInstructions(BUNDLE_PATH, TARGETS[LINES].functionName, inputOf(LINES, aCart({ lines, wallet: amountOff }))),
    countInstructions(
      BUNDLE_PATH,
      TARGETS[DELIVERY].functionName,
      inputOf(DELIVERY, aCart({ lines, wallet: freeShipping })),
    ),
  ]);
  return Math.max(...counts);
}
