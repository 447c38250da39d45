import type { AppContext } from "../context.ts";
import type { Card } from "../contracts/card.ts";
import { CARD_KEY, storedWallet, WALLET_KEY } from "../contracts/wallet.ts";
import type { Programme } from "../domain/programme/programme.ts";
import { cardOf } from "../domain/wallet/card.ts";
import type { StandingGrant } from "../domain/wallet/standing-grant.ts";
import { walletOf } from "../domain/wallet/wallet.ts";
import {
  type Digests,
  publishedProgramme,
  storeDigests,
  type WalletState,
  walletStates,
} from "../persistence/wallet-states.ts";
import { userErrorsOf } from "../shopify/errors.ts";
import {
  CustomerDigestsDocument,
  type MetafieldsSetInput,
  SetMetafieldsDocument,
} from "../shopify/generated/operations.ts";
import { cardParts } from "./card-parts.ts";
import { standingGrants } from "./standing-grants.ts";

/** metafieldsSet takes 25 metafields, a member has two. */
export const MEMBERS_A_REQUEST = 12;

/**
 * In each round another writer got in between, and one of them wins it: ten clicks at once are through after ten. As often as this in a row is
 * a storm, and the outbox tries again later.
 */
const MOST_ROUNDS = 12;

/** What we wrote last is not what is there. */
const STALE = new Set(["STALE_OBJECT", "INVALID_COMPARE_DIGEST"]);

export interface WalletsWritten {
  /** The states that Shopify has now. */
  written: WalletState[];
  refused: { member: string; error: string }[];
}

/**
 * Writes wallet and card of at most 12 members to Shopify, from the database as it is now. Shopify compares each with what
 * we wrote last (`compareDigest`), so of two writers at once the one with the older state is refused; it then reads the
 * digest again and builds anew. So a wallet never goes back in time, whoever publishes.
 *
 * Members whom Shopify does not know are left out. @throws GatewayError
 */
export async function writeWallets(
  app: Pick<AppContext, "database" | "gateway" | "clock">,
  shop: { id: number; domain: string },
  members: readonly string[],
  options: { timeLimitMs?: number } = {},
): Promise<WalletsWritten> {
  const refused: WalletsWritten["refused"] = [];
  let waiting = [...members];
  for (let round = 1; waiting.length > 0; round += 1) {
    const programme = await publishedProgramme(app.database.pool, shop.id);
    if (!programme) return { written: [], refused: waiting.map((member) => ({ member, error: "NO_PROGRAMME" })) };
    const states = await walletStates(app.database.pool, shop.id, waiting);
    if (states.length === 0) break;
    const grants = await standingGrants(app.database.pool, shop, programme, waiting);
    const parts = await cardParts(app.database.pool, shop, programme, states, app.clock.now());
    const metafields = states.flatMap((state) =>
      metafieldsOf(state, programme, grants.get(state.member) ?? [], parts.get(state.member) ?? {}),
    );
    const answer = await app.gateway.request(shop.domain, SetMetafieldsDocument, { metafields }, options);
    const errors = userErrorsOf(answer.metafieldsSet);
    if (errors.length === 0) {
      await storeDigests(app.database.pool, shop.id, digestsOf(states, answer.metafieldsSet?.metafields ?? []));
      return { written: states, refused };
    }
    // All or nothing: one that is refused keeps the others of this request back until it is out of the way.
    const stale = new Set<string>();
    for (const { code, element } of errors) {
      const state = element === null ? undefined : states[Math.floor(element / 2)];
      if (!state) return { written: [], refused: [...refused, ...states.map((each) => refusal(each, code))] };
      if (STALE.has(code) && round < MOST_ROUNDS) stale.add(state.customerGid);
      else refused.push(refusal(state, code));
    }
    const isOut = new Set(refused.map(({ member }) => member));
    waiting = states.map(({ member }) => member).filter((member) => !isOut.has(member));
    await readDigests(
      app,
      shop,
      states.filter(({ customerGid, member }) => stale.has(customerGid) && !isOut.has(member)),
    );
  }
  return { written: [], refused };
}

function refusal(state: WalletState, error: string) {
  return { member: state.member, error };
}

/** Wallet before card, for each member: an error's element number leads back to the member. */
export function metafieldsOf(
  state: WalletState,
  programme: Programme,
  grants: readonly StandingGrant[],
  parts: Partial<Card>,
): MetafieldsSetInput[] {
  const base = { ownerId: state.customerGid, namespace: "$app", type: "json" };
  const wallet = walletOf(programme, state.reservations, grants, programme.currency);
  const card: Card = { ...cardOf(programme, state, state.reservations), ...parts };
  return [
    { ...base, key: WALLET_KEY, value: JSON.stringify(storedWallet(wallet)), compareDigest: state.walletDigest },
    { ...base, key: CARD_KEY, value: JSON.stringify(card), compareDigest: state.cardDigest },
  ];
}

function digestsOf(
  states: readonly WalletState[],
  metafields: readonly { key: string; compareDigest: string; owner: { id?: string } }[],
): Digests[] {
  const digests = new Map(metafields.map((each) => [`${each.owner.id} ${each.key}`, each.compareDigest]));
  return states.flatMap(({ member, customerGid }) => {
    const walletDigest = digests.get(`${customerGid} ${WALLET_KEY}`);
    const cardDigest = digests.get(`${customerGid} ${CARD_KEY}`);
    return walletDigest && cardDigest ? [{ member, walletDigest, cardDigest }] : [];
  });
}

async function readDigests(
  app: Pick<AppContext, "database" | "gateway">,
  shop: { id: number; domain: string },
  states: readonly WalletState[],
): Promise<void> {
  for (const state of states) {
    const { customer } = await app.gateway.request(shop.domain, CustomerDigestsDocument, { id: state.customerGid });
    await storeDigests(app.database.pool, shop.id, [
      {
        member: state.member,
        walletDigest: customer?.wallet?.compareDigest ?? null,
        cardDigest: customer?.card?.compareDigest ?? null,
      },
    ]);
  }
}
