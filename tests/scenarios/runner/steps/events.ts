import { createHash } from "node:crypto";
import { z } from "zod";
import { createApiKey } from "#app/services/api-keys.ts";
import { legacyId } from "#tests/shop/gid.ts";
import type { Stage } from "../stage.ts";
import type { Values } from "../verbs.ts";
import { customerOf } from "./customers.ts";

const answer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);

const keys = new WeakMap<Stage, string>();

/** Another system tells of something through the public API, under a key of the shop. Answers "ok" or the refusal's code. */
export async function playEvent(stage: Stage, event: Values["event"], step: number): Promise<string> {
  const { of, id = `step-${step}`, product, undo, ...about } = event;
  const named = product ?? (about.name === "review" ? `product of ${id}` : undefined);
  const body = {
    ...about,
    id,
    ...(of.includes("@") ? { email: of } : { customer: customerOf(stage, of) }),
    ...(named === undefined ? {} : { product: productOf(stage, named) }),
    ...(undo ? { undo: true } : {}),
    occurredAt: stage.system.clock.now().toISOString(),
  };
  const response = await fetch(`${stage.system.simulated.app.appUrl}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${await keyOf(stage)}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  try {
    const answered = answer.parse(JSON.parse(text));
    return answered.ok ? "ok" : answered.code;
  } catch {
    throw new Error(`the API answered ${response.status}: ${text.slice(0, 200)}`);
  }
}

async function keyOf(stage: Stage): Promise<string> {
  const known = keys.get(stage);
  if (known) return known;
  const created = await createApiKey(stage.system.app, stage.facts.id, { name: "Scenario", createdBy: "Scenario" });
  if (created.outcome !== "created") throw new Error(`no key for the API: ${created.outcome}`);
  keys.set(stage, created.key);
  return created.key;
}

/** The number of a product of the file; of a name that is none, one that belongs to no other name. */
function productOf({ shop }: Stage, name: string): string {
  const found = [...shop.products.values()].find(({ variants }) => variants.some(({ sku }) => sku === name));
  if (found) return legacyId(found.gid).toString();
  return String(createHash("sha256").update(name).digest().readUInt32BE(0) + 1);
}
