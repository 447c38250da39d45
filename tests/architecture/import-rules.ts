import path from "node:path";

/** A room (folder below app/) and the rooms that its files may import from, beside its own. Nothing points back up. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  contracts: [],
  domain: ["contracts"],
  persistence: ["domain", "contracts"],
  shopify: ["domain", "contracts"],
  emails: ["domain", "contracts"],
  i18n: ["domain", "contracts"],
  components: ["domain", "contracts", "i18n"],
  queries: ["persistence", "domain", "contracts"],
  services: ["persistence", "shopify", "emails", "domain", "contracts"],
  jobs: ["services", "domain", "contracts"],
  // Verify, store, answer: thousands of webhooks a second go no way round.
  ingress: ["services", "persistence", "domain", "contracts"],
  routes: ["services", "queries", "components", "domain", "contracts", "i18n"],
};

/** Files at app/'s root that hold what a process is made of, and who may reach for them. */
const ROOT_PARTS = new Set([
  "env.server.ts",
  "shopify.server.ts",
  "clock.ts",
  "context.ts",
  "context.server.ts",
  "log.ts",
]);
const USE_ROOT_PARTS = new Set(["routes", "jobs", "services", "ingress"]);
/** Types of these two pass everywhere below services: an interface for the time and one for the log. */
const PLAIN_PARTS = new Set(["clock.ts", "log.ts"]);

/** What only persistence names; Shopify's session storage asks for Prisma's client in shopify.server.ts. */
const DATABASE_PACKAGES = /^(pg|@prisma\/[^/]+)(\/|$)/;
const NAMES_DATABASE_PACKAGES = new Set(["app/shopify.server.ts"]);

/** What a domain that computes the same for the same input never touches. */
const IMPURE = [/\bDate\.now\b/, /\bnew Date\(\)/, /\bMath\.random\b/, /\bprocess\./, /\bfetch\(/, /\bperformance\./];

export interface Source {
  /** From the project's root, with forward slashes. */
  file: string;
  text: string;
}

interface Import {
  specifier: string;
  isTypeOnly: boolean;
}

/** Every breach of the architecture among the sources, each as a sentence. */
export function breaches(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => [
    ...importsOf(source.text).flatMap((each) => breachOfImport(source.file, each)),
    ...breachOfPurity(source),
    ...breachOfSql(source),
  ]);
}

function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const statements = code.matchAll(/\b(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?["']([^"']+)["']/g);
  const calls = code.matchAll(/\bimport\(\s*["']([^"']+)["']/g);
  return [
    ...Array.from(statements, ([, type, specifier]) => ({ specifier: specifier ?? "", isTypeOnly: Boolean(type) })),
    ...Array.from(calls, ([, specifier]) => ({ specifier: specifier ?? "", isTypeOnly: false })),
  ];
}

function breachOfImport(file: string, { specifier, isTypeOnly }: Import): string[] {
  const target = placeOf(file, specifier);
  if (target === null) {
    const isDatabase = DATABASE_PACKAGES.test(specifier) && file.startsWith("app/");
    const isAllowed = file.startsWith("app/persistence/") || NAMES_DATABASE_PACKAGES.has(file);
    return isDatabase && !isAllowed ? [`${file} names ${specifier}, which only app/persistence may.`] : [];
  }
  if (target.startsWith("tests/")) return [`${file} imports ${target}: the product knows nothing of its tests.`];
  const from = roomOf(file);
  const to = roomOf(target);
  if (from === null || to === from) return [];
  if (to === null) {
    const part = target.slice("app/".length);
    const isAllowed = ROOT_PARTS.has(part) && (USE_ROOT_PARTS.has(from) || (isTypeOnly && PLAIN_PARTS.has(part)));
    return isAllowed || !target.startsWith("app/") ? [] : [`${file} (${from}) may not import ${target}.`];
  }
  return (MAY_IMPORT[from] ?? []).includes(to) ? [] : [`${file} (${from}) may not import ${target} (${to}).`];
}

/** The imported file from the project's root; null for a package. */
function placeOf(file: string, specifier: string): string | null {
  if (specifier.startsWith("#")) return specifier.slice(1);
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(file), specifier);
  return null;
}

/** "services" for app/services/award-orders.ts; null for a file at app/'s root or elsewhere. */
function roomOf(file: string): string | null {
  const [top, room, ...rest] = file.split("/");
  return top === "app" && room !== undefined && rest.length > 0 ? room : null;
}

function breachOfPurity({ file, text }: Source): string[] {
  if (roomOf(file) !== "domain") return [];
  const code = withoutComments(text);
  return IMPURE.filter((pattern) => pattern.test(code)).map(
    (pattern) => `${file} uses ${pattern.source.replaceAll("\\b", "").replaceAll("\\", "")}: the domain is pure.`,
  );
}

/** SQL is written where tables are known; what calls a driver's `query` writes SQL. App Bridge's `scopes.query()` takes none. */
function breachOfSql({ file, text }: Source): string[] {
  if (!file.startsWith("app/") || /^app\/(persistence|queries)\//.test(file)) return [];
  const isWritten = /\.(query(?!\(\))|\$queryRaw\w*|\$executeRaw\w*)\s*[(<`]/.test(withoutComments(text));
  return isWritten ? [`${file} writes SQL, which only app/persistence and app/queries may.`] : [];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
