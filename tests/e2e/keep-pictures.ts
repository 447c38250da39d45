import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { pictureFolder } from "./camera.ts";

/** Pictures that the README shows, by the names that the story gives them. */
const shown = [
  "home",
  "programme-changed",
  "member-after-refund",
  "product",
  "account-with-points",
  "drawer-with-reward",
  "drawer-dutch-phone",
  "checkout-with-reward",
  "thank-you",
];
const kept = path.join(import.meta.dirname, "pictures");
const largestBytes = 150 * 1024;

/** `npm run pictures`: walks the story and keeps the pictures of the README. */
rmSync(pictureFolder, { recursive: true, force: true });
const run = spawnSync("vitest", ["run", "--project", "browser", "tests/e2e/story.test.ts"], { stdio: "inherit" });
if (run.status !== 0) process.exit(run.status ?? 1);
mkdirSync(kept, { recursive: true });
const taken = readdirSync(pictureFolder);
for (const name of shown) {
  const file = taken.find((each) => each.replace(/^\d+-/, "") === `${name}.png`);
  if (file === undefined) throw new Error(`The story takes no picture "${name}" any more.`);
  const from = path.join(pictureFolder, file);
  if (statSync(from).size > largestBytes) throw new Error(`${file} is larger than ${largestBytes} bytes.`);
  copyFileSync(from, path.join(kept, `${name}.png`));
}
