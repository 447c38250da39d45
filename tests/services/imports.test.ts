import { Readable } from "node:stream";
import { beforeEach, describe, expect, it } from "vitest";
import type { ImportFormat } from "#app/contracts/member-import.ts";
import { applyImports, dropImport, startImport } from "#app/services/apply-import.ts";
import { importReport } from "#app/services/import-report.ts";
import { readImport } from "#app/services/read-import.ts";
import { reworkTiers } from "#app/services/rework-tiers.ts";
import { sweepShop } from "#app/services/sweep-shop.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
let shop: ShopAtWork;
beforeEach(async () => {
  shop = await aShopAtWork(database);
});

async function read(text: string | string[], format: ImportFormat = "plain"): Promise<string> {
  const content = Readable.from([text].flat().map((part) => Buffer.from(part)));
  const outcome = await readImport(shop.app, shop.shop.id, {
    format,
    fileName: "members.csv",
    content,
    startedBy: "Eva",
  });
  if (outcome.outcome !== "checked") throw new Error(JSON.stringify(outcome));
  return outcome.importId;
}

async function bring(text: string | string[], format: ImportFormat = "plain") {
  const id = await read(text, format);
  expect(await startImport(shop.app, shop.shop.id, id)).toEqual({ outcome: "started" });
  await applyImports(shop.app, shop.shop);
  const report = await importReport(shop.app, shop.shop.id, id);
  if (!report) throw new Error("there is no report");
  return report;
}

const anns = "gid://shopify/Customer/1";

describe("S91: members of another system", () => {
  it("are looked at before anything changes", async () => {
    const id = await read("Email;Points\nann@example.com;120\nbob@example.com;twelve\nANN@example.com;5\n", "smile");
    expect(await importReport(shop.app, shop.shop.id, id)).toMatchObject({
      status: "checked",
      lines: 3,
      refused: 2,
      fresh: 1,
      known: 0,
      points: 120,
      applied: 0,
      remarks: [
        { line: 3, isRefused: true, words: [{ en: expect.stringContaining("whole number") }] },
        { line: 4, isRefused: true, words: [{ en: expect.stringContaining("earlier line") }] },
      ],
      next: null,
    });
    expect(await shop.balanceOf("ann@example.com")).toBeNull();
  });

  it("bring their balances, by customer or as guests who wait", async () => {
    const report = await bring(
      `customer,email,points\n1,ann@example.com,120\n,bob@example.com,30\n,carl@example.com,0\n`,
    );
    expect(report).toMatchObject({ status: "done", applied: 3, moved: 150 });
    expect(await shop.balanceOf(anns)).toMatchObject({ status: "member", available: 120, lifetime: 0 });
    expect(await shop.balanceOf("bob@example.com")).toMatchObject({ status: "guest", available: 30 });
    expect(await shop.balanceOf("carl@example.com")).toMatchObject({ available: 0 });
    await shop.expectToAddUp();
  });

  it("are the same after the same file twice, and follow a newer one by the difference", async () => {
    const file = (points: number) => `email,points\nann@example.com,${points}\n`;
    await bring(file(120));
    expect(await bring(file(120))).toMatchObject({ applied: 1, moved: 0 });
    expect(await bring(file(150))).toMatchObject({ moved: 30 });
    expect(await bring(file(100))).toMatchObject({ moved: -50 });
    expect(await shop.balanceOf("ann@example.com")).toMatchObject({ available: 100 });
    await shop.expectToAddUp();
  });

  it("keep what they spent meanwhile: a smaller balance is told, not taken from elsewhere", async () => {
    await bring("email,points\nann@example.com,120\n");
    await shop.app.database.pool.query("update imported_balance set points = 400 where shop_id = $1", [shop.shop.id]);
    const report = await bring("email,points\nann@example.com,100\n");
    expect(report).toMatchObject({ applied: 0, refused: 1, moved: 0 });
    expect(report.remarks).toMatchObject([{ line: 2, isRefused: true }]);
    expect(await shop.balanceOf("ann@example.com")).toMatchObject({ available: 120 });
  });

  it("of whom a file speaks twice, by customer and by address, get the first line's points once", async () => {
    await bring("customer,email,points\n1,ann@example.com,10\n");
    const report = await bring("customer,email,points\n1,,50\n,ann@example.com,70\n");
    expect(report).toMatchObject({ applied: 1, refused: 1, moved: 40 });
    expect(await shop.balanceOf(anns)).toMatchObject({ available: 50 });
  });

  it("bring birthdays where the programme asks for them and nobody told another, and the codes of their links", async () => {
    const file =
      "customer,points,birthday,referral_link\n1,5,1990-02-28,https://example.com/?ref=ann-5\n2,5,--02-29,\n";
    const facts = async () =>
      (
        await shop.app.database.pool.query("select value from customer_fact where shop_id = $1 order by value", [
          shop.shop.id,
        ])
      ).rows;
    await bring(file);
    expect(await facts()).toEqual([]);
    await shop.publish({ customerFacts: { birthday: true } });
    await bring(file);
    expect(await facts()).toEqual([{ value: "--02-29" }, { value: "1990-02-28" }]);
    await bring(file.replace("1990", "1980"));
    expect(await facts()).toEqual([{ value: "--02-29" }, { value: "1990-02-28" }]);
    const codes = await shop.app.database.pool.query("select code from referral_code where shop_id = $1", [
      shop.shop.id,
    ]);
    expect(codes.rows).toEqual([{ code: "ann-5" }]);
  });

  it("S91: keep the level that they bring along, as long as one that was reached here, and no other is guessed", async () => {
    const levels = [
      { id: "silver", name: { en: "Silver", nl: "Zilver" }, from: "100.00" },
      { id: "gold", name: { en: "Gold", nl: "Goud" }, from: "500.00" },
    ];
    await shop.publish({ tiers: { by: "spend", period: "rolling_12_months", levels } });
    const file = "customer,points,tier\n1,5,GOUD\n2,5,Platinum\n3,5,\n";
    const id = await read(file);
    expect(await importReport(shop.app, shop.shop.id, id)).toMatchObject({ unknownLevels: ["Platinum"] });
    const levelOf = async (customer: number) => {
      await reworkTiers(shop.app, shop.shop);
      const { rows } = await shop.app.database.pool.query(
        `select level from member_tier join member on member.shop_id = member_tier.shop_id and member.id = member_id
         where member.shop_id = $1 and customer_gid = $2`,
        [shop.shop.id, `gid://shopify/Customer/${customer}`],
      );
      return rows[0]?.level ?? null;
    };
    await startImport(shop.app, shop.shop.id, id);
    await applyImports(shop.app, shop.shop);
    expect([await levelOf(1), await levelOf(2), await levelOf(3)]).toEqual(["gold", null, null]);
    await bring(file);
    expect(await levelOf(1)).toBe("gold");
    await bring(file.replace("GOUD", "silver"));
    expect(await levelOf(1)).toBe("silver");
    await shop.expectToAddUp();
    shop.clock.advance(366 * 86_400_000);
    expect(await levelOf(1)).toBeNull();
  });

  it("go on where an interrupted import ended", async () => {
    const rows = Array.from({ length: 4_500 }, (_, at) => `m${at}@example.com,${at}\n`);
    const id = await read(["email,points\n", ...rows]);
    await startImport(shop.app, shop.shop.id, id);
    const failing = { ...shop.app, clock: failingAfter(2) };
    await expect(applyImports(failing, shop.shop)).rejects.toThrow("power cut");
    expect(await importReport(shop.app, shop.shop.id, id)).toMatchObject({ status: "applying", applied: 4_000 });
    await applyImports(shop.app, shop.shop);
    const report = await importReport(shop.app, shop.shop.id, id);
    expect(report).toMatchObject({ status: "done", applied: 4_500, moved: (4_499 * 4_500) / 2 });
  });
});

