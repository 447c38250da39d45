import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";
import { z } from "zod";
import packageText from "../../package.json" with { type: "json" };

const root = path.resolve(import.meta.dirname, "..", "..");

/** Browsers that a machine may have of its own. */
const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

interface Program {
  executablePath: string;
  env: Record<string, string>;
}

/**
 * Starts a browser without a window: the one that CHROMIUM_PATH names, the machine's own, or the one that comes inside
 * the npm package `@sparticuz/chromium`. It never leaves this machine: every host but our own is unknown to it.
 */
export async function launchChromium(): Promise<Browser> {
  const { executablePath, env } = findChromium();
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    args: [
      // Chromium's own sandbox does not work for root, nor in most containers.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
    ],
  });
}

function findChromium(): Program {
  const given = process.env.CHROMIUM_PATH;
  const own = given ? [given] : usualPlaces;
  const found = own.find((place) => existsSync(place));
  if (found !== undefined) return { executablePath: found, env: {} };
  if (given) throw new Error(`CHROMIUM_PATH names ${given}, where no browser is.`);
  return packagedChromium();
}

/** Unpacks the packaged browser once, into `.cache/`, with the libraries and fonts that a bare machine lacks. */
function packagedChromium(): Program {
  if (process.platform !== "linux") {
    throw new Error("No Chromium was found. Install Chrome or Chromium, or name one with CHROMIUM_PATH.");
  }
  const version = z.object({ "@sparticuz/chromium": z.string() }).parse(packageText.devDependencies)[
    "@sparticuz/chromium"
  ];
  const folder = path.join(root, ".cache", `chromium-${version}`);
  if (!existsSync(folder)) unpack(folder);
  return {
    executablePath: path.join(folder, "chromium"),
    env: {
      LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, path.join(folder, "al2023", "lib")].filter(Boolean).join(":"),
      FONTCONFIG_FILE: path.join(folder, "fonts.conf"),
    },
  };
}

function unpack(folder: string): void {
  mkdirSync(path.dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  // The package unpacks into the folder for temporary files, and its libraries only where it believes to be on Amazon's
  // machines. A process of its own can be told both.
  execFileSync(
    process.execPath,
    ["--input-type=module", "-e", 'await (await import("@sparticuz/chromium")).default.executablePath();'],
    { cwd: root, env: { ...process.env, TMPDIR: work, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" } },
  );
  writeFileSync(
    path.join(work, "fonts.conf"),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
      <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
      <dir>${path.join(folder, "fonts")}</dir><cachedir>${path.join(folder, "fonts-cache")}</cachedir>
    </fontconfig>`,
  );
  try {
    renameSync(work, folder);
  } catch {
    // Another worker was faster.
    rmSync(work, { recursive: true, force: true });
  }
}
