import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { supervise } from "#app/supervise.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "zegel-start-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function run(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [path.join(root, "app", "start.ts")], {
    env: { NODE_ENV: "production", PATH: process.env.PATH, ...env },
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  return new Promise((resolve) => child.once("exit", (code) => resolve({ code, said })));
}

describe("starting in production", () => {
  it("refuses with a sentence for each setting that is missing, and starts nothing", async () => {
    const { code, said } = await run({ SHOPIFY_API_KEY: "key" });
    expect(code).toBe(1);
    for (const name of ["SHOPIFY_API_SECRET", "SHOPIFY_APP_URL", "SCOPES"]) expect(said).toContain(name);
    expect(said).not.toContain("SHOPIFY_API_KEY");
    expect(said).not.toMatch(/\n {4}at /);
  });
});

describe("keeping a process running", () => {
  async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 200 && !(await holds()); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 25));
    expect(await holds()).toBe(true);
  }

  it("starts a crashed one again, says so, and stops it when asked", async () => {
    const trace = path.join(folder, "trace");
    const module = path.join(folder, "crashes-once.mjs");
    await writeFile(trace, "");
    await writeFile(
      module,
      `import { appendFileSync, readFileSync } from "node:fs";
       const isFirst = readFileSync(process.env.TRACE, "utf8") === "";
       appendFileSync(process.env.TRACE, "started ");
       if (isFirst) process.exit(7);
       process.on("SIGTERM", () => { appendFileSync(process.env.TRACE, "stopped"); process.exit(0); });
       setInterval(() => {}, 1000);`,
    );
    const notices: string[] = [];
    const env = { ...process.env, TRACE: trace };
    const running = supervise({ name: "worker", module, env, onNotice: (sentence) => notices.push(sentence) });
    await until(async () => (await readFile(trace, "utf8")) === "started started ");
    // The second one hears the signal only once it has come as far as to listen for it.
    await new Promise((resolve) => setTimeout(resolve, 200));
    await running.stop();
    expect(await readFile(trace, "utf8")).toBe("started started stopped");
    expect(notices).toEqual([
      "The worker stopped (exit code 7). It is started again in 0.5 s; what was stored is kept.",
    ]);
  });

  it("stops at once while it waits to start a process again", async () => {
    const module = path.join(folder, "always-crashes.mjs");
    await writeFile(module, "process.exit(1);");
    let notices = 0;
    const running = supervise({ name: "worker", module, env: process.env, onNotice: () => (notices += 1) });
    await until(async () => notices >= 2);
    const startedAt = performance.now();
    await running.stop();
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
