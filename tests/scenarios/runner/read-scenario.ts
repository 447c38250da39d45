import { z } from "zod";
import { checkSettings } from "./check-settings.ts";
import { duration, instant } from "./instant.ts";
import { type Names, nameWhatIsRefused, newNames, readExpected } from "./names.ts";
import { problemOf } from "./problem.ts";
import { checkReferences } from "./references.ts";
import {
  type Action,
  product,
  type Reading,
  type Refusal,
  type Scenario,
  type Step,
  shopSettings,
} from "./scenario.ts";
import { listOf, text } from "./values.ts";
import { VERBS, type Verb } from "./verbs.ts";
import { readYaml, type YamlText } from "./yaml-lines.ts";

/** The keys of a file. */
export const fileShape = z.strictObject({
  name: text.optional(),
  shop: z.unknown().optional(),
  products: z.unknown().optional(),
  programme: z.unknown().optional(),
  steps: z.unknown().optional(),
});

const DEFAULT_START = "2026-01-05T10:00:00Z";

/** Reads a scenario and checks all of it before anything is played. Each refusal has its line. */
export function readScenario(file: string, source: string): Reading {
  const yaml = readYaml(source);
  if (yaml.problems.length > 0) return { outcome: "refused", refusals: yaml.problems };
  return new Reader(file, yaml).read();
}

class Reader {
  readonly #file: string;
  readonly #yaml: YamlText;
  readonly #refusals: Refusal[] = [];
  readonly #names: Names = newNames();

  constructor(file: string, yaml: YamlText) {
    this.#file = file;
    this.#yaml = yaml;
  }

  read(): Reading {
    const given = this.#parse(fileShape, this.#yaml.value, [], "a scenario");
    const shop = this.#parse(shopSettings, given?.shop ?? {}, ["shop"], "shop");
    const products = this.#parse(listOf(product), given?.products ?? [], ["products"], "products");
    // What is wrong in one part must not hide what is wrong in the others.
    const currency = shop?.currency ?? "EUR";
    this.#names.products = new Set(products?.map(({ sku }) => sku) ?? skusOf(given?.products));
    this.#names.currency = currency;
    const programme = this.#programme(given?.programme, currency);
    const steps = given ? this.#steps(given.steps, currency) : [];
    const startsAt = startOf(steps);
    this.#checkTimes(startsAt, steps);
    if (this.#refusals.length > 0 || !given || !shop || !products) return this.#refused();
    const scenario: Scenario = {
      file: this.#file,
      name: given.name ?? this.#file,
      shop,
      products,
      programme,
      startsAt,
      steps,
    };
    return { outcome: "read", scenario };
  }

  #refused(): Reading {
    return { outcome: "refused", refusals: this.#refusals.sort((a, b) => a.line - b.line) };
  }

  #refuse(line: number, message: string): void {
    this.#refusals.push({ line, message });
  }

