const KEY = "zegel.place";

/** What Shopify's admin adds to the frame's first address; each load gets it anew. */
const SHOPIFYS_OWN = ["embedded", "hmac", "host", "id_token", "locale", "session", "shop", "timestamp"];

/** Shopify's parameters of the frame, as far as a later load needs them; `host` is the admin's own address, encoded. */
export interface Frame {
  shop: string;
  host: string;
  locale: string;
}

/**
 * Remembers where in the app the merchant is. A click within the app leaves Shopify's parameters behind, so a frame that is loaded again
 * (by the browser, or because the app was updated meanwhile) comes without them and would end on the page for strangers.
 */
export function rememberPlace({ pathname, search }: { pathname: string; search: string }, frame: Frame): void {
  const query = new URLSearchParams(search);
  for (const name of SHOPIFYS_OWN) query.delete(name);
  for (const [name, value] of Object.entries({ ...frame, embedded: "1" })) query.set(name, value);
  try {
    sessionStorage.setItem(KEY, `${pathname}?${query}`);
  } catch {
    // A browser that keeps nothing in frames: the merchant opens the app again by hand.
  }
}

/** The way back, once: an address that does not help must not be tried for ever. Null where nobody was in the app, or outside of a frame. */
export function takePlace(): string | null {
  if (window.top === window) return null;
  try {
    const place = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return place;
  } catch {
    return null;
  }
}
