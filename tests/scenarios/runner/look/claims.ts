import { readCardOf } from "#app/services/read-card.ts";
import { formatMoney, parseMoney } from "#tests/shop/money.ts";
import type { MemberFigures } from "../expected.ts";
import type { Stage } from "../stage.ts";
import { compareFields, type Failure, words } from "./failure.ts";

type ClaimFigures = Pick<MemberFigures, "claims" | "giftCards" | "storeCredit" | "tags" | "saving">;

/** Compares what points bought without a cart, at Shopify and in the app, and what the member saves for. */
export async function lookAtClaims(
  stage: Stage,
  who: string,
  memberId: string | null,
  { claims, giftCards, storeCredit, tags, saving }: ClaimFigures,
): Promise<Failure[]> {
  const { currency } = stage.shop;
  const gid = stage.customers.get(who) ?? "";
  const customer = stage.shop.customers.get(gid);
  const cards = [...(stage.shop.giftCards?.values() ?? [])].filter((card) => card.customerGid === gid);
  const credit = formatMoney(customer?.storeCreditMinor ?? 0, currency);
  const same = (amount: string): string => formatMoney(parseMoney(amount, currency), currency);
  return [
    ...(claims ? await compareClaims(stage, who, claims) : []),
    ...(giftCards
      ? compareLists(
          `${who}.giftCards`,
          giftCards.map(same),
          cards.map(({ balanceMinor }) => formatMoney(balanceMinor, currency)),
        )
      : []),
    ...(storeCredit === undefined
      ? []
      : compareFields(who, { storeCredit: same(storeCredit) }, { storeCredit: credit })),
    ...(tags ? compareLists(`${who}.tags`, tags, customer?.tags ?? []) : []),
    ...(saving ? await compareSaving(stage, who, memberId, saving) : []),
  ];
}

/** In any order. */
function compareLists(what: string, expected: readonly string[], got: readonly string[]): Failure[] {
  const sorted = (list: readonly string[]): string => words([...list].sort());
  return sorted(expected) === sorted(got) ? [] : [{ expected: `${what} ${sorted(expected)}`, got: sorted(got) }];
}

async function compareClaims(
  stage: Stage,
  who: string,
  expected: NonNullable<MemberFigures["claims"]>,
): Promise<Failure[]> {
  const refs = Object.keys(expected).map((name) => stage.reservations.get(name)?.ref ?? "");
  const { rows } = await stage.system.app.database.pool.query<{ ref: string; status: string }>(
    "select ref, status from claim where shop_id = $1 and ref = any($2::text[])",
    [stage.facts.id, refs],
  );
  return Object.entries(expected).flatMap(([name, status]) => {
    const got = rows.find(({ ref }) => ref === stage.reservations.get(name)?.ref)?.status ?? "none";
    return got === status ? [] : [{ expected: `${who}.claims.${name} ${words(status)}`, got: words(got) }];
  });
}

/** As the card says it; `isTold` says whether an event was noted that it is reached. */
async function compareSaving(
  stage: Stage,
  who: string,
  memberId: string | null,
  { expectedOn, isTold, ...expected }: NonNullable<MemberFigures["saving"]>,
): Promise<Failure[]> {
  const { app } = stage.system;
  const { saving } = memberId === null ? {} : await readCardOf(app, stage.facts, memberId);
  const { rows } = await app.database.pool.query<{ told: boolean }>(
    "select exists (select 1 from journey_event where shop_id = $1 and member_id = $2 and name = 'goal_reached') as told",
    [stage.facts.id, memberId],
  );
  return [
    ...compareFields(`${who}.saving`, expected, {
      reward: saving?.reward,
      missing: saving?.missing,
      percent: saving?.percent,
      isReached: saving?.isReached,
    }),
    ...compareFields(
      `${who}.saving`,
      { expectedOn, isTold },
      { expectedOn: saving?.expectedOn, isTold: rows[0]?.told },
    ),
  ];
}
