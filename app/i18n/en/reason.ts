/** Why points moved, one sentence a code. Shoppers read these too, so they speak to nobody in particular. */
export const reason = {
  order_award: "Earned with order {{order}}",
  order_edited: "Order {{order}} was changed",
  order_refunded: "Taken back: goods of order {{order}} were refunded",
  order_cancelled: "Taken back: order {{order}} was cancelled",
  reward_reserved: "Held for a cart: {{reward}} ({{ref}})",
  reward_released: "Given back: {{reward}} was taken out of the cart ({{ref}})",
  reward_lapsed: "Given back: no order came in time for {{reward}} ({{ref}})",
  reward_settled: "Spent on {{reward}} with order {{order}}",
  reward_returned: "Given back: {{reward}}, because order {{order}} was cancelled or refunded",
  overspend: "Owed: order {{order}} used {{reward}} a second time ({{ref}})",
  points_expired: "Lapsed",
  adjusted: "Adjusted: {{text}}",
  merged: "Moved along from another account",
  guest_claimed: "Points from before the account was made",
  member_erased: "Removed: the customer was erased",
  unknown: "Movement of points",
} as const;
