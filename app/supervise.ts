import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds before a process that crashed is started again: doubled with each crash, up to the longest. */
const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A process that lived this long was well; its next crash starts counting anew. */
const settledMs = 60_000;
/** Milliseconds that a process gets to end by itself. */
const stopGraceMs = 10_000;

/**
 * V8 sizes its heap by the machine's memory and would let garbage pile up to gigabytes before it looks. These bounds are several times
 * what a process really holds, so it looks more often and stays below 300 MB under full load.
 */
export const heapBounds = ["--max-old-space-size=192", "--max-semi-space-size=8"];

export interface Supervised {
  /** Asks the process to end, and ends it if it does not. */
  stop(): Promise<void>;
}

interface SuperviseOptions {
  name: string;
  /** Absolute path of the process's module. */
  module: string;
  env: NodeJS.ProcessEnv;
  /** Told, in a sentence, what happens. */
  onNotice(sentence: string): void;
}

/** Keeps one process running until `stop`: when it ends by itself it is started again, after a pause that grows. */
export function supervise({ name, module, env, onNotice }: SuperviseOptions): Supervised {
  const stopping = new AbortController();
  let child: ChildProcess | null = null;
  const isDone = keepRunning();

  async function keepRunning(): Promise<void> {
    for (let crashes = 0; !stopping.signal.aborted; ) {
      const startedAt = performance.now();
      const ending = await runOnce();
      if (stopping.signal.aborted) return;
      crashes = performance.now() - startedAt > settledMs ? 1 : crashes + 1;
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (crashes - 1));
      onNotice(`The ${name} stopped (${ending}). It is started again in ${pauseMs / 1000} s; what was stored is kept.`);
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  function runOnce(): Promise<string> {
    return new Promise((resolve) => {
      child = fork(module, {
        env,
        execArgv: [...process.execArgv, ...heapBounds],
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
  }

  return {
    async stop() {
      stopping.abort();
      child?.kill("SIGTERM");
      const force = setTimeout(() => child?.kill("SIGKILL"), stopGraceMs);
      await isDone;
      clearTimeout(force);
    },
  };
}
