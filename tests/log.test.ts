import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";

const logModule = path.resolve(import.meta.dirname, "..", "app", "log.ts");

/** What a process prints that logs as told, one object a line. */
function printed(level: string, statements: string): Record<string, unknown>[] {
  const script = `const { createLog } = await import(${JSON.stringify(logModule)}); const log = createLog("web", "${level}"); ${statements}`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

it("each line is one JSON object with time, level, process and message", () => {
  const [line] = printed("info", 'log.info({ shopId: 7 }, "the worker takes jobs"); log.debug("not at this level");');
  expect(line).toMatchObject({ level: "info", process: "web", shopId: 7, msg: "the worker takes jobs" });
  expect(new Date(String(line?.time)).getTime()).toBeGreaterThan(0);
});

it("personal data and secrets that were logged by mistake are withheld", () => {
  const person = '{ email: "anna@example.com", customer: { first_name: "Anna", id: 7 }, accessToken: "shpat_1" }';
  const lines = printed("info", `log.info(${person}, "a customer");`);
  expect(lines[0]).toMatchObject({
    email: "[withheld]",
    customer: { first_name: "[withheld]", id: 7 },
    accessToken: "[withheld]",
  });
});
