import type { MemberFigures } from "../expected.ts";
import type { Stage } from "../stage.ts";
import { type Failure, words } from "./failure.ts";

interface OfferNow {
  ref: string;
  /** As the file calls the product. */
  product: string;
  percent: number;
  state: "offered" | "active" | "used";
}

/** Compares this week's offers with those that are named, all of them in their order; of each only what is said. */
export async function lookAtOffers(
  stage: Stage,
  who: string,
  expected: NonNullable<MemberFigures["offers"]>,
): Promise<Failure[]> {
  const got = await offersOf(stage, who);
  const isMet =
    got.length === expected.length &&
    expected.every(({ product, percent, state }, index) => {
      const offer = got[index];
      return (
        offer?.product === product &&
        (percent === undefined || percent === offer.percent) &&
        (state === undefined || state === offer.state)
      );
    });
  if (isMet) return [];
  return [{ expected: `${who}.offers ${words(expected)}`, got: words(got.map(({ ref: _, ...offer }) => offer)) }];
}

/** What a customer of the file is offered this week. */
export async function offersOf(stage: Stage, who: string): Promise<OfferNow[]> {
  const { app } = stage.system;
  const { rows } = await app.database.pool.query<{
    ref: string;
    product: string;
    percent: number;
    status: string | null;
  }>(
    `select made.offer->>'ref' as ref, made.offer->>'product' as product, (made.offer->>'percent')::int as percent, activated_offer.status
     from member join offer_box on offer_box.shop_id = member.shop_id and offer_box.member_id = member.id
       cross join lateral jsonb_array_elements(offers) with ordinality as made(offer, place)
       left join activated_offer on activated_offer.shop_id = member.shop_id and activated_offer.ref = made.offer->>'ref'
     where member.shop_id = $1 and customer_gid = $2 and offer_box.ends_at > $3 order by place`,
    [stage.facts.id, stage.customers.get(who), app.clock.now()],
  );
  const skus = new Map([...stage.shop.products.values()].map(({ gid, variants }) => [gid, variants[0]?.sku ?? gid]));
  return rows.map(({ ref, product, percent, status }) => ({
    ref,
    product: skus.get(product) ?? product,
    percent,
    state: status === "active" || status === "used" ? status : "offered",
  }));
}
