import { standingOf } from "../domain/referrals/standing.ts";
import type { Transaction } from "../persistence/database.ts";
import { pointsOfReferrals, referralsAfter } from "../persistence/referral-verification.ts";
import { type ReferralRecord, referralRecords } from "../persistence/referrals.ts";
import type { Difference } from "../persistence/verification.ts";
import { factsOf } from "./settle-referrals.ts";

const AT_ONCE = 500;

/**
 * Compares what each referral says with the ledger, and where it stands with what its facts lead to. Those that wait for a time are left out of
 * the second: theirs comes with a sweep.
 *
 * @returns how many there are
 */
export async function verifyReferrals(
  transaction: Transaction,
  shop: { id: number },
  note: (difference: Difference) => void,
): Promise<number> {
  const points = await pointsOfReferrals(transaction, shop.id);
  let count = 0;
  for (let last = "0"; ; ) {
    const ids = await referralsAfter(transaction, shop.id, last, AT_ONCE);
    for (const record of await referralRecords(transaction, shop.id, ids)) {
      const held = points.get(record.id) ?? { advocate: 0, friend: 0 };
      points.delete(record.id);
      for (const difference of differencesOf(record, held)) note(difference);
    }
    count += ids.length;
    last = ids.at(-1) ?? last;
    if (ids.length < AT_ONCE) break;
  }
  for (const id of points.keys())
    note({ what: "referral", subject: id, field: "points without a referral", expected: 0, found: 1 });
  return count;
}

function differencesOf(record: ReferralRecord, held: { advocate: number; friend: number }): Difference[] {
  const differences: Difference[] = [];
  const compare = (field: string, expected: number, found: number): void => {
    if (expected !== found) differences.push({ what: "referral", subject: record.id, field, expected, found });
  };
  compare("advocate's points", held.advocate, record.advocatePoints);
  compare("friend's points", held.friend, record.friendPoints);
  if (record.state === "waiting" || record.state === "invited") return differences;
  const standing = standingOf(factsOf(record), record.terms, Number.MAX_SAFE_INTEGER);
  compare(`state "${standing.state}"`, 1, Number(standing.state === record.state));
  compare("points by its terms", standing.advocatePoints, record.advocatePoints);
  return differences;
}
