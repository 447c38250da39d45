import type { EventRuleCode } from "./event-rules.ts";
import type { ImportFormat } from "./member-import.ts";
import type { Text } from "./wallet.ts";

/**
 * Why points moved: a code with its parameters. `app/i18n` turns it into one sentence in the reader's language; the ledger keeps the code,
 * so that a sentence can be worded better without touching history. No personal data in here: the ledger is never erased.
 */
export type Reason =
  | { code: "order_award"; order: string }
  /** Placed in a campaign; the factor in hundredths: 150 for one and a half times the points. */
  | { code: "order_award_campaign"; order: string; factorHundredths: number }
  /** Earned more than usual, with what for: a milestone, a campaign by its name, a tier. */
  | { code: "order_award_for"; order: string; why: Text }
  /** Other orders of the member were heard of: it is another one in their row. */
  | { code: "order_placed_anew"; order: string }
  | { code: "signed_up" }
  /** For what a member did beside buying: `event` is the rule's code; of a custom one with its title, of a network with its name. */
  | { code: "event_award" | "event_undone"; event: EventRuleCode; title?: Text; network?: string }
  /** For whoever brought a friend in, and for the friend. */
  | { code: "referral_advocate" }
  | { code: "referral_friend" }
  /** Taken back from either: the friend's first order was refunded or cancelled, or it turned out that it does not count. */
  | { code: "referral_order_undone" }
  | { code: "referral_not_counted" }
  /** For reaching a level, by its name; taken back because what was refunded does not reach it any more. */
  | { code: "tier_reached" | "tier_undone"; name: Text }
  /** Placed before the programme, and awarded afterwards. */
  | { code: "past_order_award"; order: string }
  | { code: "past_order_undone"; order: string }
  | { code: "order_edited"; order: string }
  | { code: "order_refunded"; order: string }
  | { code: "order_cancelled"; order: string }
  | { code: "reward_reserved"; reward: string; ref: string }
  | { code: "reward_released"; reward: string; ref: string }
  | { code: "reward_lapsed"; reward: string; ref: string }
  | { code: "reward_settled"; reward: string; ref: string; order: string }
  | { code: "reward_returned"; reward: string; ref: string; order: string }
  | { code: "overspend"; reward: string; ref: string; order: string }
  /** Of a reward that needs no cart: held, there, given back by its member, not given, taken back. */
  | {
      code: "claim_made" | "claim_settled" | "claim_released" | "claim_refused" | "claim_returned";
      reward: string;
      ref: string;
    }
  | { code: "points_available" }
  | { code: "points_expired" }
  | { code: "adjusted"; text: string }
  /** Points that a member had in another loyalty system. */
  | { code: "imported"; source: ImportFormat }
  | { code: "merged" }
  | { code: "guest_claimed" }
  | { code: "member_erased" };

export type EntryKind =
  | "award"
  | "mature"
  | "reversal"
  | "reserve"
  | "release"
  | "lapse"
  | "settle"
  | "overspend"
  | "return"
  | "expire"
  | "adjust"
  | "merge";
