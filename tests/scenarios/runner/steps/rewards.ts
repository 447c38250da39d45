import { z } from "zod";
import { isClaimReward } from "#app/contracts/claim-rewards.ts";
import { currentProgramme } from "#app/persistence/programmes.ts";
import { adjustPoints } from "#app/services/adjust-points.ts";
import { memberIdOf } from "../look/member.ts";
import { clickOf, type Stage } from "../stage.ts";
import type { Values } from "../verbs.ts";
import { askProxy } from "./ask-proxy.ts";

const answer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), ref: z.string().optional() }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);

/** A click on a reward: the app proxy is asked to reserve it for the cart, or to claim what needs none. Answers "ok" or the refusal's code. */
export async function playRedeem(stage: Stage, { by, reward, points, ref }: Values["redeem"]): Promise<string> {
  const current = await currentProgramme(stage.system.app.database.pool, stage.facts.id);
  const isClaim = (current?.settings.rewards ?? []).some((each) => each.id === reward && isClaimReward(each));
  const answered = await askProxy(stage, by, isClaim ? "claim" : "reserve", answer, {
    reward,
    click: clickOf(stage, ref),
    ...(points === undefined ? {} : { points }),
  });
  stage.reservations.set(ref, { ref: answered.ok ? (answered.ref ?? null) : null, by, isClaim });
  return answered.ok ? "ok" : answered.code;
}

/** A click that gives a reward back. */
export async function playUnredeem(stage: Stage, { ref }: Values["unredeem"]): Promise<string> {
  const made = stage.reservations.get(ref);
  if (!made?.ref) return "unknown_reservation";
  const answered = await askProxy(stage, made.by, made.isClaim ? "unclaim" : "release", answer, { ref: made.ref });
  return answered.ok ? "ok" : answered.code;
}

/** A merchant's correction by hand. */
export async function playAdjust(
  stage: Stage,
  { of, points, reason }: Values["adjust"],
  step: number,
): Promise<string> {
  const memberId = await memberIdOf(stage, of);
  if (memberId === null) return "unknown_member";
  const key = `scenario-${step}`;
  const outcome = await adjustPoints(stage.system.app, stage.facts, {
    memberId,
    points,
    reason,
    actor: "Scenario",
    key,
  });
  return outcome.outcome === "adjusted" || outcome.outcome === "repeated" ? "ok" : outcome.outcome;
}
