import pg from "pg";
import { orderBody } from "./order-payload.ts";

const CONNECTIONS = 10;

/**
 * What the machine gives at best for one statement a row: bare inserts of the same payloads over ten connections into one indexed table.
 * Our figure divided by it compares machines that differ.
 */
export async function measureBareInserts(connectionString: string, seconds: number): Promise<number> {
  const pool = new pg.Pool({ connectionString, max: CONNECTIONS });
  await pool.query("create table bare_insert (id bigint primary key, payload text)");
  const body = orderBody({ id: 1, customer: 1, at: new Date().toISOString(), price: "10.00" }).toString();
  const endsAt = performance.now() + seconds * 1000;
  let inserted = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < endsAt) {
        inserted += 1;
        await pool.query({ name: "bare", text: "insert into bare_insert values ($1, $2)", values: [inserted, body] });
      }
    }),
  );
  await pool.query("drop table bare_insert");
  await pool.end();
  return inserted / seconds;
}
