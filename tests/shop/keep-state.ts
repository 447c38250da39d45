import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { ShopifyState } from "./state.ts";

/** The state that a file keeps from before, or null when there is none. */
export function readState(file: string): ShopifyState | null {
  return existsSync(file) ? (deserialize(readFileSync(file)) as ShopifyState) : null;
}

/** Writes the state once a second while it changes, and at the end; in one step, so that a killed demo leaves a whole file. */
export function keepState(file: string, state: ShopifyState): { close(): void } {
  let written = "";
  const save = () => {
    const bytes = serialize(state);
    const digest = createHash("sha256").update(bytes).digest("hex");
    if (digest === written) return;
    written = digest;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, bytes);
    renameSync(`${file}.new`, file);
  };
  const timer = setInterval(save, 1000);
  timer.unref();
  return {
    close() {
      clearInterval(timer);
      save();
    },
  };
}
