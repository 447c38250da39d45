import type { Text } from "../../contracts/wallet.ts";
import type { OfferWhy } from "./pick-offers.ts";

/** "25% off Coffee beans". */
export function offerTitle({
  percent,
  title,
  pieces,
}: {
  percent: number;
  title: string;
  pieces: number | null;
}): Text {
  const upTo = pieces === null ? { en: "", nl: "" } : piecesWords(pieces);
  return { en: `${percent}% off ${title}${upTo.en}`, nl: `${percent}% korting op ${title}${upTo.nl}` };
}

function piecesWords(pieces: number): Text {
  return pieces === 1
    ? { en: ", one piece", nl: ", één stuk" }
    : { en: `, up to ${pieces} pieces`, nl: `, tot ${pieces} stuks` };
}

/** Why this member gets this offer, so that nobody has to guess. */
export function offerReason(why: OfferWhy): Text {
  switch (why.code) {
    case "bought_often":
      return why.orders === 1
        ? { en: "You bought this before.", nl: "Dit kocht je eerder." }
        : { en: `You bought this ${why.orders} times.`, nl: `Dit kocht je ${why.orders} keer.` };
    case "like_bought":
      return { en: `Popular, and you buy ${why.type}.`, nl: `Populair, en jij koopt ${why.type}.` };
    case "popular":
      return { en: "Popular in the shop.", nl: "Populair in de winkel." };
  }
}
