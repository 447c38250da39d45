import { expect, test } from "vitest";
import { runBundle } from "./engine.ts";

const run = (body: string, input: unknown = {}) => runBundle(`globalThis.run = (input) => { ${body} };`, "run", input);

test("a Function gets its input and gives its output as JSON", async () => {
  expect(await run("return { twice: input.number * 2 };", { number: 21 })).toEqual({
    outcome: "ran",
    output: { twice: 42 },
  });
});

test("what a Function throws comes back as a sentence", async () => {
  expect(await run('throw new Error("no wallet");')).toEqual({ outcome: "failed", error: "no wallet" });
});

test("a Function that returns nothing failed", async () => {
  expect((await run("return undefined;")).outcome).toBe("failed");
});

test("a Function that never ends is stopped", async () => {
  expect((await run("for (;;) {}")).outcome).toBe("failed");
});

test("a Function that asks for more than 10 MB is stopped, and the next one runs", async () => {
  expect((await run("const all = []; for (;;) all.push(new Array(1000).fill('x'.repeat(1000)));")).outcome).toBe(
    "failed",
  );
  expect((await run("return 1;")).outcome).toBe("ran");
});

test("a Function has neither clock nor chance nor network", async () => {
  expect(await run("return { now: Date.now(), fetch: typeof fetch, process: typeof process };")).toEqual({
    outcome: "ran",
    output: { now: 0, fetch: "undefined", process: "undefined" },
  });
  expect((await run("return Math.random();")).outcome).toBe("failed");
});

test("more than 20 kB of output and more than 128 kB of input are refused", async () => {
  expect((await run("return 'x'.repeat(21000);")).outcome).toBe("failed");
  expect((await run("return 1;", "x".repeat(129_000))).outcome).toBe("failed");
});
