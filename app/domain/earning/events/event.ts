import type { ProfileField } from "../../../contracts/event-rules.ts";

/** What a member did beside buying. */
export interface MemberEvent {
  name: string;
  /** Whether Zegel itself found it out: nobody else can tell of a birthday or a complete profile. */
  isOurs: boolean;
  /** Epoch milliseconds. */
  occurredAt: number;
  /** Shopify's global id. */
  product?: string | null;
  hasPhoto?: boolean;
  network?: string | null;
  action?: "follow" | "share" | null;
  code?: string | null;
  numbers?: Readonly<Record<string, number>>;
  /** Of a birthday: for how many days its date was known by then. */
  toldDaysBefore?: number;
  /** Of a profile: what is known. */
  fields?: readonly ProfileField[];
}

/** What an event is worth by one rule, and the product, network or code of which the rule rewards one each. */
export type EventWorth =
  | { outcome: "worth"; points: number; subject: string }
  | { outcome: "nothing"; reason: NothingReason };

export type NothingReason =
  | "another_event"
  | "not_told_by_us"
  | "told_too_late"
  | "no_network"
  | "another_network"
  | "unknown_code"
  | "code_not_yet"
  | "code_no_more"
  | "no_number"
  | "too_little"
  | "incomplete";
