/** Shopify's global ids, such as gid://shopify/Order/820982911946154508. The number may exceed 2^53, so it is never a `number` here. */

export function toGid(type: string, id: bigint | string): string {
  return `gid://shopify/${type}/${id}`;
}

/** The type and the number of a global id, or null for what is none. Query parameters after the number are dropped. */
export function parseGid(gid: string): { type: string; id: string } | null {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(?:\?.*)?$/.exec(gid);
  return match?.[1] && match[2] ? { type: match[1], id: match[2] } : null;
}

/** The number of a global id, as payloads write it. */
export function legacyId(gid: string): bigint {
  const parsed = parseGid(gid);
  if (!parsed) throw new RangeError(`"${gid}" is no global id.`);
  return BigInt(parsed.id);
}
