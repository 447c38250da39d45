import { describe, expect, it } from "vitest";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import { publishedProgramme } from "#app/persistence/wallet-states.ts";
import { membershipCards, membershipGrants } from "#app/services/held-memberships.ts";
import { sweepMemberships } from "#app/services/work-memberships.ts";
import { aMembership } from "#tests/domain/memberships/a-membership.ts";
import { aLine, anOrder, NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, type ShopAtWork } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();
const DAY_MS = 86_400_000;
const ANN = "gid://shopify/Customer/1";
const order = anOrder({ lines: [aLine("P", { sku: "PREMIUM" })] });

async function held(atWork: ShopAtWork) {
  const programme = await publishedProgramme(database.pool, atWork.shop.id);
  const id = (await atWork.balanceOf(ANN))?.id ?? "";
  if (!programme) throw new Error("no programme");
  const grants = await membershipGrants(database.pool, atWork.shop, programme, [id]);
  const cards = await membershipCards(database.pool, atWork.shop, programme, [id]);
  return { grants: grants.get(id) ?? [], card: cards.get(id)?.memberships ?? [] };
}

async function aMember(...memberships: NonNullable<ProgrammeInput["memberships"]>) {
  const atWork = await aShopAtWork(database, { memberships });
  await atWork.hear({ gid: order.gid, state: order });
  return atWork;
}

describe("S57, S63: what a member has because of a membership", () => {
  it("is given by the Function without a claim and stands on the card with its last day", async () => {
    const perks = [
      { code: "percent_off" as const, percent: 10, goods: { tags: ["wine"] } },
      { code: "free_shipping" as const },
      { code: "custom" as const, title: { en: "Tastings", nl: "Proeverijen" } },
    ];
    const atWork = await aMember(aMembership({ perks, multiplier: 1.5, offersPerWeek: 5 }));
    const { grants, card } = await held(atWork);
    expect(grants.map(({ source, id, benefit }) => [source, id, benefit.code])).toEqual([
      ["membership", "premium", "percent_off"],
      ["membership", "premium", "free_shipping"],
    ]);
    expect(card).toEqual([
      {
        id: "premium",
        name: { en: "Premium", nl: "Premium" },
        status: "running",
        endsAt: "2027-01-05T23:00:00.000Z",
        text: { en: "Through 5 January 2027", nl: "Tot en met 5 januari 2027" },
        perks: [
          { en: "10% off selected products", nl: "10% korting op geselecteerde producten" },
          { en: "Free shipping", nl: "Gratis verzending" },
          { en: "Tastings", nl: "Proeverijen" },
          { en: "1.5 times the points", nl: "1,5 keer zoveel punten" },
          { en: "5 more offers a week", nl: "5 extra aanbiedingen per week" },
        ],
      },
    ]);
  });

  it("stays through the days of grace, which say until when to renew, and is gone after them", async () => {
    const atWork = await aMember(aMembership({ term: { days: 30 }, graceDays: 7 }));
    atWork.clock.set(new Date(NOON + 33 * DAY_MS));
    await sweepMemberships(atWork.app, atWork.shop);
    const { grants, card } = await held(atWork);
    expect(grants).toHaveLength(1);
    expect(card[0]?.text).toEqual({
      en: "Paid through 4 February 2026. Renew by 11 February 2026 to keep your benefits.",
      nl: "Betaald tot en met 4 februari 2026. Verleng uiterlijk 11 februari 2026 om je voordelen te houden.",
    });
    atWork.clock.set(new Date(NOON + 40 * DAY_MS));
    await sweepMemberships(atWork.app, atWork.shop);
    expect(await held(atWork)).toEqual({ grants: [], card: [] });
  });

  it("is what was sold, until everyone is to have what is sold now", async () => {
    const percentOf = async (atWork: ShopAtWork) =>
      (await held(atWork)).grants.map(({ benefit }) => (benefit.code === "percent_off" ? benefit.percent : 0));
    const changed = { perks: [{ code: "percent_off" as const, percent: 5 }] };
    const atWork = await aMember(aMembership());
    atWork.clock.set(new Date(NOON + DAY_MS));
    await atWork.publish({ memberships: [aMembership(changed)] });
    expect(await percentOf(atWork)).toEqual([10]);
    await atWork.publish({ memberships: [] });
    expect(await percentOf(atWork)).toEqual([10]);
    await atWork.publish({ memberships: [aMembership({ ...changed, changesReach: "everyone" })] });
    expect(await percentOf(atWork)).toEqual([5]);
  });
});
