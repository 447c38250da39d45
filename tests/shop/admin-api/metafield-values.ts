/** What Shopify takes as the value of a metafield, type by type (https://shopify.dev/docs/apps/build/custom-data/metafields/list-of-data-types). */

export type ValueCheck = { outcome: "valid" } | { outcome: "invalid"; message: string };

/** Bytes that a value may have: JSON 128 KB since 2026-04, others 64 KB. */
export function largestBytes(type: string): number {
  return type === "json" ? 128 * 1024 : 64 * 1024;
}

const checks: Record<string, (value: string) => string | null> = {
  json: (value) => (isJson(value) ? null : "Value is invalid JSON."),
  boolean: (value) => (/^(true|false)$/.test(value) ? null : "Value must be true or false."),
  number_integer: (value) =>
    /^-?\d{1,16}$/.test(value) && Math.abs(Number(value)) <= 9_007_199_254_740_991 ? null : "Value must be an integer.",
  number_decimal: (value) => (/^-?\d{1,13}(\.\d{1,9})?$/.test(value) ? null : "Value must be a decimal."),
  single_line_text_field: (value) =>
    /[\r\n]/.test(value) ? "Value must be a single line text string." : value === "" ? "Value can't be blank." : null,
  multi_line_text_field: (value) => (value === "" ? "Value can't be blank." : null),
  date: (value) => (/^\d{4}-\d{2}-\d{2}$/.test(value) && isTime(value) ? null : "Value must be in YYYY-MM-DD format."),
  date_time: (value) =>
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value) && isTime(value) ? null : "Value must be in ISO 8601 format.",
  url: (value) =>
    URL.canParse(value) && /^(https?|mailto|sms|tel):/.test(value) ? null : "Value must be a valid URL.",
  id: (value) => (value === "" ? "Value can't be blank." : null),
};

export function isKnownType(type: string): boolean {
  return elementType(type) in checks;
}

/** Checks a value as the type demands; a list's every element. */
export function checkValue(type: string, value: string): ValueCheck {
  const check = checks[elementType(type)];
  if (!check) return { outcome: "invalid", message: `The type ${type} is not simulated.` };
  if (!type.startsWith("list.")) {
    const message = check(value);
    return message === null ? { outcome: "valid" } : { outcome: "invalid", message };
  }
  const parsed: unknown = isJson(value) ? JSON.parse(value) : null;
  if (!Array.isArray(parsed)) return { outcome: "invalid", message: "Value must be an array." };
  const message = parsed.map((each) => check(String(each))).find((each) => each !== null);
  return message ? { outcome: "invalid", message } : { outcome: "valid" };
}

function elementType(type: string): string {
  return type.startsWith("list.") ? type.slice("list.".length) : type;
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

function isTime(value: string): boolean {
  return !Number.isNaN(new Date(value).getTime());
}
