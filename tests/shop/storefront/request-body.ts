/**
 * A request's body as an object, whether it came as JSON or as a form. Names such as `attributes[colour]` and `items[0][id]` become
 * nested objects, `updates[]` a list, as Shopify reads them.
 */
export async function readBody(request: Request): Promise<Record<string, unknown>> {
  const type = request.headers.get("content-type") ?? "";
  if (type.includes("json")) {
    const parsed: unknown = JSON.parse((await request.text()) || "{}");
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  }
  const fields: [string, string][] = type.includes("multipart")
    ? [...(await request.formData())].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []))
    : [...new URLSearchParams(await request.text())];
  const body: Record<string, unknown> = Object.create(null);
  for (const [name, value] of fields) setNested(body, name, value);
  return { ...body };
}

function setNested(body: Record<string, unknown>, name: string, value: string): void {
  const path = name.split(/[[\]]+/).filter((part) => part !== "");
  const last = path.pop();
  if (last === undefined || path.length > 4) return;
  let place = body;
  for (const part of path) {
    const next = place[part];
    const inner: Record<string, unknown> =
      typeof next === "object" && next !== null ? Object.assign(Object.create(null), next) : Object.create(null);
    place[part] = inner;
    place = inner;
  }
  if (!name.endsWith("[]")) {
    place[last] = value;
    return;
  }
  const list = place[last];
  place[last] = [...(Array.isArray(list) ? list : []), value];
}
