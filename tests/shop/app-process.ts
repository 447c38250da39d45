import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const root = join(import.meta.dirname, "../..");

export interface AppProcess {
  /** Resolves when the app answers, and throws when it ended before. */
  isReady(): Promise<void>;
  /** Resolves with its exit code when it ends by itself. */
  ended: Promise<number | null>;
  stop(): Promise<void>;
}

/**
 * Starts the app as a host does, web server and worker, in processes of their own. Only where they reach Shopify they reach the
 * simulated shop.
 */
export function startAppProcess(options: {
  port: number;
  simulatedUrl: string;
  env: Record<string, string>;
}): AppProcess {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const loaded = ["preload.ts", "end-with-parent.ts"].flatMap((name) => ["--import", join(root, "tests/shop", name)]);
  const child = spawn(process.execPath, [...loaded, join(root, "app/start.ts")], {
    cwd: root,
    // Ctrl-C must reach the demo alone, which then stops everything in order.
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...inherited,
      NODE_ENV: "production",
      LOG_LEVEL: "warn",
      PORT: String(options.port),
      SIMULATED_SHOP_URL: options.simulatedUrl,
      ...options.env,
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  return {
    ended,
    isReady: () => untilHealthy(options.port, ended),
    stop: () => stop(child, ended),
  };
}

async function untilHealthy(port: number, ended: Promise<number | null>): Promise<void> {
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  for (;;) {
    if (hasEnded) throw new Error("The app did not start; what it said stands above.");
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await pause(150);
  }
}

async function stop(child: ChildProcess, ended: Promise<number | null>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(force);
}
