/** @jsxImportSource preact */
/// <reference types="@shopify/ui-extensions/purchase.checkout.block.render" />
import "@shopify/ui-extensions/preact";
import type { Api } from "@shopify/ui-extensions/purchase.checkout.block.render";
import { render } from "preact";
import { useState } from "preact/hooks";
import type { Card } from "../../../app/contracts/card.ts";
import type { ReleaseAnswer, ReserveAnswer } from "../../../app/contracts/proxy.ts";
import { type Text, WISH_ATTRIBUTE } from "../../../app/contracts/wallet.ts";
import { cardIn, programmeIn, wishIn } from "./app-metafields.ts";
import { askApp } from "./ask-app.ts";
import { ReservationLine, RewardLine } from "./reward-lines.tsx";

declare const shopify: Api;

/** Entry of the target `purchase.checkout.block.render`. */
export default function checkout(): void {
  render(<Rewards />, document.body);
}

type Change = ReserveAnswer | ReleaseAnswer;

/** The metafield cannot be blank. This wishes for nothing, since it is no reference, and writing it makes Shopify price the cart anew. */
const NO_WISH = "none";

function Rewards() {
  const [answered, setAnswered] = useState<Card | null>(null);
  const [written, setWritten] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const entries = shopify.appMetafields.value;
  const programme = programmeIn(entries);
  const card = answered ?? cardIn(entries);
  const language = shopify.localization.extensionLanguage.value.isoCode.startsWith("nl") ? "nl" : "en";
  const say = (text: Text) => text[language];
  // A reward may be held for another cart: then nothing is taken off here until this one wishes for it too.
  const stored = shopify.attributes.value?.find(({ key }) => key === WISH_ATTRIBUTE)?.value ?? "";
  const wishes = `${written} ${wishIn(entries)} ${stored}`;

  if (!programme || !shopify.instructions.value.metafields.canSetCartMetafields) return null;
  if (!shopify.buyerIdentity?.customer.value) {
    return (
      <s-section heading={programme.name}>
        <s-text>{shopify.i18n.translate("sign_in")}</s-text>
      </s-section>
    );
  }

  const wishFor = async (wish: string) => {
    if (await writeWish(wish)) setWritten(wish);
    else setError(shopify.i18n.translate("cart_locked"));
  };
  const change = async (key: string, ask: () => Promise<Change | null>) => {
    setBusy(key);
    setError(null);
    const answer = await ask();
    if (answer?.ok) {
      setAnswered(answer.card);
      await wishFor(answer.wish);
    } else setError(answer ? say(answer.message) : shopify.i18n.translate("failed"));
    setBusy(null);
  };
  const reserve = (reward: string, points?: number) =>
    change(reward, () =>
      askApp<Extract<ReserveAnswer, { ok: true }>>(shopify.sessionToken, "reserve", {
        reward,
        click: clickFor(`${reward} ${points ?? ""}`, card),
        ...(points === undefined ? {} : { points }),
      }),
    );
  const release = (ref: string) =>
    change(ref, () => askApp<Extract<ReleaseAnswer, { ok: true }>>(shopify.sessionToken, "release", { ref }));
  const useHere = async (ref: string) => {
    setBusy(ref);
    setError(null);
    await wishFor((card?.reservations ?? []).map((each) => each.ref).join(" "));
    setBusy(null);
  };

  return (
    <s-section heading={programme.name}>
      <s-stack gap="base">
        <s-text>{card ? say(card.balance) : shopify.i18n.translate("no_points")}</s-text>
        {card?.reservations.map((reservation) => (
          <ReservationLine
            key={reservation.ref}
            reservation={reservation}
            isHere={wishes.includes(reservation.ref)}
            say={say}
            busy={busy}
            onUse={useHere}
            onRemove={release}
          />
        ))}
        {card?.rewards
          .filter((reward) => reward.affordable)
          .map((reward) => (
            <RewardLine key={reward.id} reward={reward} say={say} busy={busy} onUse={reserve} />
          ))}
        {error && <s-banner tone="critical">{error}</s-banner>}
      </s-stack>
    </s-section>
  );
}

async function writeWish(wish: string): Promise<boolean> {
  const result = await shopify.applyMetafieldChange({
    type: "updateCartMetafield",
    metafield: { namespace: "$app", key: "wish", type: "single_line_text_field", value: wish || NO_WISH },
  });
  return result.type === "success";
}

/** One name for one click: as long as nothing has changed since, a second try is the same click and is answered the same. */
function clickFor(reward: string, card: Card | null): string {
  const state = `${reward} ${card?.points ?? 0} ${card?.reservations.map(({ ref }) => ref).join(" ") ?? ""}`;
  let click = clicks.get(state);
  if (!click) {
    click = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 14)}`;
    clicks.set(state, click);
  }
  return click;
}

const clicks = new Map<string, string>();
