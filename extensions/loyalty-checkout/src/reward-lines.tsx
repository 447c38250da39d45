/** @jsxImportSource preact */
/// <reference types="@shopify/ui-extensions/purchase.checkout.block.render" />
import type { Api } from "@shopify/ui-extensions/purchase.checkout.block.render";
import { useState } from "preact/hooks";
import type { CardReservation, CardReward } from "../../../app/contracts/card.ts";
import type { Text } from "../../../app/contracts/wallet.ts";

declare const shopify: Api;

interface LineProps {
  say(text: Text): string;
  /** What is being changed at the moment: nothing else may be clicked meanwhile. */
  busy: string | null;
}

interface RewardLineProps extends LineProps {
  reward: CardReward;
  onUse(id: string, points?: number): void;
}

/** A reward that the balance reaches, with the button that uses it, and how much of it where that is the shopper's to choose. */
export function RewardLine({ reward, say, busy, onUse }: RewardLineProps) {
  const title = say(reward.title);
  const choices = reward.choices ?? [];
  const most = choices.at(-1)?.points;
  const [chosen, setChosen] = useState<number | null>(null);
  // A balance that has become smaller no longer reaches what was chosen.
  const points = choices.some((choice) => choice.points === chosen) ? (chosen ?? undefined) : most;
  return (
    <s-grid gridTemplateColumns="1fr auto" gap="base" alignItems="center">
      <s-stack>
        <s-text>{title}</s-text>
        {choices.length > 1 ? (
          <s-select
            label={title}
            value={String(points)}
            onChange={({ currentTarget }) => {
              if (currentTarget && "value" in currentTarget) setChosen(Number(currentTarget.value));
            }}
          >
            {choices.map((choice) => (
              <s-option key={choice.points} value={String(choice.points)}>
                {say(choice.text)}
              </s-option>
            ))}
          </s-select>
        ) : (
          <s-text color="subdued">{say(reward.price)}</s-text>
        )}
      </s-stack>
      <s-button
        variant="secondary"
        accessibilityLabel={shopify.i18n.translate("use_named", { title })}
        loading={busy === reward.id}
        disabled={busy !== null}
        onClick={() => onUse(reward.id, points)}
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
