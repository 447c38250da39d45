import type { MemberFigures } from "../expected.ts";
import type { Stage } from "../stage.ts";
import { type Failure, words } from "./failure.ts";

type ExpectedMembership = NonNullable<MemberFigures["membership"]>[number];

interface Membership {
  id: string;
  status: string;
  /** The last day that is paid for, on the shop's calendar. */
  until: string;
}

/**
 * Compares a customer's paid memberships. Of one with a status or a last day the newest with that id is looked at; those that are named
 * alone are all that the customer has now.
 */
export async function lookAtMemberships(
  stage: Stage,
  who: string,
  memberId: string | null,
  expected: readonly ExpectedMembership[],
): Promise<Failure[]> {
  const all = memberId === null ? [] : await readMemberships(stage, memberId);
  const active = all.filter(({ status }) => status === "running" || status === "grace").map(({ id }) => id);
  const alone = expected.filter(({ status, until }) => status === undefined && until === undefined);
  const wanted = alone.map(({ id }) => id).filter((id) => id !== "none");
  const isMet =
    (alone.length === 0 || words([...wanted].sort()) === words([...active].sort())) &&
    expected.every(({ id, status, until }) => {
      if (status === undefined && until === undefined) return true;
      const newest = all.findLast((each) => each.id === id);
      return (status === undefined || newest?.status === status) && (until === undefined || newest?.until === until);
    });
  return isMet ? [] : [{ expected: `${who}.membership ${words(expected)}`, got: words(all) }];
}

async function readMemberships(stage: Stage, memberId: string): Promise<Membership[]> {
  const { rows } = await stage.system.app.database.pool.query<Membership>(
    `select code as id, membership.status, to_char((ends_at - interval '1 millisecond') at time zone shop.timezone, 'YYYY-MM-DD') as until
     from membership join shop on shop.id = membership.shop_id
     where membership.shop_id = $1 and member_id = $2 order by starts_at`,
    [stage.facts.id, memberId],
  );
  return rows;
}
