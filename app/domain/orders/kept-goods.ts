import type { OrderLine, OrderState } from "../../contracts/order-state.ts";
import { scale } from "../money/money.ts";
import { piecesIn } from "./merge-order-state.ts";

/** What a line counted for, as the award remembers it: the pieces and their worth, in the shop's minor units. */
export interface LineBasis {
  gid: string;
  quantity: number;
  /** After every discount. */
  netMinor: number;
  /** Before discounts. */
  grossMinor: number;
}

/** The lines that count: gift cards bought are money and earn nothing. Figures are for all pieces as ordered. */
export function lineBases(lines: readonly OrderLine[]): LineBasis[] {
  return lines
    .filter((line) => !line.isGiftCard && line.quantity > 0)
    .map((line) => ({
      gid: line.gid,
      quantity: line.quantity,
      netMinor: Math.max(0, line.priceMinor - line.discountMinor),
      grossMinor: line.priceMinor,
    }));
}

/** What of the goods the customer still has and has paid for. */
export interface KeptGoods {
  netMinor: number;
  grossMinor: number;
  /** Kept worth a line (after discounts), before refunds that name no line. */
  lines: { gid: string; netMinor: number }[];
  /** Every piece went back, or all their money did. */
  isNothing: boolean;
}

/**
 * Worth of kept pieces: the whole line less the share of the pieces that are gone (half up), so that the same pieces gone in any number of
 * steps leave the same. A refund that names no line lowers the whole; it first pays for what an edit took off the order, since that money
 * went back for goods that are already counted as gone.
 */
export function keptGoods(state: OrderState, bases: readonly LineBasis[]): KeptGoods {
  if (state.cancelledAt !== null) return { netMinor: 0, grossMinor: 0, lines: [], isNothing: true };
  const byLine = new Map(state.lines.map((line) => [line.gid, line]));
  const refunded = piecesIn(state.refunds);
  let editedOffMinor = 0;
  let grossMinor = 0;
  let pieces = 0;
  const lines = bases.map((basis) => {
    const current = Math.min(byLine.get(basis.gid)?.currentQuantity ?? 0, basis.quantity);
    const edited = Math.max(0, basis.quantity - current - (refunded.get(basis.gid) ?? 0));
    editedOffMinor += scale(basis.netMinor, edited, basis.quantity, "nearest");
    pieces += current;
    grossMinor += basis.grossMinor - scale(basis.grossMinor, basis.quantity - current, basis.quantity, "nearest");
    return {
      gid: basis.gid,
      netMinor: basis.netMinor - scale(basis.netMinor, basis.quantity - current, basis.quantity, "nearest"),
    };
  });
  const lineTotal = lines.reduce((sum, line) => sum + line.netMinor, 0);
  const unnamed = Math.max(0, goodsShareOfRefunds(state, bases) - editedOffMinor);
  const netMinor = Math.max(0, lineTotal - unnamed);
  const orderedNet = bases.reduce((sum, basis) => sum + basis.netMinor, 0);
  return {
    netMinor,
    grossMinor: lineTotal === 0 ? grossMinor : scale(grossMinor, netMinor, lineTotal, "down"),
    lines,
    isNothing: bases.length > 0 && (pieces === 0 || (orderedNet > 0 && netMinor === 0)),
  };
}

/**
 * Refunds without a line carry the tax that was charged on top: only the goods' share lowers the goods. Goods that went back without money
 * stand below zero: money that follows later without naming a line pays for them first.
 */
function goodsShareOfRefunds(state: OrderState, bases: readonly LineBasis[]): number {
  const amount = Math.max(
    0,
    state.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0),
  );
  if (amount === 0 || state.addedTaxMinor === 0) return amount;
  const net = bases.reduce((sum, basis) => sum + basis.netMinor, 0);
  return net === 0 ? amount : scale(amount, net, net + state.addedTaxMinor, "nearest");
}
