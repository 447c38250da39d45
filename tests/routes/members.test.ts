import { beforeAll, describe, expect, it } from "vitest";
import { aMember, anEntry } from "./a-member.ts";
import { type Merchant, type MerchantSite, merchantSite } from "./merchant-site.ts";

const list = "routes/app.members._index";
const detail = "routes/app.members.$id";
let site: MerchantSite;
let merchant: Merchant;
beforeAll(async () => {
  site = await merchantSite();
});

interface Listed {
  page: { rows: { id: string; firstName: string; lastName: string; email: string }[]; next: string | null };
}

async function listed(of: Merchant, query: string): Promise<Listed["page"]> {
  const answer = await of.data(list, `/app/members${query}`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as Listed).page;
}

describe("the list of members", () => {
  beforeAll(async () => {
    merchant = await site.merchant();
  });

  it("turns pages of 25, newest first, and meets everyone once", async () => {
    const crowd = await site.merchant();
    for (let number = 0; number < 60; number += 1) await aMember(site.app.database, crowd.shopId);
    const first = await listed(crowd, "");
    const second = await listed(crowd, `?from=${first.next}`);
    const third = await listed(crowd, `?from=${second.next}`);
    expect([first, second, third].map((page) => page.rows.length)).toEqual([25, 25, 10]);
    expect(third.next).toBeNull();
    const ids = [first, second, third].flatMap((page) => page.rows.map((row) => Number(row.id)));
    expect(new Set(ids).size).toBe(60);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
  });

  it("finds by the beginning of e-mail address, last name and first name, whatever the case", async () => {
    const { database } = site.app;
    const bergman = await aMember(database, merchant.shopId, {
      firstName: "Zoë",
      lastName: "Bergman",
      email: "zb@example.com",
    });
    const bernd = await aMember(database, merchant.shopId, {
      firstName: "Bernd",
      lastName: "Xu",
      email: "bx@example.com",
    });
    const mail = await aMember(database, merchant.shopId, {
      firstName: "Q",
      lastName: "Q",
      email: "berta@example.com",
    });
    expect((await listed(merchant, "?query=BER")).rows.map((row) => row.id)).toEqual([mail, bergman, bernd]);
    expect((await listed(merchant, "?query=zo%C3%AB")).rows.map((row) => row.id)).toEqual([bergman]);
    expect((await listed(merchant, "?query=zo%C3%AB+berg")).rows.map((row) => row.id)).toEqual([bergman]);
    expect((await listed(merchant, "?query=nobody")).rows).toEqual([]);
  });

  it("a search over several pages meets everyone once", async () => {
    const crowd = await site.merchant();
    const { database } = site.app;
    for (let number = 0; number < 15; number += 1) {
      await aMember(database, crowd.shopId, { firstName: "Kim", lastName: "Other", email: `kim${number}@example.com` });
      await aMember(database, crowd.shopId, { firstName: "X", lastName: "Kimmel", email: `x${number}@example.com` });
      await aMember(database, crowd.shopId, { firstName: "Kimi", lastName: "Other", email: null });
    }
    const ids: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const page = await listed(crowd, `?query=kim&from=${encodeURIComponent(next)}`);
      ids.push(...page.rows.map((row) => row.id));
      next = page.next;
    }
    expect(ids).toHaveLength(45);
    expect(new Set(ids).size).toBe(45);
  });

  it.each(["%", "_", "\\", "'; DROP TABLE member; --", "a\0", "💥"])("takes %s as text", async (words) => {
    expect((await listed(merchant, `?query=${encodeURIComponent(words)}`)).rows).toEqual([]);
  });

  it.each(["x", "-1", "0.5.a", "9.1.a", "1.1.\0", "0.99999999999999999999.a"])(
    "starts at the top for %j as a place",
    async (place) => {
      expect((await merchant.data(list, `/app/members?from=${encodeURIComponent(place)}`)).status).toBe(200);
      expect((await merchant.data(list, `/app/members?query=b&from=${encodeURIComponent(place)}`)).status).toBe(200);
    },
  );

  it("shows HTML in a name as text", async () => {
    await aMember(site.app.database, merchant.shopId, {
      firstName: "<script>alert(1)</script>",
      lastName: "<b>Bold</b>",
    });
    const html = await (await merchant.page("/app/members")).text();
    expect(html).not.toContain("<script>alert(1)</script>");
    expect(html).not.toContain("<b>Bold</b>");
    expect(html).toContain("&lt;b&gt;Bold&lt;/b&gt;");
  });

  it("leaves out who was merged or erased", async () => {
    const quiet = await site.merchant();
    await aMember(site.app.database, quiet.shopId, { status: "merged" });
    await aMember(site.app.database, quiet.shopId, { status: "erased" });
    const guest = await aMember(site.app.database, quiet.shopId, { status: "guest" });
    expect((await listed(quiet, "")).rows.map((row) => row.id)).toEqual([guest]);
  });
});

