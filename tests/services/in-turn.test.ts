import { expect, it } from "vitest";
import { inTurn } from "#app/services/in-turn.ts";

/** Work that ends when it is told to, and notes when it began and ended. */
function someWork(name: string, notes: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const work = async () => {
    notes.push(`${name} begins`);
    return promise.finally(() => notes.push(`${name} ends`));
  };
  return { work, end: () => resolve(name), fail: () => reject(new Error(name)) };
}

it("work of one key is done one after the other, also after a failure; another key's goes on beside it", async () => {
  const notes: string[] = [];
  const first = someWork("first", notes);
  const second = someWork("second", notes);
  const other = someWork("other", notes);
  const done = [inTurn("a", first.work), inTurn("a", second.work), inTurn("b", other.work)];
  other.end();
  expect(await done[2]).toBe("other");
  first.fail();
  await expect(done[0]).rejects.toThrow("first");
  second.end();
  expect(await done[1]).toBe("second");
  expect(notes.filter((note) => !note.startsWith("other"))).toEqual([
    "first begins",
    "first ends",
    "second begins",
    "second ends",
  ]);
});
