import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Runs the work while no other set-up of this clone does. A lock whose holder is gone is taken over. */
export async function withSetUpLock(file, work) {
  mkdirSync(path.dirname(file), { recursive: true });
  for (let waits = 0; !tryToHold(file); waits += 1) {
    if (waits === 10) process.stderr.write("Another set-up of this project is under way; waiting for it.\n");
    await pause(100);
  }
  const release = () => rmSync(file, { force: true });
  const stop = () => {
    release();
    process.exit(130);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    await work();
  } finally {
    release();
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

function tryToHold(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (isHeld(file)) return false;
    rmSync(file, { force: true });
    return tryToHold(file);
  }
}

function isHeld(file) {
  try {
    const holder = Number(readFileSync(file, "utf8"));
    // An empty file is one whose holder is about to write its id.
    if (holder > 0) process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
