import { normalizedEmail } from "#app/domain/orders/order-from-payload.ts";
import type { MemberFigures } from "../expected.ts";
import type { Stage } from "../stage.ts";
import { lookAtClaims } from "./claims.ts";
import { compareFields, type Failure, words } from "./failure.ts";
import { lookAtMemberships } from "./membership.ts";
import { lookAtOffers } from "./offers.ts";
import { lookAtReferrals } from "./referral.ts";

interface Balance {
  available: number;
  pending: number;
  reserved: number;
  debt: number;
  lifetime: number;
  member: boolean;
  /** Null below the first level. */
  tier: string | null;
}

const NOBODY: Balance = { available: 0, pending: 0, reserved: 0, debt: 0, lifetime: 0, member: false, tier: null };

/** Compares what a member has. Somebody whom the app does not know has nothing. */
export async function lookAtMember(stage: Stage, who: string, figures: MemberFigures): Promise<Failure[]> {
  const { claims, giftCards, storeCredit, tags, saving, ledger, expiring, membership, referrals, offers, ...balance } =
    figures;
  const memberId = await memberIdOf(stage, who);
  const got = memberId === null ? NOBODY : await readBalance(stage, memberId);
  return [
    ...compareFields(who, balance, got),
    ...(ledger ? await compareLedger(stage, who, memberId, ledger) : []),
    ...(expiring ? await compareExpiring(stage, who, memberId, expiring) : []),
    ...(await lookAtClaims(stage, who, memberId, { claims, giftCards, storeCredit, tags, saving })),
    ...(membership ? await lookAtMemberships(stage, who, memberId, membership) : []),
    ...(offers ? await lookAtOffers(stage, who, offers) : []),
    ...(referrals ? await lookAtReferrals(stage, who, memberId, referrals) : []),
  ];
}

/**
 * The app's own id of a customer of the file, or of a guest by e-mail address; null for somebody whom the app does not know. Merges are not
 * followed: who was merged away has nothing.
 */
export async function memberIdOf(stage: Stage, who: string): Promise<string | null> {
  const forgotten = stage.forgotten.get(who);
  if (forgotten !== undefined) return forgotten;
  const gid = stage.customers.get(who);
  const [condition, value] =
    gid === undefined
      ? [
          "email = $2 and status in ('member', 'guest') order by case status when 'member' then 0 else 1 end, id",
          normalizedEmail(who),
        ]
      : ["customer_gid = $2", gid];
  const { rows } = await stage.system.app.database.pool.query<{ id: string }>(
    `select id from member where shop_id = $1 and ${condition} limit 1`,
    [stage.facts.id, value],
  );
  return rows[0]?.id ?? null;
}

async function readBalance(stage: Stage, memberId: string): Promise<Balance> {
  const { rows } = await stage.system.app.database.pool.query<Record<string, string | null>>(
    `select pending, available, reserved, debt, lifetime, member.status, member_tier.level from balance
     join member on member.shop_id = balance.shop_id and member.id = balance.member_id
     left join member_tier on member_tier.shop_id = balance.shop_id and member_tier.member_id = balance.member_id
     where balance.shop_id = $1 and balance.member_id = $2`,
    [stage.facts.id, memberId],
  );
  const row = rows[0];
  if (!row) return NOBODY;
  const number = (name: string): number => Number(row[name]);
  return {
    available: number("available"),
    pending: number("pending"),
    reserved: number("reserved"),
    debt: number("debt"),
    lifetime: number("lifetime"),
    member: row.status === "member",
    tier: row.level ?? null,
  };
}

type LedgerLine = NonNullable<MemberFigures["ledger"]>[number];

/** The last entries, as many as are named, the newest last; of each only what is named. */
async function compareLedger(
  stage: Stage,
  who: string,
  memberId: string | null,
  expected: readonly LedgerLine[],
): Promise<Failure[]> {
  const { rows } = await stage.system.app.database.pool.query<{
    kind: string;
    points: string;
    orderGid: string | null;
    reason: { code: string; text?: string };
  }>(
    `select kind, points, order_gid as "orderGid", reason from entry where shop_id = $1 and member_id = $2 order by id desc limit $3`,
    [stage.facts.id, memberId, expected.length],
  );
  const orders = new Map([...stage.orders].map(([id, gid]) => [gid, id]));
  const entries = rows.reverse().map(({ kind, points, orderGid, reason }) => ({
    kind,
    points: Number(points),
    order: orderGid === null ? undefined : orders.get(orderGid),
    reason,
  }));
  const isMet =
    entries.length === expected.length &&
    expected.every((line, index) => {
      const entry = entries[index];
      if (!entry) return false;
      const isReason =
        line.reason === undefined || line.reason === entry.reason.code || line.reason === entry.reason.text;
      return (
        (line.kind === undefined || line.kind === entry.kind) &&
        (line.points === undefined || line.points === entry.points) &&
        (line.order === undefined || line.order === entry.order) &&
        isReason
      );
    });
  if (isMet) return [];
  const got = entries.map(({ reason, ...entry }) => ({ ...entry, reason: reason.text ?? reason.code }));
  return [{ expected: `${who}.ledger ${words(expected)}`, got: words(got) }];
}

/** Points that expire before an instant, held ones included: those also go when their time has come. */
async function compareExpiring(
  stage: Stage,
  who: string,
  memberId: string | null,
  expected: NonNullable<MemberFigures["expiring"]>,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const { before, points } of expected) {
    const { rows } = await stage.system.app.database.pool.query<{ points: string }>(
      `select coalesce(sum(available + reserved), 0) as points from lot where shop_id = $1 and member_id = $2 and expires_at < $3`,
      [stage.facts.id, memberId, new Date(before)],
    );
    const got = Number(rows[0]?.points);
    const when = new Date(before).toISOString();
    if (got !== points) failures.push({ expected: `${who}.expiring ${points} before ${when}`, got: words(got) });
  }
  return failures;
}