function failingAfter(batches: number) {
  let asked = 0;
  return {
    now: () => {
      asked += 1;
      if (asked > batches) throw new Error("power cut");
      return shop.clock.now();
    },
  };
}

describe("a file", () => {
  const outcomeOf = async (...parts: string[]) =>
    readImport(shop.app, shop.shop.id, {
      format: "plain",
      fileName: "x.csv",
      content: Readable.from(parts.map((part) => Buffer.from(part))),
      startedBy: "Eva",
    });

  it("without the columns, without lines or with an open quote is refused", async () => {
    expect(await outcomeOf("name,town\nAnn,Delft\n")).toEqual({
      outcome: "missing_columns",
      columns: ["email", "points"],
    });
    expect(await outcomeOf("email,points\n")).toEqual({ outcome: "empty" });
    expect(await outcomeOf("")).toEqual({ outcome: "empty" });
    expect(await outcomeOf('email,points\n"ann@example.com,5\n')).toMatchObject({ outcome: "unreadable" });
  });

  it("may be cut anywhere on its way, with a mark before it and lines of Windows", async () => {
    const id = await read(["﻿ema", "il,po", "ints\r\nann@exa", "mple.com,7\r", "\n"]);
    expect(await importReport(shop.app, shop.shop.id, id)).toMatchObject({ lines: 1, refused: 0, points: 7 });
  });

  it("that is dropped or never started brings nothing and goes after a week", async () => {
    const dropped = await read("email,points\nann@example.com,5\n");
    await read("email,points\nbob@example.com,5\n");
    expect(await dropImport(shop.app, shop.shop.id, dropped)).toEqual({ outcome: "dropped" });
    expect(await startImport(shop.app, shop.shop.id, dropped)).toEqual({ outcome: "not_checked" });
    shop.clock.advance(8 * 86_400_000);
    await sweepShop(shop.app, shop.shop);
    const left = await shop.app.database.pool.query("select 1 from import_line where shop_id = $1", [shop.shop.id]);
    expect(left.rowCount).toBe(0);
    expect(await shop.balanceOf("ann@example.com")).toBeNull();
  });

  it("of another shop is not ours", async () => {
    const id = await read("email,points\nann@example.com,5\n");
    const other = await aShopAtWork(database);
    expect(await importReport(other.app, other.shop.id, id)).toBeNull();
    expect(await startImport(other.app, other.shop.id, id)).toEqual({ outcome: "not_checked" });
  });
});
