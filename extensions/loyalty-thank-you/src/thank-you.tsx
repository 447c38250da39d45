/** @jsxImportSource preact */
/// <reference types="@shopify/ui-extensions/purchase.thank-you.block.render" />
import "@shopify/ui-extensions/preact";
import type { Api } from "@shopify/ui-extensions/purchase.thank-you.block.render";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { EarnedAnswer } from "../../../app/contracts/proxy.ts";
import { programmeIn } from "../../loyalty-checkout/src/app-metafields.ts";
import { askApp } from "../../loyalty-checkout/src/ask-app.ts";

declare const shopify: Api;

type Earned = Extract<EarnedAnswer, { ok: true }>;

/** Waits between questions, in milliseconds: a paid order is worked within a second or two, rarely later. */
const WAITS_MS = [1_000, 1_500, 2_500, 4_000, 8_000];

/** Entry of the target `purchase.thank-you.block.render`. */
export default function thankYou(): void {
  render(<OrderPoints />, document.body);
}

function OrderPoints() {
  const [earned, setEarned] = useState<Earned | null>(null);
  const orderGid = gidOf(shopify.orderConfirmation.value.order.id);
  const programme = programmeIn(shopify.appMetafields.value);

  useEffect(() => {
    let isGone = false;
    void followOrder(orderGid, (answer) => {
      if (!isGone) setEarned(answer);
      return !isGone;
    });
    return () => {
      isGone = true;
    };
  }, [orderGid]);

  // Nothing is promised before the app has said that there is something to come.
  if (!programme || !earned || earned.state === "nothing") return null;
  const language = shopify.localization.extensionLanguage.value.isoCode.startsWith("nl") ? "nl" : "en";
  return (
    <s-section heading={programme.name}>
      <s-text>{earned.state === "earned" ? earned.text[language] : shopify.i18n.translate("on_its_way")}</s-text>
    </s-section>
  );
}

/** Asks until the order has been worked or the waits are used up. `hear` says whether anyone still listens. */
async function followOrder(orderGid: string, hear: (answer: Earned) => boolean): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await askApp<Earned>(shopify.sessionToken, `earned?order=${encodeURIComponent(orderGid)}`);
    if (answer && !answer.ok) return;
    if (answer && !hear(answer)) return;
    const wait = WAITS_MS[attempt];
    if (answer?.state === "earned" || answer?.state === "nothing" || wait === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** The thank-you page may know the order by an identity that becomes the order with the same number. */
function gidOf(id: string): string {
  return id.replace("/OrderIdentity/", "/Order/");
}
