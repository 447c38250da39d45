import fc from "fast-check";
import type { OrderLine, OrderRefund, OrderState } from "#app/contracts/order-state.ts";
import type { OrderNews } from "#app/domain/orders/heard-order.ts";
import { aLine, anOrder, NOON, refunded } from "./an-order.ts";

/** One thing that happens to an order at Shopify. Numbers are wishes: what is not possible any more is done as far as it is. */
export type Event =
  | { do: "refund"; pieces: number[]; amountPercent: number; withMoney: boolean }
  | { do: "add"; priceMinor: number }
  | { do: "remove"; line: number; pieces: number }
  | { do: "touch" }
  | { do: "cancel" };

export interface Story {
  lines: { quantity: number; priceMinor: number; discountPercent: number; isGiftCard: boolean }[];
  addedTaxPercent: number;
  isPaidAtOnce: boolean;
  /** Events that share a second with the one before: Shopify's `updated_at` does not tell them apart. */
  events: (Event & { isSameSecond: boolean })[];
}

const refundEvent = fc.record({
  do: fc.constant("refund" as const),
  pieces: fc.array(fc.nat(2), { maxLength: 4 }),
  amountPercent: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(60)),
  withMoney: fc.boolean(),
});
const editEvents = [
  fc.record({ do: fc.constant("add" as const), priceMinor: fc.integer({ min: 1, max: 5000 }) }),
  fc.record({ do: fc.constant("remove" as const), line: fc.nat(3), pieces: fc.nat(2) }),
];
const touchEvent = fc.record({ do: fc.constant("touch" as const) });
const cancelEvent = fc.record({ do: fc.constant("cancel" as const) });

