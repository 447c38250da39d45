import { z } from "zod";
import { REFERRAL_ATTRIBUTE } from "#app/contracts/referrals.ts";
import { writeVisit } from "#app/domain/referrals/link.ts";
import { ledgerAtRest } from "../rest.ts";
import type { Stage } from "../stage.ts";
import { askProxy } from "./ask-proxy.ts";

const card = z.object({ card: z.object({ referral: z.object({ code: z.string() }).optional() }) });
const answer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);

/** What the cart of somebody who followed a member's link now says; undefined where the member has no link. */
export async function visitBy(stage: Stage, advocate: string): Promise<string | undefined> {
  await ledgerAtRest(stage);
  const code = (await askProxy(stage, advocate, "card", card)).card.referral?.code;
  return code === undefined ? undefined : writeVisit(code, stage.system.clock.now().getTime());
}

/** Attributes of the cart of somebody who came by a member's link. */
export async function attributesOf(stage: Stage, advocate: string | undefined): Promise<Record<string, string>> {
  const visit = advocate === undefined ? undefined : await visitBy(stage, advocate);
  return visit === undefined ? {} : { [REFERRAL_ATTRIBUTE]: visit };
}

/** A customer who is signed in follows a member's link. Answers "ok" or the refusal's code. */
export async function playVisit(stage: Stage, who: string, advocate: string): Promise<string> {
  const visit = await visitBy(stage, advocate);
  if (visit === undefined) return "no_link";
  const answered = await askProxy(stage, who, "refer", answer, { visit });
  return answered.ok ? "ok" : answered.code;
}
