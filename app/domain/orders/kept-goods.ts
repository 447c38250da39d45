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
  /** Tax on `netMinor`, in it or on top as the order says; absent where no rule asks. */
  taxMinor?: number;
  /** Of the discounts, what was paid with points; absent where no rule asks. */
  loyaltyMinor?: number;
}

/**
 * The lines that count: gift cards bought are money and earn nothing. Figures are for all pieces as ordered; tax and what was paid with points
 * only where `isDetailed`, since most programmes never ask and every order keeps its lines.
 */
export function lineBases(lines: readonly OrderLine[], isDetailed = false): LineBasis[] {
  return lines
    .filter((line) => !line.isGiftCard && line.quantity > 0)
    .map((line) => ({
      gid: line.gid,
      quantity: line.quantity,
      netMinor: Math.max(0, line.priceMinor - line.discountMinor),
      grossMinor: line.priceMinor,
      ...(isDetailed ? { taxMinor: line.taxMinor, loyaltyMinor: line.loyaltyDiscountMinor } : {}),
    }));
}

/** What of the goods the customer still has and has paid for. */
export interface KeptGoods {
  netMinor: number;
  grossMinor: number;
  /** Kept worth a line (after discounts) and pieces, before refunds that name no line. */
  lines: { gid: string; netMinor: number; quantity: number }[];
  /** What the lines come to together, before refunds that name no line. */
  lineTotalMinor: number;
  /** Every piece went back, or all their money did. */
  isNothing: boolean;
}

/**
 * Worth of kept pieces: the whole line less the share of the pieces that are gone (half up), so that the same pieces gone in any number of
 * steps leave the same. A refund that names no line lowers the whole; it first pays for what an edit took off the order, since that money
 * went back for goods that are already counted as gone.
 */
export function keptGoods(state: OrderState, bases: readonly LineBasis[]): KeptGoods {
  if (state.cancelledAt !== null) return { netMinor: 0, grossMinor: 0, lines: [], lineTotalMinor: 0, isNothing: true };
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
    grossMinor += keptOf(basis.grossMinor, current, basis.quantity);
    return { gid: basis.gid, netMinor: keptOf(basis.netMinor, current, basis.quantity), quantity: current };
  });
  const lineTotal = lines.reduce((sum, line) => sum + line.netMinor, 0);
  const unnamed = Math.max(0, goodsShareOfRefunds(state, bases) - editedOffMinor);
  const netMinor = Math.max(0, lineTotal - unnamed);
  const orderedNet = bases.reduce((sum, basis) => sum + basis.netMinor, 0);
  return {
    netMinor,
    grossMinor: lineTotal === 0 ? grossMinor : scale(grossMinor, netMinor, lineTotal, "down"),
    lines,
    lineTotalMinor: lineTotal,
    isNothing: bases.length > 0 && (pieces === 0 || (orderedNet > 0 && netMinor === 0)),
  };
}

/** What is kept of an amount for `ordered` pieces of which `kept` are: the whole less the share of those that are gone, half up. */
export function keptOf(minor: number, kept: number, ordered: number): number {
  return minor - scale(minor, ordered - kept, ordered, "nearest");
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
