/** Whether a name is one of Shopify's global ids, and no handle. */
export function isGid(name: string): boolean {
  return /^gid:\/\/shopify\/\w+\/\d{1,20}$/.test(name);
}

/** The last part of a global id. */
export function numberOf(gid: string): string {
  return gid.slice(gid.lastIndexOf("/") + 1);
}
