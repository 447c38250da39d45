import type { AppContext } from "../context.ts";
import type { ImportedMember, LineProblem } from "../contracts/member-import.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { levelCredit } from "../domain/imports/level-credit.ts";
import { adjust } from "../domain/ledger/adjust.ts";
import { type Entry, entryOf } from "../domain/ledger/entry.ts";
import { expiryOf, type Programme, versionAt } from "../domain/programme/programme.ts";
import { factsOf, writeFacts } from "../persistence/customer-facts.ts";
import type { Transaction } from "../persistence/database.ts";
import { takeNumbers } from "../persistence/entries.ts";
import { recordApplied, takeLines } from "../persistence/import-lines.ts";
import {
  countAnew,
  findImport,
  type ImportRecord,
  importedBefore,
  moveImport,
  nextToApply,
  writeImported,
} from "../persistence/imports.ts";
import { enqueueShopJob } from "../persistence/job-queue.ts";
import {
  addGuests,
  enrolCustomers,
  type MemberRow,
  membersByCustomer,
  membersByEmail,
} from "../persistence/members.ts";
import { lockPositions, lockShopWork } from "../persistence/positions.ts";
import { addCodes } from "../persistence/referral-codes.ts";
import { writeTierCredits } from "../persistence/tier-credits.ts";
import { isTierWorkDue } from "../persistence/tier-work.ts";
import { book, wakeDelivery } from "./book.ts";
import { claimGuests } from "./claim-members.ts";
import { readProgrammes } from "./read-programmes.ts";

/** Lines in one transaction: a click of a shopper waits for its end at most. */
const BATCH = 2_000;

/** The merchant has looked at the report: from here on the file is applied, in the background. */
export async function startImport(
  app: Pick<AppContext, "database">,
  shopId: number,
  importId: string,
): Promise<{ outcome: "started" | "not_checked" }> {
  return app.database.transaction(async (transaction) => {
    if (!(await moveImport(transaction, shopId, importId, "checked", "applying"))) return { outcome: "not_checked" };
    await enqueueShopJob(transaction, "imports.apply", shopId);
    return { outcome: "started" };
  });
}

/** Gives a checked file up; one that is being applied stops where it is, and the same file read again goes on from there. */
export async function dropImport(
  app: Pick<AppContext, "database" | "clock">,
  shopId: number,
  importId: string,
): Promise<{ outcome: "dropped" | "too_late" }> {
  const found = await findImport(app.database.pool, shopId, importId);
  if (found?.status !== "checked" && found?.status !== "applying") return { outcome: "too_late" };
  const isDropped = await moveImport(app.database.pool, shopId, importId, found.status, "dropped", app.clock.now());
  return { outcome: isDropped ? "dropped" : "too_late" };
}

/** Applies what waits, file by file. Ended at any moment, it goes on with the next line when it is called again. */
export async function applyImports(app: AppContext, shop: ShopFacts): Promise<void> {
  for (let batches = 1; ; batches += 1) {
    const file = await nextToApply(app.database.pool, shop.id);
    if (file === null) return;
    // After 1, 2, 4, 8 … batches: the tables have doubled by then.
    if ((batches & (batches - 1)) === 0) await countAnew(app.database.pool);
    const count = await app.database.transaction((transaction) => applyBatch(transaction, app.clock.now(), shop, file));
    if (count > 0) continue;
    await moveImport(app.database.pool, shop.id, file.id, "applying", "done", app.clock.now());
    if (await isTierWorkDue(app.database.pool, shop.id, app.clock.now()))
      await enqueueShopJob(app.database.pool, "members.tiers", shop.id);
  }
}

interface Line {
  line: number;
  member: ImportedMember;
}

async function applyBatch(transaction: Transaction, now: Date, shop: ShopFacts, file: ImportRecord): Promise<number> {
  await lockShopWork(transaction, shop.id);
  const lines = await takeLines(transaction, shop.id, file.id, BATCH);
  if (lines.length === 0) return 0;
  const members = await enrol(transaction, shop, now, lines);
  const programme = versionAt(await readProgrammes(transaction, shop), now.getTime())?.programme;
  const refused: { line: number; problem: LineProblem }[] = [];
  const owned = new Map<string, Line>();
  for (const line of lines) {
    const id = members.get(line.line)?.id;
    if (id === undefined) refused.push({ line: line.line, problem: "erased" });
    // The file names one person by customer and by address: the first of the two lines counts.
    else if (owned.has(id)) refused.push({ line: line.line, problem: "same_as_before" });
    else owned.set(id, line);
  }
  await tellFacts(transaction, shop, now, programme, file.format, owned);
  const moved = await bookBalances(transaction, shop, now, file, programme, owned, refused);
  await recordApplied(transaction, shop.id, file.id, { applied: lines.length - refused.length, moved, refused });
  await wakeDelivery(transaction, shop.id);
  return lines.length;
}

