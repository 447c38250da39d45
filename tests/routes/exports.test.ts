import { beforeAll, describe, expect, it } from "vitest";
import { readColumns } from "#app/domain/imports/columns.ts";
import { readLine } from "#app/domain/imports/read-line.ts";
import { readProgramme } from "#app/queries/programme.ts";
import { readProgrammeText } from "#app/services/programme-text.ts";
import { aMember, anEntry } from "./a-member.ts";
import { browse, frameQuery, type Merchant, type MerchantSite, merchantSite, sessionToken } from "./merchant-site.ts";

let site: MerchantSite;
let merchant: Merchant;
beforeAll(async () => {
  site = await merchantSite();
  merchant = await site.merchant();
});

async function linesOf(answer: Response): Promise<string[]> {
  expect(answer.status).toBe(200);
  return (await answer.text())
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split("\r\n");
}

it("S91: the programme leaves as text that is read back as the same settings", async () => {
  const { database } = site.app;
  const answer = await merchant.get("/export/programme.yaml");
  expect(answer.status).toBe(200);
  const read = readProgrammeText(await answer.text(), "EUR");
  expect(read).toEqual({ outcome: "valid", settings: (await readProgramme(database, merchant.shopId))?.settings });
});

describe("a file of members", () => {
  it("holds everyone, and no cell that a spreadsheet would run", async () => {
    const { database } = site.app;
    for (const firstName of [
      "=1+1",
      "+1",
      "-1",
      "@SUM(A1)",
      "\tx",
      "\rx",
      "x;=2",
      "x\r=3",
      'a "quoted", name',
      "Ann",
    ]) {
      await aMember(database, merchant.shopId, { firstName, available: 5 });
    }
    const lines = await linesOf(await merchant.get("/export/members.csv"));
    expect(lines[0]).toBe(
      "member,customer,status,first_name,last_name,email,available,pending,reserved,debt,lifetime,joined_at,birthday,tier,referral_code",
    );
    const names = lines.slice(1).map((line) => /^\d+,,member,("(?:[^"]|"")*"|[^,]*),/.exec(line)?.[1]);
    expect(names).toEqual([
      "'=1+1",
      "'+1",
      "'-1",
      "'@SUM(A1)",
      "'\tx",
      `"'\rx"`,
      "x;'=2",
      `"x\r'=3"`,
      '"a ""quoted"", name"',
      "Ann",
    ]);
  });

  it("S91: is written as other systems take it, and as an import here reads it back", async () => {
    const leaving = await site.merchant();
    const { database } = site.app;
    await aMember(database, leaving.shopId, { firstName: "Ann", email: "ann@example.com", available: 520 });
    await aMember(database, leaving.shopId, { firstName: "Nobody", email: null, available: 7 });
    await database.pool.query(
      `insert into customer_fact (shop_id, member_id, fact, value, told_at, since)
       select shop_id, id, 'birthday', '1990-02-28', now(), now() from member where shop_id = $1 and first_name = 'Ann'`,
      [leaving.shopId],
    );
    const file = async (format: string) => linesOf(await leaving.get(`/export/members.csv?format=${format}`));
    expect(await file("smile")).toEqual(["email,points", "ann@example.com,520"]);
    expect(await file("loyaltylion")).toEqual(["email,points,birthday,tier", "ann@example.com,520,1990-02-28,"]);
    const yotpo = await file("yotpo");
    expect(yotpo[1]).toMatch(/^Ann,.*,ann@example\.com,520,02\/28\/1990$/);
    for (const [format, [heading, line]] of [
      ["yotpo", yotpo],
      ["plain", await file("plain")],
    ] as const) {
      const columns = readColumns(heading?.split(",") ?? []);
      if (columns.outcome !== "read") throw new Error(`${format} lacks ${columns.columns}`);
      expect(readLine(format, columns.columns, line?.split(",") ?? [])).toMatchObject({
        notes: [],
        member: { email: "ann@example.com", points: 520, birthday: "1990-02-28" },
      });
    }
  });

  it("is read in batches and complete", async () => {
    const crowd = await site.merchant();
    await site.app.database.pool.query(
      `INSERT INTO member (shop_id, joined_at, status) SELECT $1, now(), 'member' FROM generate_series(1, 4500)`,
      [crowd.shopId],
    );
    expect(await linesOf(await crowd.get("/export/members.csv"))).toHaveLength(4501);
  });

  it("can be downloaded by an address with a fresh token, as the page makes it", async () => {
    const fresh = frameQuery(merchant.domain, sessionToken(merchant.domain));
    expect((await browse(`${site.origin}/export/members.csv?${fresh}`)).headers.get("content-type")).toContain(
      "text/csv",
    );
    const stale = frameQuery(merchant.domain, sessionToken(merchant.domain, { lifetimeSeconds: -60 }));
    expect((await browse(`${site.origin}/export/members.csv?${stale}`)).status).toBe(302);
    expect((await browse(`${site.origin}/export/members.csv`)).status).not.toBe(200);
  });
});

describe("a file of the ledger", () => {
  it("tells every movement of this shop in the reader's language, minus signs as numbers", async () => {
    const quiet = await site.merchant();
    const member = await aMember(site.app.database, quiet.shopId);
    await anEntry(site.app.database, quiet.shopId, member);
    await anEntry(site.app.database, quiet.shopId, member, {
      points: -5,
      kind: "adjust",
      reason: { code: "adjusted", text: '=HYPERLINK("x")' },
    });
    const dutch = await linesOf(await quiet.get("/export/ledger.csv?locale=nl"));
    expect(dutch).toHaveLength(3);
    expect(dutch[1]).toContain(",award,10,Gespaard met bestelling #1001,");
    expect(dutch[2]).toContain(',adjust,-5,"Aangepast: =HYPERLINK(""x"")",');
  });
});
