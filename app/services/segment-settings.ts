import type { AppContext } from "../context.ts";
import { type SegmentSettings, STANDARD_SEGMENTS, segmentCode, segmentSettings } from "../contracts/segments.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { collectedFacts } from "../domain/programme/compile-facts.ts";
import { asksWho, personalFacts } from "../domain/segments/person.ts";
import type { PersonalFact, Refusal } from "../domain/segments/refusals.ts";
import { compileSegment, DEFAULT_SEGMENTS, type Segment } from "../domain/segments/segmentation.ts";
import type { Transaction } from "../persistence/database.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import { currentProgramme } from "../persistence/programmes.ts";
import { dropSegment, storedSegments, writeSegment } from "../persistence/segments.ts";

/** Segments of its own that a shop may have. */
const MOST_SEGMENTS = 50;

export interface SegmentRecord {
  code: string;
  settings: SegmentSettings;
}

export type DefineOutcome =
  | { outcome: "defined" }
  /** Not settings at all; `path` leads to what is wrong, joined by dots. */
  | { outcome: "invalid"; issues: { path: string; detail: string }[] }
  /** Conditions that cannot be answered, each with a sentence. */
  | { outcome: "refused"; refusals: Refusal[] }
  /** The guide's three keep their codes and take only their own kind of settings. */
  | { outcome: "code_taken" }
  | { outcome: "too_many"; maximum: number };

/** The guide's three, with the shop's own bounds where it set some, and the shop's own segments. */
export async function readSegments(database: Pick<Transaction, "query">, shopId: number): Promise<SegmentRecord[]> {
  const records = new Map<string, SegmentSettings>(Object.entries(DEFAULT_SEGMENTS));
  for (const { code, settings } of await storedSegments(database, shopId)) {
    records.set(code, segmentSettings.parse(settings));
  }
  return [...records].map(([code, settings]) => ({ code, settings }));
}

export interface CompiledSegments {
  segments: Segment[];
  refused: { code: string; refusals: Refusal[] }[];
  /** Whether any of them asks who a customer is, and not only what they bought. */
  asksWho: boolean;
}

/** The same, ready to sort customers; what can no longer be answered stands apart. */
export async function compileSegments(
  database: Pick<Transaction, "query">,
  shop: ShopFacts,
): Promise<CompiledSegments> {
  const compiled: CompiledSegments = { segments: [], refused: [], asksWho: false };
  const collected = await collectedOf(database, shop.id);
  for (const { code, settings } of await readSegments(database, shop.id)) {
    const each = compileSegment(code, settings, shop.currency, collected);
    if (each.outcome === "refused") compiled.refused.push({ code, refusals: each.refusals });
    else {
      compiled.segments.push(each.segment);
      compiled.asksWho ||= settings.kind === "custom" && asksWho(settings.condition);
    }
  }
  return compiled;
}

/** What the programme of today keeps of customers. */
async function collectedOf(database: Pick<Transaction, "query">, shopId: number): Promise<ReadonlySet<PersonalFact>> {
  const settings = (await currentProgramme(database, shopId))?.settings;
  return settings ? personalFacts(collectedFacts(settings), settings.tiers !== undefined) : new Set();
}

/** Sets the bounds of one of the guide's segments, or adds or changes one of the shop's own; customers are sorted anew soon after. */
export async function defineSegment(
  app: Pick<AppContext, "database" | "clock">,
  shop: ShopFacts,
  code: string,
  input: unknown,
): Promise<DefineOutcome> {
  const parsed = segmentSettings.safeParse(input);
  const issues = [...(segmentCode.safeParse(code).error?.issues ?? []), ...(parsed.error?.issues ?? [])];
  if (!parsed.success || issues.length > 0) {
    return {
      outcome: "invalid",
      issues: issues.map(({ path, message }) => ({ path: path.join("."), detail: message })),
    };
  }
  const settings = parsed.data;
  const isStandard = STANDARD_SEGMENTS.some((standard) => standard === code);
  if (isStandard ? settings.kind !== code : settings.kind !== "custom") return { outcome: "code_taken" };
  const compiled = compileSegment(code, settings, shop.currency, await collectedOf(app.database.pool, shop.id));
  if (compiled.outcome === "refused") return compiled;
  return app.database.transaction(async (transaction) => {
    const others = (await storedSegments(transaction, shop.id)).filter((each) => each.code !== code);
    if (others.length >= MOST_SEGMENTS) return { outcome: "too_many", maximum: MOST_SEGMENTS };
    await writeSegment(transaction, shop.id, { code, settings }, app.clock.now());
    await enqueueShopJob(transaction, "customers.score", shop.id);
    return { outcome: "defined" };
  });
}

/** Takes a segment of the shop's own away, or gives one of the guide's three its own bounds back. */
export async function removeSegment(
  app: Pick<AppContext, "database">,
  shop: ShopFacts,
  code: string,
): Promise<{ outcome: "removed" | "unknown_segment" }> {
  return app.database.transaction(async (transaction) => {
    if (!(await dropSegment(transaction, shop.id, code))) return { outcome: "unknown_segment" };
    await enqueueShopJob(transaction, "customers.score", shop.id);
    return { outcome: "removed" };
  });
}