/** Brings each member to what the file says more or less than what was imported before; returns the points given less those taken. */
async function bookBalances(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  file: ImportRecord,
  programme: Programme | undefined,
  owned: ReadonlyMap<string, Line>,
  refused: { line: number; problem: LineProblem }[],
): Promise<number> {
  const ids = [...owned.keys()];
  const earlier = await importedBefore(transaction, shop.id, file.format, ids);
  const lacking = ids.filter((id) => (owned.get(id)?.member.points ?? 0) < (earlier.get(id) ?? 0));
  const before = await lockPositions(transaction, shop.id, ids, new Set(lacking));
  const { lots } = await takeNumbers(transaction, { entries: 0, lots: ids.length });
  const expiry = programme ? expiryOf(programme, now.getTime()) : { expiresAt: null, rollingDays: null };
  const after = new Map(before);
  const entries: Entry[] = [];
  const imported = new Map<string, number>();
  let moved = 0;
  for (const [id, { line, member }] of owned) {
    const position = before.get(id);
    const points = member.points - (earlier.get(id) ?? 0);
    if (!position || points === 0) continue;
    const cause = `import:${file.id}:${line}`;
    const lot = { id: lots.pop() ?? "", cause, orderGid: null, earnedAt: now.getTime(), ...expiry };
    const adjusted = adjust(position, points, lot);
    if (adjusted.outcome === "not_enough_points") {
      refused.push({ line, problem: "spent_meanwhile" });
      continue;
    }
    const entry = entryOf(position, adjusted.movement, {
      kind: "adjust",
      key: cause,
      inputs: { source: file.format, points },
      occurredAt: now.getTime(),
      orderGid: null,
      reservation: null,
      reason: { code: "imported", source: file.format },
      actor: file.startedBy,
    });
    if (entry) entries.push(entry);
    after.set(id, adjusted.movement.position);
    imported.set(id, member.points);
    moved += points;
  }
  await book(transaction, shop, now, { entries, before, after });
  await writeImported(transaction, shop.id, file.format, imported);
  return moved;
}

/**
 * Birthdays that nobody has told here, where the programme asks for them, levels that the programme has too, and the codes of referral links.
 * A code that leads to somebody already is left to them.
 */
async function tellFacts(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  programme: Programme | undefined,
  source: ImportRecord["format"],
  owned: ReadonlyMap<string, Line>,
): Promise<void> {
  const codes = [...owned].flatMap(([member, line]) =>
    line.member.referralCode === null ? [] : [{ member, code: line.member.referralCode }],
  );
  await addCodes(transaction, shop.id, codes, now);
  const { tiers } = programme ?? {};
  const credits = [...owned].flatMap(([member, line]) => {
    const credit = tiers && line.member.tier !== null ? levelCredit(tiers, line.member.tier, line.member.points) : null;
    return credit ? [{ member, ...credit }] : [];
  });
  await writeTierCredits(transaction, shop.id, source, credits, now);
  if (!programme?.collects.birthday) return;
  const told = [...owned].filter(([, { member }]) => member.birthday !== null);
  const known = await factsOf(
    transaction,
    shop.id,
    told.map(([id]) => id),
  );
  const facts = told.flatMap(([id, { member }]) => {
    if (known.get(id)?.some(({ fact }) => fact === "birthday")) return [];
    const toldAt = Math.min(member.joinedAt ?? now.getTime(), now.getTime());
    return [{ member: id, fact: "birthday" as const, word: "", value: member.birthday, toldAt, since: toldAt }];
  });
  await writeFacts(transaction, shop.id, facts);
}

/** The member of each line, by its number; whoever is not known yet is enrolled, or waits as a guest where the file knows the address alone. */
async function enrol(
  transaction: Transaction,
  shop: ShopFacts,
  now: Date,
  lines: readonly Line[],
): Promise<Map<number, MemberRow>> {
  const joinedAt = ({ member }: Line): number => Math.min(member.joinedAt ?? now.getTime(), now.getTime());
  const gids = lines.flatMap(({ member }) => (member.customerGid === null ? [] : [member.customerGid]));
  const known = await membersByCustomer(transaction, shop.id, gids);
  const newcomers = lines.flatMap((line) => {
    const { customerGid, email, firstName, lastName } = line.member;
    if (customerGid === null || known.has(customerGid)) return [];
    return [{ customerGid, email, firstName, lastName, joinedAt: joinedAt(line) }];
  });
  await enrolCustomers(transaction, shop.id, newcomers);
  await claimGuests(transaction, shop, now, newcomers);
  const byCustomer = await membersByCustomer(transaction, shop.id, gids);

  const guests = lines.filter(({ member }) => member.customerGid === null);
  const emails = guests.flatMap(({ member }) => (member.email === null ? [] : [member.email]));
  const byEmail = await membersByEmail(transaction, shop.id, emails);
  const unknown = guests.flatMap((line) =>
    line.member.email === null || byEmail.has(line.member.email)
      ? []
      : [{ email: line.member.email, joinedAt: joinedAt(line) }],
  );
  for (const guest of await addGuests(transaction, shop.id, unknown)) byEmail.set(guest.email ?? "", guest);
  return new Map(
    lines.flatMap(({ line, member }) => {
      const found = member.customerGid === null ? byEmail.get(member.email ?? "") : byCustomer.get(member.customerGid);
      return found && found.status !== "erased" ? [[line, found] as const] : [];
    }),
  );
}
