import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";

/** A UI extension as it was deployed: one target of it, its bundle and its words. */
export interface UiExtension {
  handle: string;
  apiVersion: string;
  target: string;
  folder: string;
  /** Script that makes the extension known; see `assets/extension-host.js` for the forms it may have. */
  bundleFile: string;
  /** Metafields that it may read. */
  metafields: { namespace: string; key: string }[];
  mayCallNetwork: boolean;
  /** The words of each language that it has; `default` is the one whose file says so. */
  words: Record<string, unknown>;
  defaultLanguage: string;
}

const metafield = z.looseObject({ namespace: z.string(), key: z.string() });

const extensionToml = z.looseObject({
  api_version: z.string(),
  extensions: z.array(
    z.looseObject({
      type: z.string(),
      handle: z.string(),
      targeting: z.array(z.looseObject({ target: z.string(), metafields: z.array(metafield).optional() })).default([]),
      metafields: z.array(metafield).default([]),
      capabilities: z.looseObject({ network_access: z.boolean().optional() }).default({}),
    }),
  ),
});

/** Every UI extension below `extensionsFolder` that has the target and is built. */
export function uiExtensionsFor(extensionsFolder: string, target: string): UiExtension[] {
  if (!existsSync(extensionsFolder)) return [];
  return readdirSync(extensionsFolder).flatMap((name) => {
    const folder = join(extensionsFolder, name);
    const file = join(folder, "shopify.extension.toml");
    if (!existsSync(file)) return [];
    const toml = extensionToml.safeParse(parse(readFileSync(file, "utf8"))).data;
    return (toml?.extensions ?? []).flatMap((extension) => {
      const targeting = extension.targeting.find((each) => each.target === target);
      const bundleFile = targeting && extension.type === "ui_extension" ? findBundle(folder) : null;
      if (!targeting || !bundleFile) return [];
      const { words, defaultLanguage } = readWords(folder);
      return [
        {
          handle: extension.handle,
          apiVersion: toml?.api_version ?? "",
          target,
          folder,
          bundleFile,
          metafields: [...extension.metafields, ...(targeting.metafields ?? [])],
          mayCallNetwork: extension.capabilities.network_access ?? false,
          words,
          defaultLanguage,
        },
      ];
    });
  });
}

function findBundle(folder: string): string | null {
  const dist = join(folder, "dist");
  const file = existsSync(dist) ? readdirSync(dist).find((name) => name.endsWith(".js")) : undefined;
  return file ? join(dist, file) : null;
}

function readWords(folder: string): { words: Record<string, unknown>; defaultLanguage: string } {
  const locales = join(folder, "locales");
  const words: Record<string, unknown> = {};
  let defaultLanguage = "en";
  for (const name of existsSync(locales) ? readdirSync(locales) : []) {
    const match = /^([a-z-]+?)(\.default)?\.json$/i.exec(name);
    if (!match?.[1]) continue;
    words[match[1]] = JSON.parse(readFileSync(join(locales, name), "utf8"));
    if (match[2]) defaultLanguage = match[1];
  }
  return { words, defaultLanguage };
}
