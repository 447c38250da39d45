import { z } from "zod";
import { adjustPoints } from "#app/services/adjust-points.ts";
import { memberIdOf } from "../look/member.ts";
import { clickOf, type Stage } from "../stage.ts";
import type { Values } from "../verbs.ts";
import { askProxy } from "./ask-proxy.ts";

const answer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), ref: z.string().optional() }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);

/** A click on a reward in the cart: the app proxy is asked to reserve it. Answers "ok" or the refusal's code. */
export async function playRedeem(stage: Stage, { by, reward, ref }: Values["redeem"]): Promise<string> {
  const answered = await askProxy(stage, by, "reserve", answer, { reward, click: clickOf(stage, ref) });
  stage.reservations.set(ref, { ref: answered.ok ? (answered.ref ?? null) : null, by });
  return answered.ok ? "ok" : answered.code;
}

/** A click that gives a reward back. */
export async function playUnredeem(stage: Stage, { ref }: Values["unredeem"]): Promise<string> {
  const made = stage.reservations.get(ref);
  if (!made?.ref) return "unknown_reservation";
  const answered = await askProxy(stage, made.by, "release", answer, { ref: made.ref });
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
