import type { AppContext } from "../context.ts";
import type { EarnedAnswer } from "../contracts/proxy.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { pointsWords } from "../domain/wallet/points-words.ts";
import { membersByCustomer } from "../persistence/members.ts";
import { findOrder } from "../persistence/orders.ts";

/**
 * What an order earned, for the page that thanks for it. `customerGid` is who asks (null when nobody is signed in): somebody else's order
 * is answered like one that has not come in yet, so that nothing can be learned by trying numbers; who is not signed in learns no figure.
 */
export async function readEarned(
  app: AppContext,
  shop: ShopFacts,
  { customerGid, orderGid }: { customerGid: string | null; orderGid: string },
): Promise<EarnedAnswer> {
  const order = await findOrder(app.database.pool, shop.id, orderGid);
  const member =
    customerGid === null ? null : (await membersByCustomer(app.database.pool, shop.id, [customerGid])).get(customerGid);
  const isGuests = order?.state.order?.customerGid === null;
  const isTheirs = customerGid === null ? isGuests : order?.memberId === member?.id;
  if (order?.award && !isTheirs && customerGid === null && order.pointsEarned > 0) {
    // Shopify makes a customer of everyone who types an address; only who signs in is told figures.
    const text = {
      en: "You earned points with this order. Sign in with your e-mail address to see and use them.",
      nl: "Je hebt punten verdiend met deze bestelling. Log in met je e-mailadres om ze te zien en te gebruiken.",
    };
    return { ok: true, state: "earned", points: 0, text };
  }
  if (!order?.award || !isTheirs) {
    const text = { en: "Your points are on their way.", nl: "Je punten zijn onderweg." };
    return { ok: true, state: "on_its_way", points: 0, text };
  }
  if (order.pointsEarned === 0) {
    const text = { en: "This order earns no points.", nl: "Deze bestelling levert geen punten op." };
    return { ok: true, state: "nothing", points: 0, text };
  }
  const words = pointsWords(order.pointsEarned);
  const text = {
    en: `You earned ${words.en} with this order.`,
    nl: `Je hebt ${words.nl} verdiend met deze bestelling.`,
  };
  return { ok: true, state: "earned", points: order.pointsEarned, text };
}