describe("a member", () => {
  beforeAll(async () => {
    merchant = await site.merchant();
  });

  it("of another shop is not found, in the list, by address and by adjusting", async () => {
    const other = await site.merchant();
    const theirs = await aMember(site.app.database, other.shopId, { email: "theirs@example.com", available: 50 });
    expect((await listed(merchant, "?query=theirs")).rows).toEqual([]);
    expect((await merchant.data(detail, `/app/members/${theirs}`)).status).toBe(404);
    const adjusted = await merchant.post(detail, `/app/members/${theirs}`, adjustment(-10));
    expect(adjusted.status).toBe(404);
    expect(await availableOf(other.shopId, theirs)).toBe(50);
  });

  it.each(["0", "-1", "1e3", "abc", "1;drop", "99999999999999999999"])("%s is no member", async (id) => {
    const page = await merchant.page(`/app/members/${encodeURIComponent(id)}`, "nl");
    expect(page.status).toBe(404);
    expect(await page.text()).toContain("Niet gevonden");
  });

  it("shows the ledger in plain words of the merchant's language, also what a newer version wrote", async () => {
    const member = await aMember(site.app.database, merchant.shopId, { available: 30 });
    const { database } = site.app;
    await anEntry(database, merchant.shopId, member);
    await anEntry(database, merchant.shopId, member, {
      points: -5,
      kind: "reversal",
      reason: { code: "order_refunded", order: "#1001" },
    });
    await anEntry(database, merchant.shopId, member, { reason: { code: "from_the_future", who: "knows" } });
    const dutch = await (await merchant.page(`/app/members/${member}`, "nl")).text();
    expect(dutch).toContain("Gespaard met bestelling #1001");
    expect(dutch).toContain("Teruggenomen: goederen van bestelling #1001 zijn terugbetaald");
    expect(dutch).toContain("Beweging van punten");
    const english = await (await merchant.page(`/app/members/${member}`, "en")).text();
    expect(english).toContain("Earned with order #1001");
  });

  it("pages the ledger by 25", async () => {
    const member = await aMember(site.app.database, merchant.shopId);
    for (let number = 0; number < 30; number += 1) await anEntry(site.app.database, merchant.shopId, member);
    const first = await (await merchant.data(detail, `/app/members/${member}`)).json();
    expect(first.entries.rows).toHaveLength(25);
    const second = await (await merchant.data(detail, `/app/members/${member}?from=${first.entries.next}`)).json();
    expect(second.entries.rows).toHaveLength(5);
    expect(second.entries.next).toBeNull();
  });
});

describe("adjusting points", () => {
  beforeAll(async () => {
    merchant = await site.merchant();
  });

  it("books plus and minus with the reason and who did it", async () => {
    const member = await aMember(site.app.database, merchant.shopId, { available: 20 });
    expect(await adjust(member, adjustment(50))).toEqual({ outcome: "adjusted", points: 50 });
    expect(await adjust(member, adjustment("−30"))).toEqual({ outcome: "adjusted", points: -30 });
    expect(await availableOf(merchant.shopId, member)).toBe(40);
    const html = await (await merchant.page(`/app/members/${member}`)).text();
    expect(html).toContain("Adjusted: a gift");
    expect(html).toContain("by Shopify user 42");
  });

  it("books once what is sent twice", async () => {
    const member = await aMember(site.app.database, merchant.shopId);
    const form = adjustment(50);
    await adjust(member, form);
    expect(await adjust(member, form)).toEqual({ outcome: "repeated", points: 50 });
    expect(await adjust(member, { ...form, points: "60" })).toEqual({ outcome: "conflict" });
    expect(await availableOf(merchant.shopId, member)).toBe(50);
  });

  it("takes no more than there is", async () => {
    const member = await aMember(site.app.database, merchant.shopId, { available: 20 });
    expect(await adjust(member, adjustment(-21))).toEqual({ outcome: "not_enough_points", available: 20 });
    expect(await availableOf(merchant.shopId, member)).toBe(20);
  });

  it.each([
    [{ points: "0" }, ["points"]],
    [{ points: "1.5" }, ["points"]],
    [{ points: "" }, ["points"]],
    [{ points: "9e99" }, ["points"]],
    [{ reason: " " }, ["reason"]],
    [{ reason: "x".repeat(201) }, ["reason"]],
    [{ points: "many", reason: "" }, ["points", "reason"]],
  ])("refuses %o beside the field", async (wish, fields) => {
    const member = await aMember(site.app.database, merchant.shopId, { available: 20 });
    expect(await adjust(member, { ...adjustment(1), ...wish })).toEqual({ outcome: "refused", fields });
    expect(await availableOf(merchant.shopId, member)).toBe(20);
  });
});

function adjustment(points: number | string) {
  return { points: String(points), reason: "a gift", key: crypto.randomUUID() };
}

async function adjust(member: string, form: Record<string, string>): Promise<unknown> {
  return (await merchant.post(detail, `/app/members/${member}`, form)).json();
}

async function availableOf(shopId: number, member: string): Promise<number> {
  const { rows } = await site.app.database.pool.query<{ available: string }>(
    "SELECT available FROM balance WHERE shop_id = $1 AND member_id = $2",
    [shopId, member],
  );
  return Number(rows[0]?.available);
}
