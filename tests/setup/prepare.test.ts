import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { whenChanged } from "./build-steps.mjs";
import { isInstalled } from "./install-packages.mjs";
import { withSetUpLock } from "./set-up-lock.mjs";

const root = path.resolve(import.meta.dirname, "..", "..");
const prepare = path.join(root, "tests", "setup", "prepare.mjs");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "zegel-set-up-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("npm scripts go through the set-up, which", () => {
  it("runs the command with its words, the project's own Node and its exit code", () => {
    const script = "console.log(process.version, process.argv.slice(1).join('|')); process.exit(7)";
    const { status, stdout } = spawnSync("node", [prepare, "--", "node", "-e", script, "a b", "--c"], {
      encoding: "utf8",
    });
    expect(stdout).toMatch(/^v24\.\d+\.\d+ a b\|--c\n$/);
    expect(status).toBe(7);
  });

  it("says nothing and takes no second where nothing changed", () => {
    spawnSync("node", [prepare]);
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync("node", [prepare], { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
    // Under a second on an idle machine; the other test processes here take their share.
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it("passes a request to end on to the command", async () => {
    const child = spawn("node", [prepare, "--", "node", "-e", "console.log('up'); setInterval(() => {}, 1000)"]);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGTERM");
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(143);
  });

  it("says in a sentence that a program is not there", () => {
    const { status, stderr } = spawnSync("node", [prepare, "--", "no-such-program"], { encoding: "utf8" });
    expect(status).toBe(127);
    expect(stderr).toMatch(/^no-such-program could not be started: .+\n$/);
  });
});

describe("a build step", () => {
  let builds = 0;
  const step = () =>
    whenChanged(folder, {
      name: "step",
      sources: ["src", "settings.json"],
      skip: (place: string) => place === "src/skipped",
      outputs: () => ["out.js"],
      build: async () => {
        builds += 1;
        writeFileSync(path.join(folder, "out.js"), "built");
      },
    });

  beforeEach(async () => {
    builds = 0;
    mkdirSync(path.join(folder, "src", "skipped"), { recursive: true });
    writeFileSync(path.join(folder, "src", "a.ts"), "a");
    await step();
    await step();
    expect(builds).toBe(1);
  });

  it.each([
    ["a source's content changed", () => writeFileSync(path.join(folder, "src", "a.ts"), "b"), 2],
    ["a source came", () => writeFileSync(path.join(folder, "settings.json"), "{}"), 2],
    ["a source went", () => rmSync(path.join(folder, "src", "a.ts")), 2],
    ["what it built is gone", () => rmSync(path.join(folder, "out.js")), 2],
    ["something else changed", () => writeFileSync(path.join(folder, "src", "skipped", "b.ts"), "b"), 1],
    ["a source was only touched", () => writeFileSync(path.join(folder, "src", "a.ts"), "a"), 1],
  ])("when %s", async (_what, change, expected) => {
    change();
    await step();
    expect(builds).toBe(expected);
  });
});

describe("packages count as installed", () => {
  const lock = (place: string, version: string, more = {}) => {
    mkdirSync(path.dirname(path.join(folder, place)), { recursive: true });
    const packages = { "": {}, "node_modules/zod": { version }, ...more };
    writeFileSync(path.join(folder, place), JSON.stringify({ packages }));
  };

  it("when every one is there in the version that the lock file names, but for another platform's", () => {
    lock("package-lock.json", "4.0.0", { "node_modules/other-platform": { version: "1.0.0", optional: true } });
    lock("node_modules/.package-lock.json", "4.0.0");
    expect(isInstalled(folder)).toBe(true);
  });

  it("not when one is older, missing, or nothing was installed to its end", () => {
    lock("package-lock.json", "4.0.0", { "node_modules/pg": { version: "8.0.0" } });
    expect(isInstalled(folder)).toBe(false);
    lock("node_modules/.package-lock.json", "4.0.0");
    expect(isInstalled(folder)).toBe(false);
    lock("node_modules/.package-lock.json", "3.0.0", { "node_modules/pg": { version: "8.0.0" } });
    expect(isInstalled(folder)).toBe(false);
  });
});

describe("two set-ups of one clone", () => {
  it("take turns", async () => {
    const file = path.join(folder, "lock");
    let atOnce = 0;
    let most = 0;
    const work = async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await pause(20);
      atOnce -= 1;
    };
    await Promise.all([withSetUpLock(file, work), withSetUpLock(file, work), withSetUpLock(file, work)]);
    expect(most).toBe(1);
  });

  it("do not wait for one that was killed", async () => {
    const file = path.join(folder, "lock");
    const { pid } = spawnSync("node", ["-e", ""]);
    writeFileSync(file, String(pid));
    let isDone = false;
    await withSetUpLock(file, async () => {
      isDone = true;
    });
    expect(isDone).toBe(true);
  });
});
