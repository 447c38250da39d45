import { expect, it } from "vitest";
import type { Entry } from "#app/domain/ledger/entry.ts";
import type { Account, Posting } from "#app/domain/ledger/position.ts";
import { figuresOf } from "#app/domain/metrics/day-figures.ts";

const shop = (account: "issued" | "redeemed" | "expired" | "reversed" | "adjusted"): Account => ({
  account,
  member: null,
});
const member = (account: "available" | "reserved"): Account => ({ account, member: "1" });
const posting = (source: Account, target: Account, points: number): Posting => ({ source, target, lot: "1", points });

function entry(occurredAt: number, ...postings: Posting[]): Entry {
  const cause = { key: "k", inputs: {}, orderGid: null, reservation: null, actor: null };
  return { ...cause, member: "1", kind: "award", occurredAt, reason: { code: "merged" }, points: 0, postings };
}

const dayOf = (instant: number): string => (instant < 100 ? "2026-01-01" : "2026-01-02");

it("a day counts what left and reached the shop's accounts, and what came back is taken off", () => {
  const figures = figuresOf(
    [
      entry(1, posting(shop("issued"), member("available"), 50), posting(member("available"), shop("redeemed"), 30)),
      entry(2, posting(shop("redeemed"), member("available"), 10), posting(member("available"), shop("expired"), 5)),
      entry(3, posting(shop("expired"), shop("reversed"), 5), posting(member("available"), shop("adjusted"), 2)),
      entry(200, posting(shop("adjusted"), member("available"), 7)),
    ],
    dayOf,
  );
  expect(figures).toEqual([
    { day: "2026-01-01", issued: 50, reversed: 5, redeemed: 20, expired: 0, adjusted: -2 },
    { day: "2026-01-02", issued: 0, reversed: 0, redeemed: 0, expired: 0, adjusted: 7 },
  ]);
});

it("a day on which points only moved within a member has no figures", () => {
  expect(figuresOf([entry(1, posting(member("available"), member("reserved"), 100))], dayOf)).toEqual([]);
});
