import type { Tiers } from "../programme/compile-tiers.ts";

/** The level that another system's name or code for one means here; null where there is none of that name. Capitals do not matter. */
export function levelNamed(tiers: Pick<Tiers, "levels">, name: string): Tiers["levels"][number] | null {
  const wanted = name.trim().toLowerCase();
  return (
    tiers.levels.find(({ id, name: words }) =>
      [id, words.en, words.nl].some((each) => each.trim().toLowerCase() === wanted),
    ) ?? null
  );
}

/**
 * What a level that somebody brings along stands for: just what it takes to reach it. From there on it is kept, lost and left by the same
 * rules as one that was reached here.
 *
 * @param pointsBrought points that count towards levels by themselves
 */
export function levelCredit(
  tiers: Pick<Tiers, "by" | "levels">,
  name: string,
  pointsBrought: number,
): { by: Tiers["by"]; value: number } | null {
  const level = levelNamed(tiers, name);
  if (level === null) return null;
  const value = level.from - (tiers.by === "points" ? Math.max(0, pointsBrought) : 0);
  return value > 0 ? { by: tiers.by, value } : null;
}