const linesOf = fc.array(
  fc.record({
    quantity: fc.integer({ min: 1, max: 5 }),
    priceMinor: fc.integer({ min: 0, max: 9999 }),
    discountPercent: fc.constantFrom(0, 0, 7, 33, 100),
    isGiftCard: fc.constantFrom(false, false, false, true),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Orders with everything that may happen to them. `withCancel` puts a cancellation at the end of some. */
export const story: fc.Arbitrary<Story> = fc.record({
  lines: linesOf,
  addedTaxPercent: fc.constantFrom(0, 0, 21),
  isPaidAtOnce: fc.boolean(),
  events: fc
    .tuple(
      fc.array(fc.oneof(refundEvent, refundEvent, ...editEvents, touchEvent), { maxLength: 6, size: "max" }),
      fc.option(cancelEvent, { freq: 2 }),
      fc.array(touchEvent, { maxLength: 1 }),
      fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    )
    .map(([events, cancel, touches, seconds]) =>
      [...events, ...(cancel ? [cancel] : []), ...touches].map((event, index) => ({
        ...event,
        isSameSecond: seconds[index] ?? false,
      })),
    ),
});

/**
 * What Shopify tells while the story happens: whole states and single refunds, in the order in which they happen, and the final state as
 * a sweep reads it.
 */
export function tell(
  { lines, addedTaxPercent, isPaidAtOnce, events }: Story,
  gid: string,
): { news: OrderNews[]; final: OrderState } {
  const ordered = lines.map((line, index) =>
    aLine(`${gid.split("/").pop()}-${index}`, {
      quantity: line.quantity,
      priceMinor: line.priceMinor * line.quantity,
      discountMinor: Math.floor((line.priceMinor * line.quantity * line.discountPercent) / 100),
      isGiftCard: line.isGiftCard,
    }),
  );
  const tax = ordered.reduce((sum, line) => sum + netOf(line, line.quantity), 0);
  let state = anOrder({
    gid,
    isPaid: false,
    giftCardPaidMinor: null,
    storeCreditPaidMinor: null,
    lines: ordered,
    addedTaxMinor: Math.round((tax * addedTaxPercent) / 100),
  });
  const news: OrderNews[] = [{ gid, state }];
  const say = (next: OrderState): void => {
    state = next;
    news.push({ gid, state });
  };
  let clock = NOON + (isPaidAtOnce ? 0 : 3_600_000);
  say({ ...state, isPaid: true, version: clock, paidAt: clock });
  state = { ...state, paidAt: null };
  for (const [index, event] of events.entries()) {
    if (!event.isSameSecond) clock += 1000;
    happen(event, state, clock, index, say, (refund) => news.push({ gid, refund }));
  }
  return { news, final: readInFull(state) };
}

/** What a sweep knows beyond webhooks: how much each means of payment paid, and the selling plans of lines. */
function readInFull(state: OrderState): OrderState {
  const sellingPlan = { gid: "gid://shopify/SellingPlan/1", name: "Every month" };
  const lines = state.lines.map((line, index) => (index === 0 ? { ...line, sellingPlan } : line));
  const tenders = state.isPaid ? { giftCardPaidMinor: 100, storeCreditPaidMinor: 0 } : {};
  return { ...state, lines, arePlansKnown: true, ...tenders };
}

function happen(
  event: Event,
  state: OrderState,
  version: number,
  index: number,
  say: (state: OrderState) => void,
  sayRefund: (refund: OrderRefund) => void,
): void {
  if (event.do === "touch") say({ ...state, version });
  else if (state.cancelledAt !== null) return;
  else if (event.do === "cancel") say({ ...state, version, cancelledAt: version });
  else if (event.do === "add") {
    // An addition is owed first and paid at once: what is told in between is the owed state.
    const added = aLine(`${index}-added`, { priceMinor: event.priceMinor });
    const owed = {
      ...state,
      version,
      isPaid: false,
      lines: [...state.lines, added],
    };
    say(owed);
    say({ ...owed, isPaid: true });
  } else if (event.do === "remove") {
    const left = (line: OrderLine): number => Math.max(0, line.currentQuantity - event.pieces);
    const lines = state.lines.map((line, at) => (at === event.line ? { ...line, currentQuantity: left(line) } : line));
    say({ ...state, version, lines });
  } else {
    const refund = refundOf(event, state, version, index);
    sayRefund(refund);
    say(refunded(state, refund));
  }
}

function refundOf(
  event: Extract<Event, { do: "refund" }>,
  state: OrderState,
  createdAt: number,
  index: number,
): OrderRefund {
  const pieces = state.lines.flatMap((line, at) => {
    const quantity = Math.min(event.pieces[at] ?? 0, line.currentQuantity);
    return quantity > 0 ? [{ line, quantity }] : [];
  });
  const goods = pieces.reduce((sum, { line, quantity }) => sum + netOf(line, quantity), 0);
  const kept = state.lines.reduce((sum, line) => sum + netOf(line, line.currentQuantity), 0) - goods;
  const unnamed = Math.floor((Math.max(0, kept) * event.amountPercent) / 100);
  return {
    gid: `${state.gid.replace("Order", "Refund")}-${index}`,
    createdAt,
    lines: pieces.map(({ line, quantity }) => ({ lineGid: line.gid, quantity })),
    amountMinor: event.withMoney || goods === 0 ? unnamed : -goods,
    shippingMinor: 0,
    shippingTaxMinor: 0,
  };
}

function netOf(line: OrderLine, pieces: number): number {
  return Math.round(((line.priceMinor - line.discountMinor) * pieces) / line.quantity);
}

/** How deliveries go wrong: which are lost, which come twice, and in which order all of them come. */
export interface Delivery {
  lost: boolean[];
  twice: boolean[];
  /** Sort keys: one for each delivery. */
  order: number[];
  /** How many are worked together. */
  batch: number;
}

export const delivery: fc.Arbitrary<Delivery> = fc.record({
  lost: fc.array(fc.boolean(), { maxLength: 30, size: "max" }),
  twice: fc.array(fc.boolean(), { maxLength: 30, size: "max" }),
  order: fc.array(fc.nat(1000), { maxLength: 60, size: "max" }),
  batch: fc.integer({ min: 1, max: 5 }),
});

/** What arrives of what was told, in batches, healed in the end by the final state. */
export function deliver(
  news: readonly OrderNews[],
  finals: readonly OrderState[],
  { lost, twice, order, batch }: Delivery,
): OrderNews[][] {
  const arriving = news
    .flatMap((each, index) => (lost[index] ? [] : twice[index] ? [each, each] : [each]))
    .map((each, index) => ({ each, at: order[index] ?? index }))
    .sort((a, b) => a.at - b.at)
    .map(({ each }) => each);
  const all = [...arriving, ...finals.map((state) => ({ gid: state.gid, state }))];
  const batches: OrderNews[][] = [];
  for (let start = 0; start < all.length; start += batch) batches.push(all.slice(start, start + batch));
  return batches;
}
