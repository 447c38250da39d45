import { createHmac } from "node:crypto";
import type pg from "pg";
import { type BenchShop, SECRET } from "./system.ts";

/** Fills one shop with members and their ledgers, straight into the tables: ten entries, a lot and an order's worth of points each. */
export async function seedMembers(pool: pg.Pool, shop: BenchShop, members: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query("set synchronous_commit = off");
    const first = await client.query<{ id: string }>("select nextval('member_id_seq') + 1000000 as id");
    const base = Number(first.rows[0]?.id);
    const portion = 50_000;
    for (let start = 0; start < members; start += portion) {
      const range = [shop.id, base + start, base + Math.min(start + portion, members) - 1];
      await client.query(
        `insert into member (shop_id, id, customer_gid, email, first_name, last_name, joined_at)
         select $1, n, 'gid://shopify/Customer/9' || n, 'shopper' || n || '@example.com', 'First' || n % 977, 'Last' || n % 9973, now() - n % 1000 * interval '1 hour'
         from generate_series($2::bigint, $3::bigint) as n`,
        range,
      );
      await client.query(
        `insert into balance (shop_id, member_id, available, lifetime) select $1, n, 500, 500 from generate_series($2::bigint, $3::bigint) as n`,
        range,
      );
      await client.query(
        `insert into lot (shop_id, member_id, cause, earned_at, available) select $1, n, 'bench', now(), 500 from generate_series($2::bigint, $3::bigint) as n`,
        range,
      );
      await client.query(
        `with made as (
           insert into entry (shop_id, member_id, kind, key, input_hash, occurred_at, order_gid, points, reason)
           select $1, n, 'award', 'bench:' || n || ':' || e, '', now() - e * interval '1 day', 'gid://shopify/Order/' || n || e, 50,
             '{"code":"order_award","order":"#1001"}' from generate_series($2::bigint, $3::bigint) as n, generate_series(1, 10) as e
           returning id, member_id)
         insert into posting (shop_id, entry_id, ordinal, source, target, target_member, points)
         select $1, id, 0, 'issued', 'available', member_id, 50 from made`,
        range,
      );
    }
    await client.query("set session_replication_role = default");
  } finally {
    client.release(true);
  }
  await pool.query("analyze");
}

/** A merchant's pages at that size, over HTTP with a session token: the list, a search and a member, each some times. Milliseconds, sorted. */
export async function measureMemberPages(
  pool: pg.Pool,
  webUrl: string,
  shop: BenchShop,
  rounds: number,
): Promise<number[]> {
  const ids = await pool.query<{ id: string }>(
    "select id from member where shop_id = $1 and email like 'shopper%' order by id desc limit $2",
    [shop.id, rounds * 37],
  );
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const id = ids.rows[round * 37]?.id;
    for (const path of [
      `/app/members/${id}?_data=${encodeURIComponent("routes/app.members.$id")}`,
      `/app/members?index&_data=${encodeURIComponent("routes/app.members._index")}`,
      `/app/members?index&q=shopper${id}&_data=${encodeURIComponent("routes/app.members._index")}`,
    ]) {
      const startedAt = performance.now();
      const answer = await fetch(`${webUrl}${path}`, {
        // Shopify's library sends programs away, as it should: the pages are for browsers.
        headers: { authorization: `Bearer ${sessionToken(shop.domain)}`, "user-agent": "Mozilla/5.0 Chrome/150" },
      });
      const body = await answer.text();
      if (round > 0) times.push(performance.now() - startedAt);
      if (!answer.ok || !/First\d+/.test(body))
        throw new Error(`${path} was answered ${answer.status}: ${body.slice(0, 300)}`);
    }
  }
  return times.sort((a, b) => a - b);
}

/** A session token as App Bridge hands it out (HS256, one minute). */
function sessionToken(domain: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: `https://${domain}/admin`,
    dest: `https://${domain}`,
    aud: "bench-key",
    sub: "1",
    exp: now + 60,
    nbf: now,
    iat: now,
    jti: `${now}`,
    sid: "1",
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${text}.${createHmac("sha256", SECRET).update(text).digest("base64url")}`;
}
