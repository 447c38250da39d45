import { z } from "zod";
import { fulfilClaim, readyClaim, refuseClaim } from "#app/services/claim-merchant.ts";
import type { Stage } from "../stage.ts";
import type { Values } from "../verbs.ts";
import { askProxy } from "./ask-proxy.ts";

const WORK = { ready: readyClaim, fulfilled: fulfilClaim, refused: refuseClaim };

/** The merchant says what became of a claim, as their page does. Answers "ok" or why it is too late. */
export async function playClaim(stage: Stage, { ref, as, note }: Values["claim"]): Promise<string> {
  const made = stage.reservations.get(ref);
  if (!made?.ref) return "unknown_claim";
  const work = { ref: made.ref, actor: "Scenario", ...(note === undefined ? {} : { note }) };
  const { outcome } = await WORK[as](stage.system.app, stage.facts, work);
  return outcome === "changed" || outcome === "unchanged" ? "ok" : outcome;
}

const answer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);

/** A click on what to save for. */
export async function playSave(stage: Stage, { by, reward }: Values["save"]): Promise<string> {
  const answered = await askProxy(stage, by, "save", answer, { reward: reward ?? null });
  return answered.ok ? "ok" : answered.code;
}
