import { factsChangedBy, type KnownFact, profileFieldsOf, type ToldFacts } from "../domain/customers/known-facts.ts";
import { factsOf, writeFacts } from "../persistence/customer-facts.ts";
import type { Transaction } from "../persistence/database.ts";
import { enrolCustomers, membersByCustomer, membersWithNames } from "../persistence/members.ts";
import { applyEvents, type EventNews } from "./apply-events.ts";
import type { Batch } from "./apply-orders.ts";

type FactBatch = Pick<Batch, "shop" | "now" | "programmes">;

/**
 * Brings what is known of customers up to date, and gives points for saying yes to marketing and for a profile that is complete. Whoever calls
 * holds the shop's lock. Customers who are not known here are enrolled by a yes, and by nothing else.
 */
export async function applyCustomerFacts(
  transaction: Transaction,
  batch: FactBatch,
  told: readonly ToldFacts[],
): Promise<void> {
  if (told.length === 0) return;
  const members = await membersOf(transaction, batch, told);
  const owned = told.flatMap((each) => {
    const member = members.get(each.customerGid);
    return member ? [{ member, told: each }] : [];
  });
  const ids = [...new Set(owned.map(({ member }) => member))];
  const known = await factsOf(transaction, batch.shop.id, ids);
  const changed = new Map<string, KnownFact & { member: string }>();
  for (const { member, told: each } of owned) {
    const before = known.get(member) ?? [];
    const fresh = factsChangedBy(before, each);
    for (const fact of fresh) changed.set(`${member} ${fact.fact} ${fact.word}`, { ...fact, member });
    const isFresh = (fact: KnownFact): boolean =>
      fresh.some((other) => other.fact === fact.fact && other.word === fact.word);
    known.set(member, [...before.filter((fact) => !isFresh(fact)), ...fresh]);
  }
  await writeFacts(transaction, batch.shop.id, [...changed.values()]);
  const events = [...owned.flatMap(consentEvents), ...(await profileEvents(transaction, batch, known))];
  await applyEvents(transaction, batch, events);
}

/** Member ids by customer. */
async function membersOf(
  transaction: Transaction,
  { shop, now }: FactBatch,
  told: readonly ToldFacts[],
): Promise<Map<string, string>> {
  const gids = [...new Set(told.map(({ customerGid }) => customerGid))];
  const known = await membersByCustomer(transaction, shop.id, gids);
  const joining = new Set(
    told
      .filter(({ customerGid, facts }) => !known.has(customerGid) && facts.some(isYes))
      .map(({ customerGid }) => customerGid),
  );
  if (joining.size > 0) {
    const customers = [...joining].map((customerGid) => ({ customerGid, email: null, joinedAt: now.getTime() }));
    await enrolCustomers(transaction, shop.id, customers);
    for (const [gid, member] of await membersByCustomer(transaction, shop.id, [...joining])) known.set(gid, member);
  }
  return new Map([...known].flatMap(([gid, { id, status }]) => (status === "member" ? [[gid, id] as const] : [])));
}

type Told = ToldFacts["facts"][number];

function isYes({ fact, value }: Told): boolean {
  return (fact === "email_consent" || fact === "sms_consent") && value === "subscribed";
}

/** Each yes is an event of its own; that a second one earns nothing is for the rule to say. It is one also when it was taken back since. */
function consentEvents({ member, told }: { member: string; told: ToldFacts }): EventNews[] {
  return told.facts.filter(isYes).map(({ fact, since = told.toldAt }): EventNews => {
    const name = fact === "email_consent" ? "newsletter" : "sms";
    // Shopify tells one consent with and without fractions of its second.
    const occurredAt = Math.floor(since / 1000) * 1000;
    return {
      kind: "happened",
      source: "zegel",
      id: `${name}:${member}:${occurredAt}`,
      at: occurredAt,
      who: { memberId: member },
      what: { name, isOurs: true, occurredAt },
    };
  });
}

/** What is known of members whose facts were told, where the programme has ever asked for a profile. Dated by the last of the facts. */
async function profileEvents(
  transaction: Transaction,
  { shop, programmes }: FactBatch,
  known: ReadonlyMap<string, readonly KnownFact[]>,
): Promise<EventNews[]> {
  const rules = programmes.flatMap(({ programme }) => programme.events.filter(({ code }) => code === "profile"));
  if (rules.length === 0) return [];
  const named = await membersWithNames(transaction, shop.id, [...known.keys()]);
  return [...known].flatMap(([member, facts]): EventNews[] => {
    const fields = profileFieldsOf(facts, named.has(member));
    const occurredAt = Math.max(...fields.map(({ since }) => since ?? 0));
    if (!Number.isFinite(occurredAt) || occurredAt === 0) return [];
    const names = fields.map(({ field }) => field).sort();
    return [
      {
        kind: "happened",
        source: "zegel",
        id: `profile:${member}:${names.join(",")}`,
        at: occurredAt,
        who: { memberId: member },
        what: { name: "profile", isOurs: true, occurredAt, fields: names },
      },
    ];
  });
}
