import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { addApiKey, findApiKey, revokeApiKey, setApiKeyHash, touchApiKey } from "../persistence/api-keys.ts";
import { findShopFacts } from "./find-shop.ts";

/** Keys that a shop may have at once. */
const MOST_KEYS = 20;
/** When a key was last used is told to the minute: a busy caller costs no write a call. */
const TOUCH_EVERY_MS = 60_000;

export type CreateApiKeyOutcome =
  /** The key is shown this once; what is kept cannot give it back. */
  { outcome: "created"; id: string; key: string } | { outcome: "no_name" } | { outcome: "too_many"; maximum: number };

/** Makes a key with which a system of the merchant's tells of events. */
export async function createApiKey(
  app: Pick<AppContext, "database" | "clock">,
  shopId: number,
  { name, createdBy }: { name: string; createdBy: string },
): Promise<CreateApiKeyOutcome> {
  const trimmed = name.trim().slice(0, 60);
  if (trimmed === "") return { outcome: "no_name" };
  return app.database.transaction(async (transaction) => {
    const added = { name: trimmed, createdBy, createdAt: app.clock.now() };
    const id = await addApiKey(transaction, shopId, added, MOST_KEYS);
    if (id === null) return { outcome: "too_many", maximum: MOST_KEYS };
    const key = `zegel_${shopId}_${id}_${randomBytes(32).toString("hex")}`;
    await setApiKeyHash(transaction, shopId, id, hashOf(key));
    return { outcome: "created", id, key };
  });
}

/** From now on nothing is taken under this key any more. */
export async function revokeKey(
  app: Pick<AppContext, "database" | "clock">,
  shopId: number,
  id: string,
): Promise<{ outcome: "revoked" | "unknown_key" }> {
  const isRevoked = /^\d{1,18}$/.test(id) && (await revokeApiKey(app.database.pool, shopId, id, app.clock.now()));
  return { outcome: isRevoked ? "revoked" : "unknown_key" };
}

export type KeyHolder =
  | { outcome: "known"; shop: ShopFacts; keyId: string }
  | { outcome: "unknown" }
  /** The key is right, and the app is not installed in its shop (any more). */
  | { outcome: "not_installed" };

/** Whose key this is. A key says its shop and its own number; the rest is compared by its digest, in constant time. */
export async function holderOfKey(app: AppContext, key: string): Promise<KeyHolder> {
  const parts = /^zegel_(\d{1,9})_(\d{1,18})_[0-9a-f]{64}$/.exec(key);
  const [shopId, keyId] = [Number(parts?.[1]), parts?.[2] ?? ""];
  const found = parts && (await findApiKey(app.database.pool, shopId, keyId));
  if (!found || !isSame(found.hash, hashOf(key))) return { outcome: "unknown" };
  const now = app.clock.now();
  if (found.lastUsedAt === null || now.getTime() - found.lastUsedAt.getTime() >= TOUCH_EVERY_MS)
    await touchApiKey(app.database.pool, shopId, keyId, now);
  const { facts } = await findShopFacts(app, shopId);
  return facts ? { outcome: "known", shop: facts, keyId } : { outcome: "not_installed" };
}

/** A key has 256 bits of chance: a plain digest is as hard to turn around as a slow one, and costs a caller nothing. */
function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

function isSame(kept: string, given: string): boolean {
  return kept.length === given.length && timingSafeEqual(Buffer.from(kept), Buffer.from(given));
}
