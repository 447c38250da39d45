import { readFileSync } from "node:fs";
import { join } from "node:path";

const DAY_MS = 86_400_000;

/** The demo's programme as text, with its days counted from this one; what a merchant would paste into the programme page. */
export function demoProgrammeText(today: Date): string {
  const text = readFileSync(join(import.meta.dirname, "demo-programme.yaml"), "utf8");
  return text.replaceAll(/: day([+-]\d+)/g, (_, days: string) => {
    const day = new Date(today.getTime() + Number(days) * DAY_MS);
    return `: ${day.toISOString().slice(0, 10)}`;
  });
}
