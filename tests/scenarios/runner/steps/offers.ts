import { z } from "zod";
import { offersOf } from "../look/offers.ts";
import type { Stage } from "../stage.ts";
import type { Values } from "../verbs.ts";
import { askProxy } from "./ask-proxy.ts";

const answer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);

/** No offer has it: what a shopper sends who tries for one that is not theirs. */
const NOBODYS = "00000000";

/** A click on one of this week's offers. */
export async function playActivate(stage: Stage, { by, product }: Values["activate"]): Promise<string> {
  const offer = (await offersOf(stage, by)).find((each) => each.product === product);
  const answered = await askProxy(stage, by, "activate", answer, { ref: offer?.ref ?? NOBODYS });
  return answered.ok ? "ok" : answered.code;
}