  #parse<Schema extends z.ZodType>(
    schema: Schema,
    value: unknown,
    path: readonly PropertyKey[],
    what: string,
  ): z.output<Schema> | null {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const at = [...path, ...issue.path];
      const within = [what, ...issue.path.filter((part) => typeof part === "string")].join(".");
      if (issue.code === "unrecognized_keys") {
        for (const key of issue.keys)
          this.#refuse(this.#yaml.lineOfKey(at, key), `unknown field "${key}" in ${within}`);
      } else this.#refuse(this.#yaml.lineOf(at), problemOf(issue, within, value));
    }
    return null;
  }

  /** Settings as the file names them; null for the default programme. */
  #programme(given: unknown, currency: string): Record<string, unknown> | null {
    if (given === undefined || given === null) return null;
    const settings = this.#parse(VERBS.publish, given, ["programme"], "programme");
    if (settings) this.#checkSettings(settings, currency, ["programme"]);
    return settings;
  }

  #checkSettings(settings: Record<string, unknown>, currency: string, path: readonly PropertyKey[]): void {
    for (const { path: setting, key, message } of checkSettings(settings, currency)) {
      const at = [...path, ...setting];
      this.#refuse(key === null ? this.#yaml.lineOf(at) : this.#yaml.lineOfKey(at, key), message);
    }
  }

  #steps(given: unknown, currency: string): Step[] {
    const list = this.#parse(z.array(z.record(z.string(), z.unknown())), given ?? [], ["steps"], "steps") ?? [];
    if (list.length === 0) this.#refuse(this.#yaml.lineOf(["steps"]), "a scenario needs steps");
    return list.map((step, index) => {
      const path = ["steps", index];
      const read: Step = { number: index + 1, line: this.#yaml.lineOf(path), at: null, afterMs: null, actions: [] };
      for (const [verb, value] of Object.entries(step)) {
        if (verb === "at") read.at = this.#parse(instant, value, [...path, verb], "at");
        else if (verb === "after") read.afterMs = this.#parse(duration, value, [...path, verb], "after");
        else if (verb === "publish") {
          const change = this.#parse(VERBS.publish, value, [...path, verb], verb);
          if (!change) continue;
          this.#checkSettings(change, currency, [...path, verb]);
          read.actions.push({ verb, settings: change });
        } else {
          const action = this.#action(verb, value, [...path, verb]);
          if (action) read.actions.push(action);
        }
      }
      if (read.at === null && read.afterMs === null && read.actions.length === 0 && Object.keys(step).length === 0)
        this.#refuse(read.line, "this step says nothing");
      return read;
    });
  }

  #checkTimes(startsAt: number, steps: readonly Step[]): void {
    let now = startsAt;
    for (const { number, at, afterMs } of steps) {
      if (at !== null && at < now)
        this.#refuse(
          this.#yaml.lineOf(["steps", number - 1, "at"]),
          `at: the clock stands at ${new Date(now).toISOString()} and never goes back`,
        );
      now = Math.max(now, at ?? now) + (afterMs ?? 0);
    }
  }

  #action(verb: string, value: unknown, path: readonly PropertyKey[]): Action | null {
    if (verb === "expect") return this.#expect(value, path);
    if (!isVerb(verb)) {
      this.#refuse(this.#yaml.lineOfKey(path.slice(0, -1), verb), `unknown verb "${verb}"`);
      return null;
    }
    const parsed = this.#parse<z.ZodType>(VERBS[verb], value, path, verb);
    if (parsed === null) {
      nameWhatIsRefused(verb, value, this.#names);
      return null;
    }
    const action = { verb, value: parsed } as Action;
    for (const { path: at, message } of checkReferences(action, this.#names))
      this.#refuse(this.#yaml.lineOf([...path, ...at]), `${verb}: ${message}`);
    return action;
  }

  #expect(value: unknown, path: readonly PropertyKey[]): Action | null {
    const given = this.#parse(z.record(z.string(), z.unknown()), value, path, "expect");
    if (!given) return null;
    const expected = Object.entries(given).flatMap(([who, figures]) => {
      const at = [...path, who];
      const read = readExpected(this.#names, who);
      if (read.outcome === "unknown") {
        this.#refuse(this.#yaml.lineOfKey(path, who), `expect: ${read.message}`);
        return [];
      }
      for (const key of Object.keys(typeof figures === "object" && figures !== null ? figures : {})) {
        const why = read.notYet[key];
        if (why !== undefined) this.#refuse(this.#yaml.lineOfKey(at, key), `"${key}" cannot be compared: ${why}`);
      }
      const parsed = this.#parse(read.schema, withoutKeys(figures, read.notYet), at, `expect.${who}`);
      return parsed === null ? [] : [read.toExpected(parsed)];
    });
    return { verb: "expect", expected };
  }
}

function isVerb(verb: string): verb is Verb {
  return Object.hasOwn(VERBS, verb);
}

/** What is refused by a sentence of its own is not refused a second time as unknown. */
function withoutKeys(value: unknown, keys: Record<string, string>): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !Object.hasOwn(keys, key)));
}

/** Products that could not all be read still have their names. */
function skusOf(products: unknown): string[] {
  return Array.isArray(products) ? products.flatMap((each) => (each?.sku === undefined ? [] : [String(each.sku)])) : [];
}

/** The file's first `at`, less what `after` moved before it; a date of our own where it names none. */
function startOf(steps: readonly Step[]): number {
  let moved = 0;
  for (const { at, afterMs } of steps) {
    if (at !== null) return at - moved;
    moved += afterMs ?? 0;
  }
  return Date.parse(DEFAULT_START);
}
