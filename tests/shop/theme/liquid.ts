import {
  type Context,
  type Emitter,
  Hash,
  Liquid,
  type Parser,
  Tag,
  type TagToken,
  type Template,
  type TopLevelToken,
} from "liquidjs";
import type { TagClass } from "liquidjs/dist/template";
import { displayMoney } from "../cart/decimal.ts";
import { formatMoney } from "../money.ts";
import { minorOf } from "./objects.ts";
import { escapeHtml, type Words } from "./translations.ts";

export interface LiquidOptions {
  /** Folders in which `{% render 'x' %}` looks. */
  snippets: string[];
  words: Words;
  currency: string;
  /** Address of a file in `assets/`. */
  assetUrl(file: string): string;
  /** HTML of one of the theme's sections; extensions have none. */
  section?: (name: string) => Promise<string>;
}

/** Liquid with Shopify's tags and filters, as far as themes and app blocks here use them. What it does not know is an error. */
export function createLiquid(options: LiquidOptions): Liquid {
  const liquid = new Liquid({
    root: options.snippets,
    partials: options.snippets,
    extname: ".liquid",
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: false,
    cache: false,
  });
  addMoneyFilters(liquid, options);
  addAddressFilters(liquid, options);
  addTextFilters(liquid, options);
  addTags(liquid, options);
  return liquid;
}

function addMoneyFilters(liquid: Liquid, { currency, words }: LiquidOptions): void {
  const plain = (value: unknown) => formatMoney(minorOf(value, currency), currency);
  liquid.registerFilter("money", (value: unknown) => displayMoney(minorOf(value, currency), currency, words.language));
  liquid.registerFilter(
    "money_with_currency",
    (value: unknown) => `${displayMoney(minorOf(value, currency), currency, words.language)} ${currency}`,
  );
  liquid.registerFilter("money_without_currency", plain);
  liquid.registerFilter("money_without_trailing_zeros", (value: unknown) =>
    displayMoney(minorOf(value, currency), currency, words.language).replace(/[.,]0+(?!\d)/, ""),
  );
}

function addAddressFilters(liquid: Liquid, { assetUrl }: LiquidOptions): void {
  liquid.registerFilter("asset_url", (file: string) => assetUrl(file));
  liquid.registerFilter(
    "stylesheet_tag",
    (url: string) => `<link href="${escapeHtml(url)}" rel="stylesheet" type="text/css" media="all">`,
  );
  liquid.registerFilter(
    "script_tag",
    (url: string) => `<script src="${escapeHtml(url)}" type="text/javascript"></script>`,
  );
  const imageUrl = (image: unknown) =>
    typeof image === "object" && image !== null && "src" in image ? String(image.src) : String(image ?? "");
  liquid.registerFilter("image_url", imageUrl);
  liquid.registerFilter("img_url", imageUrl);
  liquid.registerFilter("image_tag", (url: string) => `<img src="${escapeHtml(url)}" alt="" loading="lazy">`);
  liquid.registerFilter(
    "link_to",
    (text: string, url: string) => `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`,
  );
}

function addTextFilters(liquid: Liquid, { words }: LiquidOptions): void {
  const translate = (key: unknown, ...pairs: unknown[]) => {
    const values: Record<string, unknown> = {};
    for (const pair of pairs) if (Array.isArray(pair)) values[String(pair[0])] = pair[1];
    return words.translate(String(key), values);
  };
  liquid.registerFilter("t", translate);
  liquid.registerFilter("translate", translate);
  const handle = (text: unknown) =>
    String(text ?? "")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "");
  liquid.registerFilter("handle", handle);
  liquid.registerFilter("handleize", handle);
  liquid.registerFilter("pluralize", (count: unknown, one: string, other: string) =>
    Number(count) === 1 ? one : other,
  );
  liquid.registerFilter("default_errors", () => "");
  liquid.registerFilter("json", (value: unknown) => scriptSafeJson(value));
}

/** JSON that may stand inside a script element. */
export function scriptSafeJson(value: unknown): string {
  return JSON.stringify(value ?? null)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

function addTags(liquid: Liquid, options: LiquidOptions): void {
  for (const name of ["schema", "doc"]) liquid.registerTag(name, silentBlock(name));
  for (const [name, open, close] of [
    ["style", "<style>", "</style>"],
    ["stylesheet", "<style>", "</style>"],
    ["javascript", "<script>", "</script>"],
  ] as const)
    liquid.registerTag(
      name,
      wrappingBlock(name, () => open, close),
    );
  liquid.registerTag("form", wrappingBlock("form", openForm, "</form>"));
  liquid.registerTag("section", {
    parse(token: TagToken) {
      this.name = token.args.trim().replaceAll(/^['"]|['"]$/g, "");
    },
    async render(_context: Context, emitter: Emitter) {
      if (!options.section) throw new Error("An app block has no sections.");
      emitter.write(await options.section(String(this.name)));
    },
  });
}

/** A block tag whose content is not for the page. */
function silentBlock(name: string) {
  return {
    parse(_token: TagToken, rest: TopLevelToken[]) {
      for (let token = rest.shift(); token; token = rest.shift())
        if ("name" in token && token.name === `end${name}`) return;
      throw new Error(`{% ${name} %} is not closed.`);
    },
    render: () => "",
  };
}

type Opening = (context: Context, args: string) => string | Generator<unknown, string>;

/** A tag that puts something before and after what stands in it. */
function wrappingBlock(name: string, open: Opening, close: string): TagClass {
  return class extends Tag {
    private readonly args: string;
    private readonly content: Template[] = [];

    constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
      super(token, rest, liquid);
      this.args = token.args;
      const stream = parser
        .parseStream(rest)
        .on(`tag:end${name}`, () => stream.stop())
        .on("template", (template: Template) => this.content.push(template))
        .on("end", () => {
          throw new Error(`{% ${name} %} is not closed.`);
        });
      stream.start();
    }

    override *render(context: Context, emitter: Emitter): Generator<unknown> {
      const opening = open(context, this.args);
      emitter.write(typeof opening === "string" ? opening : yield* opening);
      yield this.liquid.renderer.renderTemplates(this.content, context, emitter);
      emitter.write(close);
    }
  };
}

const FORM_ACTIONS: Record<string, string> = {
  product: "/cart/add",
  cart: "/cart",
  localization: "/localization",
  customer_login: "/account/login",
  customer: "/contact#contact_form",
};

/** `{% form 'product', product, class: 'x', return_to: back %}`. */
function* openForm(context: Context, args: string): Generator<unknown, string> {
  const kind = /^\s*['"](\w+)['"]/.exec(args)?.[1] ?? "";
  const action = FORM_ACTIONS[kind];
  if (!action) throw new Error(`{% form %} knows no "${kind}".`);
  const rest = args.replace(/^\s*['"]\w+['"]\s*,?/, "").replace(/^\s*\w[\w.]*\s*(,|$)/, "");
  const attributes: unknown = yield new Hash(rest).render(context);
  const given = Object.entries(Object(attributes)).filter(([name]) => name !== "return_to");
  const back = Object(attributes).return_to;
  const html = given.map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`).join("");
  const hidden = back ? `<input type="hidden" name="return_to" value="${escapeHtml(String(back))}">` : "";
  return `<form method="post" action="${action}" accept-charset="UTF-8"${html}><input type="hidden" name="form_type" value="${kind}">${hidden}`;
}
