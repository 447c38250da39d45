import { z } from "zod";
import { adjustPoints } from "#app/services/adjust-points.ts";
import { memberIdOf } from "../look/member.ts";
import { clickOf, type Stage } from "../stage.ts";
import type { Values } from "../verbs.ts";
import { customerOf } from "./customers.ts";

const answer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), ref: z.string().optional() }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);

/** A click on a reward in the cart: the app proxy is asked to reserve it. Answers "ok" or the refusal's code. */
export async function playRedeem(stage: Stage, { by, reward, ref }: Values["redeem"]): Promise<string> {
  const answered = await askProxy(stage, by, "reserve", { reward, click: clickOf(stage, ref) });
  stage.reservations.set(ref, { ref: answered.ok ? (answered.ref ?? null) : null, by });
  return answered.ok ? "ok" : answered.code;
}

/** A click that gives a reward back. */
export async function playUnredeem(stage: Stage, { ref }: Values["unredeem"]): Promise<string> {
  const made = stage.reservations.get(ref);
  if (!made?.ref) return "unknown_reservation";
  const answered = await askProxy(stage, made.by, "release", { ref: made.ref });
  return answered.ok ? "ok" : answered.code;
}

/** As a theme's script asks: through the storefront, which signs the request for the customer who is signed in. */
async function askProxy(stage: Stage, by: string, path: string, body: object): Promise<z.output<typeof answer>> {
  const { simulated } = stage.system;
  const { proxy } = simulated.configuration;
  const customer = simulated.customer(stage.shop.domain, customerOf(stage, by));
  const request = new Request(`https://${stage.shop.domain}/${proxy?.prefix}/${proxy?.subpath}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const response = await simulated.forwardToApp(stage.shop, customer, request);
  const text = await response.text();
  try {
    return answer.parse(JSON.parse(text));
  } catch {
    throw new Error(`the app proxy answered ${response.status}: ${text.slice(0, 200)}`);
  }
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
