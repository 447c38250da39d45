import { expect, it } from "vitest";
import { takeConsoleOutput } from "./quiet-console.ts";

it("what is said on the console is kept, and fails the test that does not expect it", () => {
  console.warn("a pool of %d is small", 1);
  console.error(new Error("lost").message);
  expect(takeConsoleOutput()).toEqual(["console.warn: a pool of 1 is small", "console.error: lost"]);
  expect(takeConsoleOutput()).toEqual([]);
});

it.fails("a test that leaves a warning behind fails", () => {
  console.warn("nobody expects this");
});
