import { expect, it } from "vitest";
import { eventRuleUses, eventsOfMember, factsOfMember } from "#app/queries/events.ts";
import { setBirthday } from "#app/services/set-birthday.ts";
import { ANN, anEvent, eventWebhook, undone } from "#tests/support/an-event.ts";
import { NOON } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import { aShopAtWork, customerWebhook } from "#tests/support/shop-at-work.ts";

const database = await testDatabase();

it("a member's page says what they told and did, the newest first, and what came of it", async () => {
  const shop = await aShopAtWork(database, {
    earning: [
      { code: "event", name: "workshop", points: 40, limits: { total: 1 } },
      { code: "birthday", points: 1 },
    ],
  });
  const first = anEvent({ name: "workshop" });
  const second = anEvent({ name: "workshop", occurredAt: NOON + 1000, source: "judgeme" });
  await shop.receive(customerWebhook("customers/create", ANN), eventWebhook(first), eventWebhook(second));
  await shop.receive(eventWebhook(anEvent({ name: "walk", occurredAt: NOON + 2000 })));
  await shop.work();
  await setBirthday(shop.app, shop.shop, { customerGid: ANN, birthday: "1990-02-28" });
  const id = (await shop.balanceOf(ANN))?.id ?? "";
  const told = await eventsOfMember(database, shop.shop.id, id);
  expect(told.map(({ name, awards }) => ({ name, awards }))).toEqual([
    { name: "walk", awards: [] },
    { name: "workshop", awards: [{ rule: "workshop", points: 0, state: "full" }] },
    { name: "workshop", awards: [{ rule: "workshop", points: 40, state: "open" }] },
  ]);
  expect(told[1]).toMatchObject({ source: "judgeme", occurredAt: new Date(NOON + 1000).toISOString(), undoneAt: null });
  expect(await factsOfMember(database, shop.shop.id, id)).toMatchObject([{ fact: "birthday", value: "1990-02-28" }]);
  expect(await eventRuleUses(database, shop.shop.id)).toEqual(new Map([["workshop", { times: 1, points: 40 }]]));
  await shop.receive(eventWebhook(undone(first)));
  await shop.work();
  expect((await eventsOfMember(database, shop.shop.id, id))[2]).toMatchObject({
    awards: [{ points: 0, state: "undone" }],
  });
  expect(await eventRuleUses(database, shop.shop.id)).toEqual(new Map([["workshop", { times: 1, points: 40 }]]));
});
