import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";

/** A block of the theme app extension, with what its schema declares. */
export interface AppBlock {
  handle: string;
  source: string;
  /** Where it may stand: in a section, or as an embed in head or body. */
  target: "section" | "head" | "body" | "compliance_head";
  name: string;
  /** Files of `assets/` that a page with this block loads once. */
  stylesheet: string | null;
  javascript: string | null;
  /** Templates that it may be placed on; null: all. */
  templates: string[] | null;
  settings: Record<string, unknown>;
}

const blockSchema = z.looseObject({
  name: z.string(),
  target: z.enum(["section", "head", "body", "compliance_head"]),
  stylesheet: z.string().optional(),
  javascript: z.string().optional(),
  enabled_on: z.looseObject({ templates: z.array(z.string()).optional() }).optional(),
  settings: z.array(z.looseObject({ id: z.string().optional(), default: z.unknown().optional() })).default([]),
});

const SCHEMA = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/;

/** Every block below `blocks/`, with its settings at their defaults. Throws for a block whose schema Shopify would refuse. */
export function readAppBlocks(extensionFolder: string): AppBlock[] {
  const folder = join(extensionFolder, "blocks");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".liquid"))
    .sort()
    .map((name) => {
      const source = readFileSync(join(folder, name), "utf8");
      const text = SCHEMA.exec(source)?.[1];
      if (!text) throw new Error(`blocks/${name} has no {% schema %}.`);
      const schema = blockSchema.parse(JSON.parse(text));
      return {
        handle: basename(name, ".liquid"),
        source,
        target: schema.target,
        name: schema.name,
        stylesheet: schema.stylesheet ?? null,
        javascript: schema.javascript ?? null,
        templates: schema.enabled_on?.templates ?? null,
        settings: Object.fromEntries(
          schema.settings.flatMap((each) => (each.id ? [[each.id, each.default ?? null]] : [])),
        ),
      };
    });
}

/** The places of the little theme that take app blocks, by the template whose name a schema allows them by, and what the merchant put there. */
export const PLACES = {
  index: { template: "index", blocks: ["balance"] },
  product: { template: "product", blocks: ["earn"] },
  cart: { template: "cart", blocks: ["rewards", "membership"] },
  account: { template: "customers/account", blocks: ["balance", "offers", "claims", "refer"] },
} as const satisfies Record<string, { template: string; blocks: readonly string[] }>;

export type Place = keyof typeof PLACES;

/** The blocks of a place in the merchant's order. One that its schema does not allow there is left out, as the theme editor would. */
export function blocksAt(blocks: readonly AppBlock[], place: Place): AppBlock[] {
  const { template, blocks: handles } = PLACES[place];
  return handles.flatMap((handle) => {
    const block = blocks.find((each) => each.handle === handle && each.target === "section");
    const isAllowed =
      block && (block.templates === null || block.templates.includes("*") || block.templates.includes(template));
    return isAllowed ? [block] : [];
  });
}
