import type { AppContext } from "../context.ts";
import type { CardAnswer } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { versionAt } from "../domain/programme/programme.ts";
import { savable, savableCosts } from "../domain/savings/saving.ts";
import { noteJourneyEvents } from "../persistence/journey-events.ts";
import { membersByCustomer } from "../persistence/members.ts";
import { owe } from "../persistence/outbox.ts";
import { reachGoals, writeSavingGoal } from "../persistence/savings.ts";
import { wakeDelivery } from "./book.ts";
import { showNow } from "./claim-reward.ts";
import { readCardOf } from "./read-card.ts";
import { readProgrammes } from "./read-programmes.ts";
import { refusal } from "./refusals.ts";

/** The member chooses what to save for; null for nothing any more. The card says how far they are. */
export async function setSavingGoal(
  app: AppContext,
  shop: ShopFacts,
  { customerGid, reward }: { customerGid: string; reward: string | null },
): Promise<CardAnswer> {
  const now = app.clock.now();
  const outcome = await app.database.transaction(async (transaction) => {
    const member = (await membersByCustomer(transaction, shop.id, [customerGid])).get(customerGid);
    if (!member) return refusal("not_a_member");
    const programme = versionAt(await readProgrammes(transaction, shop), now.getTime())?.programme;
    if (!programme) return refusal("not_ready");
    if (reward !== null && savable(programme, reward) === null) return refusal("unknown_reward");
    await writeSavingGoal(transaction, shop.id, member.id, reward, now);
    await owe(transaction, shop.id, "wallet", [member.id], now);
    await wakeDelivery(transaction, shop.id);
    return { ok: true as const, member: member.id };
  });
  if (!outcome.ok) return outcome;
  await showNow(app, shop, outcome.member);
  return { ok: true, card: await readCardOf(app, shop, outcome.member) };
}

const BATCH_SIZE = 500;

/** Notes, once for each goal, that a member's points suffice for it. Returns how many. */
export async function noteReachedGoals(app: AppContext, shop: ShopFacts): Promise<number> {
  const now = app.clock.now();
  const programme = versionAt(await readProgrammes(app.database.pool, shop), now.getTime())?.programme;
  if (!programme) return 0;
  const costs = savableCosts(programme);
  for (let total = 0; ; ) {
    const reached = await app.database.transaction(async (transaction) => {
      const goals = await reachGoals(transaction, shop.id, costs, now, BATCH_SIZE);
      const events = goals.map(({ member, rewardId, setAt }) => ({
        memberId: member,
        name: "goal_reached" as const,
        key: `member:${member}:goal:${rewardId}:${setAt.toISOString()}`,
        occurredAt: now,
        details: { reward: rewardId, title: savable(programme, rewardId)?.title },
      }));
      await noteJourneyEvents(transaction, shop.id, events, now);
      return goals.length;
    });
    total += reached;
    if (reached < BATCH_SIZE) return total;
  }
}
