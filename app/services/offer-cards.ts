import type { Card } from "../contracts/card.ts";
import { offerReason, offerTitle } from "../domain/offers/offer-words.ts";
import type { Programme } from "../domain/programme/programme.ts";
import { dayWords } from "../domain/tiers/words.ts";
import type { StandingGrant } from "../domain/wallet/standing-grant.ts";
import type { Transaction } from "../persistence/database.ts";
import { activatedOffers, activeOffers, openBoxes } from "../persistence/offers.ts";

type Queryable = Pick<Transaction, "query">;

/** What the Function gives to members because of offers that they activated. */
export async function offerGrants(
  database: Queryable,
  shop: { id: number },
  _programme: Programme,
  members: readonly string[],
): Promise<Map<string, StandingGrant[]>> {
  const grants = new Map<string, StandingGrant[]>();
  for (const { ref, member, offer } of await activeOffers(database, shop.id, members)) {
    const { product, percent, pieces } = offer;
    const benefit = { code: "percent_off", percent, maximumMinor: null, minimumMinor: null, pieces } as const;
    const grant: StandingGrant = {
      ref,
      source: "offer",
      id: ref,
      title: offerTitle(offer),
      benefit: { ...benefit, goods: { products: [product] } },
    };
    grants.set(member, [...(grants.get(member) ?? []), grant]);
  }
  return grants;
}

/** What members' cards say of this week's offers. */
export async function offerCards(
  database: Queryable,
  shop: { id: number },
  { timezone, offers }: Pick<Programme, "timezone" | "offers">,
  members: readonly string[],
  now: Date,
): Promise<Map<string, Pick<Card, "offers">>> {
  if (offers === null || members.length === 0) return new Map();
  const boxes = await openBoxes(database, shop.id, members, now);
  const activated = new Map((await activatedOffers(database, shop.id, members, now)).map((each) => [each.ref, each]));
  return new Map(
    boxes.map(({ member, week, endsAt, activate, offers: made }) => {
      const chosen = [...activated.values()].filter((each) => each.member === member && each.week === week).length;
      const lastDay = dayWords(endsAt.getTime() - 1, timezone);
      const left = Math.max(0, activate - chosen);
      return [
        member,
        {
          offers: {
            endsAt: endsAt.toISOString(),
            until: { en: `Through ${lastDay.en}`, nl: `Tot en met ${lastDay.nl}` },
            left,
            choose:
              left === 0
                ? { en: "You have chosen all your offers.", nl: "Je hebt al je aanbiedingen gekozen." }
                : { en: `Choose ${left} more.`, nl: `Kies er nog ${left}.` },
            list: made.map((offer) => ({
              ref: offer.ref,
              title: offerTitle(offer),
              why: offerReason(offer.why),
              state: stateOf(activated.get(offer.ref)?.status),
              ...(offer.handle === null ? {} : { product: offer.handle }),
              ...(offer.imageUrl === null ? {} : { image: offer.imageUrl }),
            })),
          },
        },
      ];
    }),
  );
}

function stateOf(status: "active" | "used" | "lapsed" | undefined): "offered" | "active" | "used" {
  return status === undefined || status === "lapsed" ? "offered" : status;
}
