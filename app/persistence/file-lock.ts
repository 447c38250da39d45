import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Whether a process with this id runs; one of another user counts. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Runs the work while no other process of this machine holds the same lock. The lock is a file with its holder's
 * process id; one whose holder is gone is taken over, so a killed process blocks nobody.
 *
 * @throws when the holder keeps it for longer than `patienceMs`
 */
export async function withFileLock<T>(file: string, patienceMs: number, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  const deadline = performance.now() + patienceMs;
  while (!(await tryToHold(file))) {
    if (performance.now() > deadline) {
      throw new Error(`Another process is still busy with ${path.dirname(file)}. When none is, delete ${file}.`);
    }
    await pause(50);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function tryToHold(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const holder = Number(await readFile(file, "utf8").catch(() => ""));
    // An empty file is one whose holder is about to write its id.
    if (holder > 0 && !isRunning(holder)) await rm(file, { force: true });
    return false;
  }
}
