import type { SimulatedShop } from "./simulated-shop.ts";
import type { Shop } from "./state.ts";

/** One address that the simulated Shopify answers. Pages and APIs add theirs with `simulated.mount(...)`. */
export interface Route {
  method: "GET" | "POST" | "PUT" | "DELETE" | "OPTIONS" | "*";
  /** Path with `:name` for one segment and a final `*` for all that follows, such as "/products/:handle" or "/apps/zegel/*". */
  path: string;
  /** Hosts that this route answers for: a shop's (the default), or Shopify's own, such as "admin.shopify.com". */
  host?: "shop" | "any" | string;
  handle(visit: Visit): Promise<Response> | Response;
}

export interface Visit {
  /** As the client sent it; `url` carries the original host, such as https://zegel-demo.myshopify.com/cart.js. */
  request: Request;
  url: URL;
  /** Segments named in the route's path; "*" is what the star stood for. */
  params: Record<string, string>;
  /** The shop of the host, or the only one there is. Routes of a shop are not called without one. */
  shop: Shop;
  simulated: SimulatedShop;
}

/** The values of a path's named segments, or null where it does not match. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    if (part === "*" && index === wanted.length - 1) {
      params["*"] = given.slice(index).join("/");
      return given.length >= index ? params : null;
    }
    const segment = given[index];
    if (segment === undefined) return null;
    if (part.startsWith(":")) {
      if (segment === "") return null;
      params[part.slice(1)] = decodeURIComponent(segment);
    } else if (part !== segment) return null;
  }
  return wanted.length === given.length ? params : null;
}
