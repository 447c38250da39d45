import { createHmac } from "node:crypto";
import type pg from "pg";
import { type BenchShop, SECRET } from "./system.ts";

/** The address that Shopify's app proxy forwards a shopper's click to, signed as Shopify signs it. */
function proxyUrl(webUrl: string, path: string, shop: string, customer: string): string {
  const query = new URLSearchParams({
    logged_in_customer_id: customer,
    path_prefix: "/apps/zegel",
    shop,
    timestamp: String(Math.floor(Date.now() / 1000)),
  });
  const signed = [...query]
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join("");
  query.set("signature", createHmac("sha256", SECRET).update(signed).digest("hex"));
  return `${webUrl}/proxy/${path}?${query}`;
}

/** Clicks one after the other: from the request's arrival at the app to its answer. Milliseconds, sorted. */
export async function measureReserves(
  pool: pg.Pool,
  webUrl: string,
  shops: readonly BenchShop[],
  clicks: number,
): Promise<number[]> {
  const members = await pool.query<{ domain: string; customer: string }>(
    `select shop.domain, replace(member.customer_gid, 'gid://shopify/Customer/', '') as customer from balance
     join member on member.shop_id = balance.shop_id and member.id = balance.member_id
     join shop on shop.id = balance.shop_id
     where balance.available >= 100 and shop.id = any($1::int[]) limit $2`,
    [shops.map((shop) => shop.id), clicks],
  );
  if (members.rows.length === 0) throw new Error("nobody has points to reserve");
  const times: number[] = [];
  for (const [index, { domain, customer }] of members.rows.entries()) {
    const startedAt = performance.now();
    const answer = await fetch(proxyUrl(webUrl, "reserve", domain, customer), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ reward: "five", click: `bench-click-${index}` }),
    });
    const body = await answer.text();
    times.push(performance.now() - startedAt);
    if (!answer.ok || !body.includes('"ok":true'))
      throw new Error(`a click was answered ${answer.status}: ${body.slice(0, 200)}`);
  }
  return times.sort((a, b) => a - b);
}
