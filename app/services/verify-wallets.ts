import { isDeepStrictEqual } from "node:util";
import type { AppContext } from "../context.ts";
import { CARD_KEY, WALLET_KEY } from "../contracts/wallet.ts";
import type { Difference, Differences } from "../persistence/verification.ts";
import { publishedProgramme, settledWallets, walletStates } from "../persistence/wallet-states.ts";
import { CustomerWalletDocument } from "../shopify/generated/operations.ts";
import { cardParts } from "./card-parts.ts";
import { standingGrants } from "./standing-grants.ts";
import { metafieldsOf } from "./write-wallets.ts";

const MEMBERS_AT_ONCE = 100;
const NAMED = 50;

/**
 * Reads from Shopify what each customer may have and is shown, and compares it with what the ledger says. Left out are those to whom a
 * newer wallet is owed: theirs may be older, and is on its way. One request a member: an inspection, not a habit.
 *
 * @throws GatewayError
 */
export async function verifyWallets(
  app: Pick<AppContext, "database" | "gateway" | "clock">,
  shop: { id: number; domain: string },
): Promise<{ wallets: number; differences: Differences }> {
  const differences: Differences = { count: 0, first: [] };
  const programme = await publishedProgramme(app.database.pool, shop.id);
  if (!programme) return { wallets: 0, differences };
  let wallets = 0;
  for (let last = "0"; ; ) {
    const members = await settledWallets(app.database.pool, shop.id, last, MEMBERS_AT_ONCE);
    for (const member of members) {
      wallets += 1;
      for (const difference of await differencesOf(app, shop, member, programme)) {
        differences.count += 1;
        if (differences.first.length < NAMED) differences.first.push(difference);
      }
    }
    if (members.length < MEMBERS_AT_ONCE) return { wallets, differences };
    last = members.at(-1) ?? last;
  }
}

async function differencesOf(
  app: Pick<AppContext, "database" | "gateway" | "clock">,
  shop: { id: number; domain: string },
  member: string,
  programme: NonNullable<Awaited<ReturnType<typeof publishedProgramme>>>,
): Promise<Difference[]> {
  const [state] = await walletStates(app.database.pool, shop.id, [member]);
  if (!state) return [];
  const { customer } = await app.gateway.request(shop.domain, CustomerWalletDocument, { id: state.customerGid });
  const grants = (await standingGrants(app.database.pool, shop, programme, [member])).get(member) ?? [];
  const held = new Map([
    [WALLET_KEY, customer?.wallet?.value],
    [CARD_KEY, customer?.card?.value],
  ]);
  const parts = (await cardParts(app.database.pool, shop, programme, [state], app.clock.now())).get(member) ?? {};
  const different = metafieldsOf(state, programme, grants, parts).filter(
    ({ key, value }) => !isSameJson(value, held.get(key)),
  );
  if (different.length === 0) return [];
  // Something moved between the two looks: a newer wallet is owed by now, and this one is no error.
  const [now] = await walletStates(app.database.pool, shop.id, [member]);
  if (
    !now ||
    now.owedVersion !== null ||
    now.walletDigest !== state.walletDigest ||
    now.cardDigest !== state.cardDigest
  )
    return [];
  return different.map(({ key }) => ({ what: "wallet", subject: member, field: key, expected: null, found: null }));
}

/**
 * Without what changes by itself: the day on which a savings goal is expected moves with the days, and which rewards there are for now follows
 * the clock and what others claim.
 */
function timeless(json: unknown): unknown {
  if (typeof json !== "object" || json === null) return json;
  const { claimable, saving, ...rest } = json as { claimable?: unknown; saving?: object };
  const { text, expectedOn, ...goal } = Object(saving ?? {});
  return { ...rest, goal };
}

function isSameJson(expected: string, found: string | undefined): boolean {
  try {
    return found !== undefined && isDeepStrictEqual(timeless(JSON.parse(found)), timeless(JSON.parse(expected)));
  } catch {
    return false;
  }
}
