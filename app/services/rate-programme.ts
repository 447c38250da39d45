import type { AppContext } from "../context.ts";
import type { CardAnswer } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { writeAnswer } from "../persistence/appreciation.ts";
import { membersByCustomer } from "../persistence/members.ts";
import { dayIn } from "./book.ts";
import { readCardOf } from "./read-card.ts";
import { refusal } from "./refusals.ts";

/** A member says what they think of the programme (S72): from 0 to 10, in words if they like. The last word of a day counts. */
export async function rateProgramme(
  app: AppContext,
  shop: ShopFacts,
  { customerGid, score, comment }: { customerGid: string; score: number; comment: string | null },
): Promise<CardAnswer> {
  const now = app.clock.now();
  const member = (await membersByCustomer(app.database.pool, shop.id, [customerGid])).get(customerGid);
  if (member?.status !== "member") return refusal("not_a_member");
  await writeAnswer(app.database.pool, shop.id, {
    member: member.id,
    day: dayIn(shop.timezone)(now.getTime()),
    score,
    comment: comment?.trim() || null,
    answeredAt: now,
  });
  return { ok: true, card: await readCardOf(app, shop, member.id) };
}
