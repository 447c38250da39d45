import type { MembershipChange } from "../domain/memberships/membership-change.ts";
import type { Transaction } from "./database.ts";
import { withRows } from "./rows.ts";

/** What an e-mail journey may begin with; `details` says all that the mail needs, and names nobody. */
export interface JourneyEvent {
  memberId: string;
  name: "goal_reached" | "tier_reached" | `membership_${MembershipChange["kind"]}`;
  /** Made of its cause: the same again is no second event. */
  key: string;
  occurredAt: Date;
  details: Record<string, unknown>;
}

export async function noteJourneyEvents(
  transaction: Transaction,
  shopId: number,
  events: readonly JourneyEvent[],
  now: Date,
): Promise<void> {
  await withRows(
    transaction,
    "journey-events.note",
    `insert into journey_event (shop_id, member_id, name, key, occurred_at, noted_at, details)
     select $more1, member_id, name, key, occurred_at, $more2, details from $rows on conflict (shop_id, key) do nothing`,
    [
      ["member_id", "bigint", (row) => row.memberId],
      ["name", "text", (row) => row.name],
      ["key", "text", (row) => row.key],
      ["occurred_at", "timestamptz", (row) => row.occurredAt],
      ["details", "jsonb", (row) => row.details],
    ],
    events,
    [shopId, now],
  );
}
