import { signUpKey, signUpProgramme, workSignUp } from "../domain/earning/sign-up.ts";
import type { Entry } from "../domain/ledger/entry.ts";
import type { Programme } from "../domain/programme/programme.ts";
import type { Transaction } from "../persistence/database.ts";
import { takeNumbers } from "../persistence/entries.ts";
import { type CustomerFacts, membersByCustomer, membersWithEntry } from "../persistence/members.ts";
import { lockPositions } from "../persistence/positions.ts";
import type { Batch } from "./apply-orders.ts";
import { book } from "./book.ts";

/**
 * Gives new customers the points for signing up. Once a member, however often they are heard of, and not to somebody into whom one was
 * merged who had them: then the two are one, who has signed up.
 */
export async function awardSignUps(
  transaction: Transaction,
  { shop, now, programmes }: Pick<Batch, "shop" | "now" | "programmes">,
  customers: readonly CustomerFacts[],
): Promise<void> {
  const due = customers.flatMap(({ customerGid, createdAt }) => {
    const programme = createdAt === null ? null : signUpProgramme(programmes, createdAt, now.getTime());
    return programme && createdAt !== null ? [{ customerGid, createdAt, programme }] : [];
  });
  if (due.length === 0) return;
  const gids = due.map(({ customerGid }) => customerGid);
  const members = await membersByCustomer(transaction, shop.id, gids);
  const signUps = new Map<string, { createdAt: number; programme: Programme }>();
  for (const { customerGid, ...signUp } of due) {
    const member = members.get(customerGid);
    if (member?.status === "member") signUps.set(member.id, signUp);
  }
  for (const id of await membersWithEntry(transaction, shop.id, [...signUps.keys()], signUpKey)) signUps.delete(id);
  if (signUps.size === 0) return;

  const { lots } = await takeNumbers(transaction, { entries: 0, lots: signUps.size });
  const before = await lockPositions(transaction, shop.id, [...signUps.keys()], new Set());
  const after = new Map(before);
  const entries: Entry[] = [];
  for (const [member, position] of before) {
    const signUp = signUps.get(member);
    const lotId = lots.pop();
    if (!signUp || lotId === undefined) continue;
    const work = workSignUp(position, signUp.programme, signUp.createdAt, lotId);
    if (work.entry) entries.push(work.entry);
    after.set(member, work.position);
  }
  await book(transaction, shop, now, { entries, before, after });
}
