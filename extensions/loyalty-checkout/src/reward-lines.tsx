/** @jsxImportSource preact */
/// <reference types="@shopify/ui-extensions/purchase.checkout.block.render" />
import type { Api } from "@shopify/ui-extensions/purchase.checkout.block.render";
import type { CardReservation, CardReward, Text } from "../../../app/contracts/wallet.ts";

declare const shopify: Api;

interface LineProps {
  say(text: Text): string;
  /** What is being changed at the moment: nothing else may be clicked meanwhile. */
  busy: string | null;
}

/** A reward that the balance reaches, with the button that uses it. */
export function RewardLine({ reward, say, busy, onUse }: LineProps & { reward: CardReward; onUse(id: string): void }) {
  const title = say(reward.title);
  return (
    <s-grid gridTemplateColumns="1fr auto" gap="base" alignItems="center">
      <s-stack>
        <s-text>{title}</s-text>
        <s-text color="subdued">{say(reward.price)}</s-text>
      </s-stack>
      <s-button
        variant="secondary"
        accessibilityLabel={shopify.i18n.translate("use_named", { title })}
        loading={busy === reward.id}
        disabled={busy !== null}
        onClick={() => onUse(reward.id)}
      >
        {shopify.i18n.translate("use")}
      </s-button>
    </s-grid>
  );
}

interface ReservationLineProps extends LineProps {
  reservation: CardReservation;
  /** Whether this order wishes for it; otherwise it is held for another cart. */
  isHere: boolean;
  onUse(ref: string): void;
  onRemove(ref: string): void;
}

/** A reward that is held for this member: taken off this order, or waiting to be. It can be given back in both cases. */
export function ReservationLine({ reservation, isHere, say, busy, onUse, onRemove }: ReservationLineProps) {
  const title = say(reservation.title);
  return (
    <s-grid gridTemplateColumns="1fr auto" gap="base" alignItems="center">
      <s-stack>
        <s-text type="strong">{title}</s-text>
        <s-text color="subdued">{shopify.i18n.translate(isHere ? "in_this_order" : "held")}</s-text>
      </s-stack>
      <s-stack direction="inline" gap="small">
        {!isHere && (
          <s-button
            variant="secondary"
            accessibilityLabel={shopify.i18n.translate("use_named", { title })}
            loading={busy === reservation.ref}
            disabled={busy !== null}
            onClick={() => onUse(reservation.ref)}
          >
            {shopify.i18n.translate("use")}
          </s-button>
        )}
        <s-button
          variant="secondary"
          accessibilityLabel={shopify.i18n.translate("remove_named", { title })}
          loading={busy === reservation.ref}
          disabled={busy !== null}
          onClick={() => onRemove(reservation.ref)}
        >
          {shopify.i18n.translate("remove")}
        </s-button>
      </s-stack>
    </s-grid>
  );
}
