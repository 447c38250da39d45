import { z } from "zod";
import type { AppContext } from "../context.ts";
import type { ShopRecord } from "../persistence/shops.ts";
import { type AdjustOutcome, adjustPoints } from "./adjust-points.ts";
import { shopFacts } from "./read-programmes.ts";

/** The form as it is posted; an accountant's or a word processor's minus sign counts as one. */
const adjustForm = z.object({
  points: z
    .string()
    .transform((text) => Number(text.trim().replace(/^[−–]/, "-")))
    .pipe(
      z
        .int()
        .min(-1_000_000_000)
        .max(1_000_000_000)
        .refine((points) => points !== 0),
    ),
  reason: z.string().trim().min(1).max(200),
  key: z.uuid(),
});

export type AdjustFormOutcome =
  | AdjustOutcome
  | { outcome: "refused"; fields: ("points" | "reason")[] }
  | { outcome: "not_ready" };

/** Reads the form and adjusts. A key that is none of ours stands for a form that did not come from our page. */
export async function adjustByForm(
  app: AppContext,
  shop: ShopRecord,
  { memberId, actor, form }: { memberId: string; actor: string; form: FormData },
): Promise<AdjustFormOutcome> {
  const facts = shopFacts(shop);
  if (facts === null) return { outcome: "not_ready" };
  const parsed = adjustForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) {
    const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0]));
    return { outcome: "refused", fields: (["points", "reason"] as const).filter((field) => wrong.has(field)) };
  }
  return adjustPoints(app, facts, { memberId, actor, ...parsed.data });
}
