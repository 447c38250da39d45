import { beforeAll, describe, expect, it } from "vitest";
import { programmeSettings } from "#app/contracts/programme.ts";
import { readProgramme } from "#app/queries/programme.ts";
import { type Merchant, type MerchantSite, merchantSite } from "./merchant-site.ts";

const route = "routes/app.programme";
let site: MerchantSite;
beforeAll(async () => {
  site = await merchantSite();
});

const standard = programmeSettings.parse({});

async function publish(merchant: Merchant, settings: unknown, basedOn = 1): Promise<Record<string, unknown>> {
  const fields = { intent: "publish", basedOn: String(basedOn), settings: JSON.stringify(settings) };
  return (await merchant.post(route, "/app/programme", fields)).json();
}

async function sendText(merchant: Merchant, intent: string, text: string): Promise<Record<string, unknown>> {
  return (await merchant.post(route, "/app/programme", { intent, basedOn: "1", text })).json();
}

describe("publishing a programme", () => {
  it("makes the next version, under the name of who published, and owes the theme its card", async () => {
    const merchant = await site.merchant();
    const result = await publish(merchant, { ...standard, name: "Stars" });
    expect(result).toMatchObject({ outcome: "published", version: 2 });
    const current = await readProgramme(site.app.database, merchant.shopId);
    expect(current).toMatchObject({ version: 2, publishedBy: "Shopify user 42", settings: { name: "Stars" } });
    const { rows } = await site.app.database.pool.query("SELECT kind, subject FROM outbox WHERE shop_id = $1", [
      merchant.shopId,
    ]);
    expect(rows).toEqual([{ kind: "programme", subject: "shop" }]);
  });

  it("of settings that are in force already makes no version", async () => {
    const merchant = await site.merchant();
    expect(await publish(merchant, standard)).toMatchObject({ outcome: "unchanged", version: 1 });
  });

  it("on top of a version that the author has not seen is refused, and says whose it is", async () => {
    const merchant = await site.merchant();
    await publish(merchant, { ...standard, name: "First" });
    expect(await publish(merchant, { ...standard, name: "Second" })).toMatchObject({
      outcome: "conflict",
      version: 2,
      publishedBy: "Shopify user 42",
    });
    expect((await readProgramme(site.app.database, merchant.shopId))?.settings.name).toBe("First");
  });

  it("by two at once is done for one of them", async () => {
    const merchant = await site.merchant();
    const results = await Promise.all(["A", "B", "C"].map((name) => publish(merchant, { ...standard, name })));
    expect(results.map((result) => result.outcome).sort()).toEqual(["conflict", "conflict", "published"]);
  });

  it("says beside each field what is wrong, and publishes nothing", async () => {
    const merchant = await site.merchant();
    const result = await publish(merchant, {
      ...standard,
      name: " ",
      earning: [{ code: "per_amount", points: 0, per: "0.00" }],
      rewards: [
        { id: "a", code: "amount_off", cost: 1.5, amount: "five" },
        { id: "a", code: "percent_off", cost: 100, percent: 101 },
      ],
      expiry: { from: "sometime" },
      reservationHours: "many",
      surprise: true,
    });
    expect(result.outcome).toBe("refused");
    expect(result.issues).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: "name", code: "name" }),
        expect.objectContaining({ path: "earning.0.points", code: "wholeNumber", minimum: 1 }),
        expect.objectContaining({ path: "earning.0.per", code: "amount" }),
        expect.objectContaining({ path: "rewards.0.cost", code: "wholeNumber" }),
        expect.objectContaining({ path: "rewards.0.amount", code: "amount" }),
        expect.objectContaining({ path: "rewards.1.percent", code: "wholeNumber", maximum: 100 }),
        expect.objectContaining({ path: "expiry.from", code: "choice" }),
        expect.objectContaining({ path: "reservationHours", code: "wholeNumber" }),
        expect.objectContaining({ code: "unknownField", field: "surprise" }),
      ]),
    );
    expect((await readProgramme(site.app.database, merchant.shopId))?.version).toBe(1);
  });

  it("refuses two rewards of one code, and decimals that the shop's currency does not have", async () => {
    const merchant = await site.merchant({ currency: "JPY" });
    const reward = { id: "a", code: "amount_off", cost: 1000, amount: "500" };
    expect(await publish(merchant, { ...standard, rewards: [reward, reward] })).toMatchObject({
      issues: [{ path: "rewards.1.id", code: "duplicateId", id: "a" }],
    });
    expect(await publish(merchant, { ...standard, rewards: [{ ...reward, amount: "500.50" }] })).toMatchObject({
      issues: [{ path: "rewards.0.amount", code: "decimals", currency: "JPY", exponent: 0 }],
    });
    expect(await publish(merchant, { ...standard, rewards: [{ ...reward, amount: "500.00" }] })).toMatchObject({
      outcome: "published",
    });
  });

  it("of what is no programme at all is refused", async () => {
    const merchant = await site.merchant();
    for (const settings of [null, [], "x", 5]) expect((await publish(merchant, settings)).outcome).toBe("refused");
  });
});

describe("the programme as text", () => {
  it("is what the page shows: published again it changes nothing", async () => {
    const merchant = await site.merchant();
    const { text } = await (await merchant.data(route, "/app/programme")).json();
    expect(await sendText(merchant, "check_text", text)).toMatchObject({ outcome: "valid" });
    expect(await sendText(merchant, "publish_text", text)).toMatchObject({ outcome: "unchanged" });
  });

  it("takes amounts without quotes, and leaves what is not named to the default", async () => {
    const merchant = await site.merchant();
    const text = "name: Stars\nrewards:\n  - { id: big, code: amount_off, cost: 200, amount: 12.50 }\n";
    expect(await sendText(merchant, "publish_text", text)).toMatchObject({ outcome: "published" });
    const { settings } = (await readProgramme(site.app.database, merchant.shopId)) ?? {};
    expect(settings).toMatchObject({ name: "Stars", rewards: [{ amount: "12.50" }], reservationHours: 24 });
  });

  it("names the line of what is wrong", async () => {
    const merchant = await site.merchant();
    expect(await sendText(merchant, "check_text", "name: Stars\nreservationHours: soon\n")).toMatchObject({
      outcome: "text_refused",
      issues: [{ line: 2, path: "reservationHours", code: "wholeNumber" }],
    });
    expect(await sendText(merchant, "check_text", "name: Stars\nrewards: [}\n")).toMatchObject({
      issues: [{ line: 2, code: "syntax" }],
    });
    expect(await sendText(merchant, "check_text", "  \n")).toMatchObject({ issues: [{ code: "empty" }] });
  });

  it("that explodes into millions of parts is refused", async () => {
    const merchant = await site.merchant();
    const bomb = [
      "a: &a [x, x, x, x, x, x, x, x, x]",
      ..."bcdefgh".split("").map((name, index) => {
        const before = "abcdefgh"[index];
        return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(", ")}]`;
      }),
    ].join("\n");
    expect((await sendText(merchant, "check_text", bomb)).outcome).toBe("text_refused");
  });
});
