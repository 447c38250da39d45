import type { Programme } from "../programme/programme.ts";

/** A fixed-amount reward: what points are worth is read off the one that gives most for a point. */
export interface Worth {
  /** Points. */
  cost: number;
  amountMinor: number;
}

/** A programme's rewards that take a fixed amount off. */
export function fixedAmounts(programme: Pick<Programme, "rewards"> | null): Worth[] {
  return (programme?.rewards ?? []).flatMap((reward) =>
    reward.code === "amount_off" ? [{ cost: reward.cost, amountMinor: reward.amountMinor }] : [],
  );
}
