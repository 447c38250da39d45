import { isAlias, isMap, isScalar, LineCounter, type Node, type Pair, parseDocument } from "yaml";

/** A YAML text as plain values, with the line of each. Lines count from 1. */
export interface YamlText {
  value: unknown;
  /** What YAML itself refuses, such as a key twice. */
  problems: { line: number; message: string }[];
  /** The line where a value begins, or that of the nearest thing around it. */
  lineOf(path: readonly PropertyKey[]): number;
  /** The line of a key in the map at `path`. */
  lineOfKey(path: readonly PropertyKey[], key: string): number;
}

/** Dates stay text: the core schema knows none, so that a day and an instant mean what their author wrote. */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const lineAt = (offset: number): number => lines.linePos(offset).line;

  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const nodeAt = (path: readonly PropertyKey[]): Node | undefined => {
    let node: unknown = document.contents;
    for (const part of path) {
      const within = resolved(node);
      const next = isMap(within)
        ? pairOf(within.items, String(part))?.value
        : typeof within === "object" && within !== null && "items" in within && Array.isArray(within.items)
          ? within.items[Number(part)]
          : undefined;
      if (next === undefined || next === null) return undefined;
      node = next;
    }
    return node as Node | undefined;
  };
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = nodeAt(path.slice(0, length));
      if (node?.range) return lineAt(node.range[0]);
    }
    return 1;
  };
  const problems = document.errors.map((error) => ({ line: lineAt(error.pos[0]), message: error.message }));
  return {
    value: problems.length > 0 ? null : document.toJS(),
    problems,
    lineOf,
    lineOfKey(path, key) {
      const map = resolved(nodeAt(path));
      const pair = isMap(map) ? pairOf(map.items, key) : undefined;
      const offset = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
      return offset === undefined ? lineOf(path) : lineAt(offset);
    },
  };
}

function pairOf(items: readonly Pair[], key: string): Pair | undefined {
  return items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}
