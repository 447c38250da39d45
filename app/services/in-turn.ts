const last = new Map<string, Promise<void>>();

/** Does work of one key one after the other, in the order in which it was asked for; other keys go on beside it. For this process only. */
export async function inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
  const before = last.get(key) ?? Promise.resolve();
  const result = before.then(work);
  const done = result.then(
    () => {},
    () => {},
  );
  last.set(key, done);
  try {
    return await result;
  } finally {
    if (last.get(key) === done) last.delete(key);
  }
}
