import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

const THEME = path.resolve(import.meta.dirname, "../../extensions/loyalty-theme");

/** Script and style of all theme blocks together, each gzipped as a shop's server would, in KB (1,000 bytes). */
export function storefrontKilobytes(): number {
  const assets = readdirSync(path.join(THEME, "assets")).filter((name) => /\.(js|css)$/.test(name));
  const bytes = assets.reduce(
    (sum, name) => sum + gzipSync(readFileSync(path.join(THEME, "assets", name)), { level: 9 }).length,
    0,
  );
  return bytes / 1000;
}

/** Addresses of other hosts that blocks, snippets or assets would load something from. */
export function thirdPartyRequests(): number {
  const texts = ["assets", "blocks", "snippets"].flatMap((folder) =>
    readdirSync(path.join(THEME, folder)).map((name) => readFileSync(path.join(THEME, folder, name), "utf8")),
  );
  return texts.flatMap(
    (text) =>
      text.match(/(?:src|href)\s*=\s*["']https?:\/\/|url\(\s*["']?https?:\/\/|fetch\(\s*["'`]https?:\/\//g) ?? [],
  ).length;
}
